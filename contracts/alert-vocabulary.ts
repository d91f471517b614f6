/** What an alert is about; `test`: asked for by a person who tries the channels. */
export const ALERT_KINDS = ['budget', 'anomaly', 'variance', 'prices', 'keys', 'test'] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** What reached the threshold: what was spent, or where the period will end if things go on. */
export const ALERT_BASES = ['actual', 'projected'] as const;
export type Basis = (typeof ALERT_BASES)[number];

/** How far an alert, or one of its channels, has come. */
export const DELIVERY_STATUSES = ['PENDING', 'SENT', 'FAILED'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** What a list of alerts may be narrowed to; `open` are those that are neither resolved nor acknowledged. */
export const ALERT_STATES = [...DELIVERY_STATUSES, 'open', 'resolved', 'acknowledged'] as const;
export type AlertState = (typeof ALERT_STATES)[number];

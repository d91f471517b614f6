/** Over what a budget counts; `match-budgets.ts` looks at the shorter ones first. */
export const PERIODS = ['daily', 'weekly', 'monthly', 'lifetime'] as const;
export type Period = (typeof PERIODS)[number];

/** How bad a threshold is that was reached, from the mildest to the worst. */
export const SEVERITIES = ['warning', 'critical', 'emergency'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What the gate answers, from the mildest to the strictest. */
export const GATES = ['allow', 'degrade', 'deny'] as const;
export type Gate = (typeof GATES)[number];

/** What a threshold may turn the gate to. */
export const TURNED_GATES = ['degrade', 'deny'] as const satisfies readonly Gate[];
export type TurnedGate = (typeof TURNED_GATES)[number];

/** What the gate does with a call that would pass the limit. */
export const ENFORCEMENTS = ['alert', 'degrade', 'deny'] as const;
export type Enforcement = (typeof ENFORCEMENTS)[number];

/** What the gate does with usage that has no price. */
export const UNPRICED_RULES = ['allow', 'estimate', 'deny'] as const;
export type UnpricedRule = (typeof UNPRICED_RULES)[number];

/** `form`: made of the organisation's form; `stage`: a default of the stage; `stored`: any other. */
export const BUDGET_SOURCES = ['form', 'stage', 'stored'] as const;
export type BudgetSource = (typeof BUDGET_SOURCES)[number];

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

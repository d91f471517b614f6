import * as z from 'zod/mini';

/** Source of every event that Costkeeper puts on its bus. */
export const EVENT_SOURCE = 'costkeeper';

/** Detail type of the aggregator's word that totals changed; wakes `check-budgets`. */
export const TOTALS_CHANGED = 'TotalsChanged';

/**
 * What a TotalsChanged event carries: the scopes whose totals changed, as the aggregator names them, and beside each
 * the correlation id of the last entry that changed it. What a person's change of a budget tells has none.
 */
export const totalsChangedSchema = z.object({
  scopes: z.array(z.string()),
  correlationIds: z.optional(z.array(z.string())),
});

export type TotalsChanged = z.infer<typeof totalsChangedSchema>;

/** Detail type of the API's word that alerts wait to be sent; wakes `check-budgets`. */
export const ALERTS_WAITING = 'AlertsWaiting';

/** What an AlertsWaiting event carries: ids of alerts. */
export const alertsWaitingSchema = z.object({ alerts: z.array(z.string()) });

export type AlertsWaiting = z.infer<typeof alertsWaitingSchema>;

/** Detail type of an alert, for automations; the detail is the alert as the API answers it. */
export const ALERT_RAISED = 'AlertRaised';

/** Detail type of a gate that was turned: id (the same when it is told twice), budgetId, scope, period, gate, at. */
export const GATE_CHANGED = 'GateChanged';

/** What the safety net's schedule sends to `check-budgets`. */
export const checkBudgetsPayloadSchema = z.object({
  task: z.literal('check-budgets'),
  /** The time it was scheduled for, ISO 8601; set by EventBridge Scheduler. */
  scheduledAt: z.string(),
});

export type CheckBudgetsPayload = z.infer<typeof checkBudgetsPayloadSchema>;

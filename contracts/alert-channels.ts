/** Ways that a budget may tell by, and that an answer about an alert names; `event` is EventBridge. */
export const BUDGET_CHANNELS = ['email', 'slack', 'webhook', 'event'] as const;
export type BudgetChannel = (typeof BUDGET_CHANNELS)[number];

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

/**
 * What becomes of a hold: settled by its entry, or given back. `EXPIRED` is written for holds below others alone; an
 * open one whose time is over is told as expired all the same.
 */
export const HOLD_STATUSES = ['OPEN', 'SETTLED', 'RELEASED', 'EXPIRED'] as const;
export type HoldStatus = (typeof HOLD_STATUSES)[number];

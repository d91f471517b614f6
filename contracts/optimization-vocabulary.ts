/** What finds it: a file of `core/optimizations/kinds` each. */
export const OPTIMIZATION_KINDS = [
  'cheaper-model',
  'prompt-caching',
  'batch-tier',
  'expensive-operation',
  'failed-calls',
] as const;
export type OptimizationKind = (typeof OPTIMIZATION_KINDS)[number];

/** The one thing to do, in words a program understands. */
export const OPTIMIZATION_ACTIONS = [
  'switch-model',
  'cache-prompt',
  'use-batch-tier',
  'review-operation',
  'stop-failing-calls',
] as const;
export type OptimizationActionType = (typeof OPTIMIZATION_ACTIONS)[number];

/** What a person decided upon it. */
export const OPTIMIZATION_STATUSES = ['pending', 'applied', 'rejected'] as const;
export type OptimizationStatus = (typeof OPTIMIZATION_STATUSES)[number];

export const EFFORTS = ['low', 'medium', 'high'] as const;
export type Effort = (typeof EFFORTS)[number];

export const RISKS = ['none', 'low', 'medium'] as const;
export type Risk = (typeof RISKS)[number];

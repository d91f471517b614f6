/** Percent of its limit at which a budget tells, where nothing else is set. */
export const DEFAULT_THRESHOLDS = { warning: 80n, critical: 100n, emergency: 150n } as const;

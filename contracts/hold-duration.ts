/** Seconds a hold lasts when the caller names no time. */
export const DEFAULT_HOLD_SECONDS = 600;

/** The most seconds a hold may last. */
export const LONGEST_HOLD_SECONDS = 86_400;

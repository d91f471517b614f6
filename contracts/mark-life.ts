/** Days that a mark lives: longer than any stream, queue or replay may bring a record again. */
export const MARK_LIFE_DAYS = 40;

/**
 * Days that a mark is believed: deletion by TTL is not prompt and absence proves nothing, so it counts as gone before.
 */
export const MARK_READ_DAYS = MARK_LIFE_DAYS - 5;

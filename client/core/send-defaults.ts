/** How events become messages. */
export interface BatchOptions {
  /** Events in one message, 1,000 at most (the ledger's limit). */
  maxEvents?: number | undefined;
  /** Bytes of one message, 1 MiB at most (the queue's limit). */
  maxBytes?: number | undefined;
  /** How long an event waits for company. */
  maxDelayMs?: number | undefined;
  /** Messages under way at once. */
  maxConcurrent?: number | undefined;
}

/** How failed sends are repeated: exponential, with full jitter. */
export interface RetryOptions {
  baseDelayMs?: number | undefined;
  maxDelayMs?: number | undefined;
  /** After this time a message that still fails goes to the dead-letter callback. */
  giveUpAfterMs?: number | undefined;
}

export const BATCH_DEFAULTS = {
  maxEvents: 1000,
  maxBytes: 1024 * 1024,
  maxDelayMs: 1000,
  maxConcurrent: 4,
};

export const RETRY_DEFAULTS = { baseDelayMs: 100, maxDelayMs: 20_000, giveUpAfterMs: 15 * 60_000 };

/** Bytes of events that may wait or be under way; about 16,000 events of usual size. */
export const DEFAULT_BUFFER_BYTES = 8 * 1024 * 1024;

/** The given numbers over the defaults; absent ones stay. */
export function withDefaults<T extends Record<string, number>>(
  defaults: T,
  given: { [K in keyof T]?: number | undefined } | undefined,
): T {
  const merged = { ...defaults };
  for (const name in defaults) {
    const value = given?.[name];
    if (typeof value === 'number' && value >= 0) merged[name] = value as T[typeof name];
  }
  return merged;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, Math.floor(value)));
}

/** The batch as configured, within what a message may be: the queue and the ledger refuse more. */
export function batchWithin(given: BatchOptions | undefined): typeof BATCH_DEFAULTS {
  const batch = withDefaults(BATCH_DEFAULTS, given);
  return {
    maxEvents: clamp(batch.maxEvents, 1, BATCH_DEFAULTS.maxEvents),
    maxBytes: clamp(batch.maxBytes, 1024, BATCH_DEFAULTS.maxBytes),
    maxDelayMs: batch.maxDelayMs,
    maxConcurrent: clamp(batch.maxConcurrent, 1, 64),
  };
}

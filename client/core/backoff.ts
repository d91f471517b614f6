import type { RETRY_DEFAULTS } from './send-defaults.ts';
import { unref } from './timers.ts';

/** Waits between tries: exponential with full jitter, or as long as the receiver asks. */
export class Backoff {
  readonly #retry: typeof RETRY_DEFAULTS;
  readonly #random: () => number;
  readonly #waiting = new Set<() => void>();

  constructor(retry: typeof RETRY_DEFAULTS, random: () => number) {
    this.#retry = retry;
    this.#random = random;
  }

  /** Resolves when it is time for the next try, or when all are woken. */
  async pause(attempt: number, retryAfterMs: number | undefined): Promise<void> {
    const { baseDelayMs, maxDelayMs } = this.#retry;
    const ceiling = Math.min(maxDelayMs, baseDelayMs * 2 ** (attempt - 1));
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, retryAfterMs ?? ceiling * this.#random());
      unref(timer);
      this.#waiting.add(wake);
    });
  }

  /** Cuts every wait short: a flush tries at once. */
  wakeAll(): void {
    for (const wake of this.#waiting) wake();
  }
}

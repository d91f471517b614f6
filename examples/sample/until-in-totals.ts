/** How long the totals may stand still, milliseconds, before waiting for them ends. */
export const STILL_MS = 60_000;

const LOOK_MS = 1000;

/** What the wait needs of the world. */
export interface TotalsWatch {
  /** Events in the totals now; a rejection is a look that told nothing, as on a busy machine. */
  readonly count: () => Promise<number>;
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

/**
 * Waits until `target` events are in the totals, however long a slow machine takes, and tells each look by `done`.
 * @throws Error with one sentence when nothing has moved for a minute
 */
export async function untilInTotals(target: number, done: (count: number) => void, watch: TotalsWatch): Promise<void> {
  let most = -1;
  let moved = watch.now();
  let trouble = '';
  for (;;) {
    try {
      const count = await watch.count();
      trouble = '';
      if (count > most) moved = watch.now();
      most = Math.max(most, count);
      done(most);
      if (most >= target) return;
    } catch (error) {
      trouble = `; the last look failed: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (watch.now() - moved >= STILL_MS) {
      throw new Error(
        `${Math.max(most, 0)} of ${target} events are in the totals, and nothing has moved for a minute${trouble}. ` +
          'What is in the queue is not lost: leave the system running and look at GET /status, or start it again.',
      );
    }
    await watch.wait(LOOK_MS);
  }
}

import { isDeepStrictEqual } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * How long nothing may change before a wait gives up: longer than a message of the usage queue stays hidden
 * after its function failed once, which is six minutes.
 */
const STILL_MS = 600_000;
/** The first looks follow each other so soon; later ones are rarer, for a look may cost a whole request. */
const LOOK_MS = 50;
const LOOK_SHARE = 5;
const LONGEST_LOOK_MS = 500;

/**
 * Reads until the value is as wanted and answers it. Waits as long as the value changes, and gives up only
 * when it has stayed the same for ten minutes: no machine is too slow for a test then.
 * @throws Error that says what was waited for and what was seen last; whatever `read` rejects with
 */
export async function waitFor<T>(
  what: string,
  read: () => T | Promise<T>,
  wanted: (value: T) => boolean,
  stillMs = STILL_MS,
): Promise<T> {
  let last: T | undefined;
  const begun = performance.now();
  for (let changed = begun; ; await sleep(nextLookMs(performance.now() - begun))) {
    const value = await read();
    if (wanted(value)) return value;
    if (!isDeepStrictEqual(value, last)) {
      last = value;
      changed = performance.now();
    }
    if (performance.now() - changed > stillMs) {
      throw new Error(`waited for ${what}; for ${stillMs / 1000} s it has been ${JSON.stringify(value)}`);
    }
  }
}

/** How long until the next look of a wait that has lasted so long: a fifth of it, 50 ms to half a second. */
function nextLookMs(waitedMs: number): number {
  return Math.min(Math.max(waitedMs / LOOK_SHARE, LOOK_MS), LONGEST_LOOK_MS);
}

/** A busy moment is no fault: what is slow is done again. */
const TRIES = 3;
/** A plain request takes far less than a sixtieth of each limit where nothing else runs. */
const PLAIN_TIMES = 60;
/** Whatever the machine does, nothing may take so many times its limit. */
const MOST_TIMES = 10;

/** What was done, how long its last try took, and whether that is within the limit. */
export interface Timed<T> {
  readonly value: T;
  readonly took: number;
  readonly isWithin: boolean;
}

/**
 * Does something, up to three times while it takes more than so many milliseconds. On a busy machine everything
 * takes long, by waiting for processors, disks and other processes: then the limit is 60 times what a plain request
 * to the same system takes at that moment, and ten times itself at most. For proofs; tests measure no time.
 */
export async function within<T>(
  milliseconds: number,
  act: () => Promise<T>,
  plain: () => Promise<unknown>,
  now: () => number = () => performance.now(),
): Promise<Timed<T>> {
  for (let tried = 1; ; tried++) {
    const { value, took } = await timed(act, now);
    if (took <= milliseconds) return { value, took, isWithin: true };
    const limit = Math.min(PLAIN_TIMES * (await usualTime(plain, now)), MOST_TIMES * milliseconds);
    if (took <= limit || tried === TRIES) return { value, took, isWithin: took <= limit };
  }
}

/** What a plain request takes now, milliseconds: the second of three. */
export async function usualTime(
  plain: () => Promise<unknown>,
  now: () => number = () => performance.now(),
): Promise<number> {
  const times: number[] = [];
  for (let one = 0; one < 3; one++) times.push((await timed(plain, now)).took);
  return times.toSorted((a, b) => a - b)[1] ?? 0;
}

async function timed<T>(act: () => Promise<T>, now: () => number) {
  const started = now();
  const value = await act();
  return { value, took: now() - started };
}

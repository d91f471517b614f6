import { measureSlowness } from '../local/limits.ts';

/** A busy moment is no fault: what is slow is done again. */
const TRIES = 3;

/** What was done, how long the quickest try took, and whether that is within the limit. */
export interface Timed<T> {
  readonly value: T;
  readonly took: number;
  readonly isWithin: boolean;
}

/**
 * Does something, up to three times while it takes more than so many milliseconds on a machine as fast as Lambda:
 * the limit is longer by as much as this one is slower or busy. For proofs; tests measure no time.
 */
export async function within<T>(milliseconds: number, act: () => Promise<T>): Promise<Timed<T>> {
  for (let tried = 1; ; tried++) {
    const started = performance.now();
    const value = await act();
    const took = performance.now() - started;
    // Measured where it counts alone: it keeps the processor for itself.
    const isWithin = took <= milliseconds || took <= milliseconds * measureSlowness();
    if (isWithin || tried === TRIES) return { value, took, isWithin };
  }
}

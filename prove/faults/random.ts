import { seededRandom } from '../../testing/random.ts';

/** Ids need chance of their own: they stay apart from each other in a history that is made of few choices. */
const IDS_SEED = 0x1d5;

/** Takes one of `count` numbers from 0; `atRandom` is what chance would take. */
type Decide = (count: number, atRandom: (uniform: number) => number) => number;

/**
 * Every choice of a history comes from here, so that its seed repeats it. Choices are kept as whole numbers: the same
 * numbers are the same history too, and fewer of them a shorter one (`shrink.ts`). Where they end, the calmest follows:
 * the first of each list, no chance taken, no fault.
 */
export class Choices {
  /** What was taken so far. */
  readonly taken: number[] = [];
  readonly #decide: Decide;
  readonly #ids: () => number;

  /** `from` is a seed, or what another history has `taken`. */
  constructor(from: number | readonly number[]) {
    const random = seededRandom(typeof from === 'number' ? from : 0);
    const ids = seededRandom(typeof from === 'number' ? from ^ IDS_SEED : IDS_SEED);
    this.#ids = () => ids.uniform();
    this.#decide =
      typeof from === 'number'
        ? (_, atRandom) => atRandom(random.uniform())
        : (count) => Math.min(from[this.taken.length] ?? 0, count - 1);
  }

  #take(count: number, atRandom: (uniform: number) => number): number {
    const number = this.#decide(count, atRandom);
    this.taken.push(number);
    return number;
  }

  /** A whole number from 0 to `count` - 1. */
  below(count: number): number {
    return this.#take(Math.max(1, count), (uniform) => Math.floor(uniform * count));
  }

  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  chance(probability: number): boolean {
    return this.#take(2, (uniform) => (uniform < probability ? 1 : 0)) === 1;
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new RangeError('nothing to pick from');
    return list[this.below(list.length)] as T;
  }

  /** An item of a list of [weight, item]; weights of 0 are never taken. */
  weighted<T>(list: readonly (readonly [number, T])[]): T {
    const likely = list.filter(([weight]) => weight > 0);
    if (likely.length === 0) throw new RangeError('nothing to choose from');
    const index = this.#take(likely.length, (uniform) => {
      let left = uniform * likely.reduce((sum, [weight]) => sum + weight, 0);
      const found = likely.findIndex(([weight]) => (left -= weight) < 0);
      return found < 0 ? likely.length - 1 : found;
    });
    return (likely[index] as readonly [number, T])[1];
  }

  shuffled<T>(list: readonly T[]): T[] {
    const copy = [...list];
    for (let i = copy.length - 1; i > 0; i--) {
      // Counted from the end, so that the calmest choice leaves the order as it is.
      const j = i - this.below(i + 1);
      [copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
    }
    return copy;
  }

  /** Chance for ids, uniform in [0, 1): no choice, only different from id to id. */
  readonly uniform = (): number => this.#ids();
}

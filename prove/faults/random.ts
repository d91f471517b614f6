import { seededRandom } from '../../testing/random.ts';

/** Every choice of a history comes from here, so that its seed repeats it. */
export class Choices {
  readonly #uniform: () => number;

  constructor(seed: number) {
    const random = seededRandom(seed);
    this.#uniform = () => random.uniform();
  }

  /** A whole number from 0 to `count` - 1. */
  below(count: number): number {
    return Math.floor(this.#uniform() * count);
  }

  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  chance(probability: number): boolean {
    return this.#uniform() < probability;
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new RangeError('nothing to pick from');
    return list[this.below(list.length)] as T;
  }

  /** An item of a list of [weight, item]; weights of 0 are never taken. */
  weighted<T>(list: readonly (readonly [number, T])[]): T {
    let left = this.#uniform() * list.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, item] of list) {
      left -= weight;
      if (weight > 0 && left < 0) return item;
    }
    return (list.findLast(([weight]) => weight > 0) as readonly [number, T])[1];
  }

  shuffled<T>(list: readonly T[]): T[] {
    const copy = [...list];
    for (let i = copy.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
    }
    return copy;
  }

  /** The generator as ids want it: uniform in [0, 1). */
  readonly uniform = (): number => this.#uniform();
}

/** One try of a shorter list of choices. */
export interface Attempt<Result> {
  readonly result: Result;
  /** The choices that it really took; those behind them were never looked at. */
  readonly taken: readonly number[];
  /** How long it is for its reader: its steps. */
  readonly length: number;
}

export interface Shrunk<Result> extends Attempt<Result> {
  /** How many lists were tried. */
  readonly tries: number;
}

/** Without the zeros at the end: where choices end, zeros follow. */
function trimmed(choices: readonly number[]): readonly number[] {
  return choices.slice(0, choices.findLastIndex((choice) => choice !== 0) + 1);
}

function isSmaller<T>(a: Attempt<T>, b: Attempt<T>): boolean {
  if (a.length !== b.length) return a.length < b.length;
  if (a.taken.length !== b.taken.length) return a.taken.length < b.taken.length;
  return sum(a.taken) < sum(b.taken);
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

/** The smallest attempt so far, and what was tried. */
class Shrinking<Result> {
  best: Attempt<Result>;
  readonly #tried = new Set<string>();
  readonly #attempt: (choices: readonly number[]) => Promise<Attempt<Result> | undefined>;
  readonly #most: number;

  constructor(
    first: Attempt<Result>,
    attempt: (choices: readonly number[]) => Promise<Attempt<Result> | undefined>,
    most: number,
  ) {
    this.best = { ...first, taken: trimmed(first.taken) };
    this.#attempt = attempt;
    this.#most = most;
  }

  get tries(): number {
    return this.#tried.size;
  }

  get isOver(): boolean {
    return this.#tried.size >= this.#most;
  }

  /** True when these choices fail too and are smaller than the best. */
  async #improvesBy(choices: readonly number[]): Promise<boolean> {
    const list = trimmed(choices);
    const name = list.join(',');
    if (this.isOver || this.#tried.has(name)) return false;
    this.#tried.add(name);
    const found = await this.#attempt(list);
    if (!found) return false;
    const candidate = { ...found, taken: trimmed(found.taken) };
    if (!isSmaller(candidate, this.best)) return false;
    this.best = candidate;
    return true;
  }

  /** Cuts the end off: what follows is calm. */
  async cutEnd(): Promise<void> {
    const { length } = this.best.taken;
    for (const share of [0, 1 / 8, 1 / 4, 1 / 2, 3 / 4]) {
      if (await this.#improvesBy(this.best.taken.slice(0, length * share))) return;
    }
  }

  /** Leaves parts of this size out, or sets them to 0, from the end to the start. */
  async thin(size: number): Promise<void> {
    for (let from = this.best.taken.length - size; from >= 0 && !this.isOver; from -= size) {
      const { taken } = this.best;
      if (await this.#improvesBy(taken.toSpliced(from, size))) continue;
      if (taken.slice(from, from + size).some((choice) => choice !== 0))
        await this.#improvesBy(taken.toSpliced(from, size, ...Array.from({ length: size }, () => 0)));
    }
  }

  /** Halves single choices. */
  async lower(): Promise<void> {
    for (let index = 0; index < this.best.taken.length && !this.isOver; index++) {
      const choice = this.best.taken[index] ?? 0;
      if (choice > 1) await this.#improvesBy(this.best.taken.with(index, choice >> 1));
    }
  }
}

/**
 * Looks for the smallest list of choices that still fails. `attempt` plays a list and answers undefined where nothing
 * fails any more. Ends when no simpler list fails, or after `most` tries; what it has then is the smallest it saw.
 */
export async function shrink<Result>(
  first: Attempt<Result>,
  attempt: (choices: readonly number[]) => Promise<Attempt<Result> | undefined>,
  most: number,
): Promise<Shrunk<Result>> {
  const shrinking = new Shrinking(first, attempt, most);
  let before: Attempt<Result> | undefined;
  while (before !== shrinking.best && !shrinking.isOver) {
    before = shrinking.best;
    await shrinking.cutEnd();
    for (let size = shrinking.best.taken.length >> 1; size >= 1; size >>= 1) await shrinking.thin(size);
    await shrinking.lower();
  }
  return { ...shrinking.best, tries: shrinking.tries };
}

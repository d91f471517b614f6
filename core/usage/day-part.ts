import type { Entry, EntryKey } from './entry.ts';

/** The place of an entry within its day. */
export type DayPlace = Pick<EntryKey, 'lane' | 'id'>;

/** Some entries of a day, by lane and id. */
export interface DayPage {
  readonly entries: readonly Entry[];
  /** How many were read for them; those that a filter left out count. */
  readonly looked: number;
  /** Where a later reader goes on behind them; undefined: these are the last. */
  readonly next: DayPlace | undefined;
}

/** Where a reader of a day begins, and how many entries it asks for at once. */
export interface DayStart {
  readonly after?: DayPlace | undefined;
  readonly atOnce?: number | undefined;
}

/** How much one step of a job reads, whatever its days hold: so many entries, and no longer than its time. */
export class StepBudget {
  #left: number;
  readonly #isLate: () => boolean;

  constructor(entries: number, isLate: () => boolean) {
    this.#left = entries;
    this.#isLate = isLate;
  }

  spend(entries: number): void {
    this.#left -= entries;
  }

  get isSpent(): boolean {
    return this.#left <= 0 || this.#isLate();
  }
}

/** Entries of a day as far as a budget goes, one page at least. */
export class DayPart {
  /** Behind the last page, where the budget ended before the day. */
  next: DayPlace | undefined;
  readonly #pages: AsyncIterable<DayPage>;
  readonly #budget: StepBudget;

  constructor(pages: AsyncIterable<DayPage>, budget: StepBudget) {
    this.#pages = pages;
    this.#budget = budget;
  }

  async *entries(): AsyncGenerator<readonly Entry[], void, undefined> {
    for await (const { entries, looked, next } of this.#pages) {
      yield entries;
      this.#budget.spend(looked);
      if (!next || !this.#budget.isSpent) continue;
      this.next = next;
      return;
    }
  }
}

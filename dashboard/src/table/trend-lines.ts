import { MOST_TREND_NAMES } from '../../../contracts/report-vocabulary.ts';
import type { Trends } from '../api/types.ts';

/** As long as names in an address may be beside a token. */
const MOST_CHARACTERS = 3000;

/** Rows that come into view together ask together. */
const TOGETHER_MS = 20;

interface Wanted {
  readonly name: string;
  readonly tell: (usd: readonly string[]) => void;
  readonly fail: (reason: unknown) => void;
}

/** Names in lists that fit into one question each, in their order. */
export function fittingLists<T extends { readonly name: string }>(wanted: readonly T[]): T[][] {
  const lists: T[][] = [];
  let characters = 0;
  for (const one of wanted) {
    const more = encodeURIComponent(JSON.stringify(one.name)).length + 3;
    const last = lists.at(-1);
    if (last && last.length < MOST_TREND_NAMES && characters + more <= MOST_CHARACTERS) last.push(one);
    else {
      lists.push([one]);
      characters = 0;
    }
    characters += more;
  }
  return lists;
}

/** Asks for what names cost by day: those that are wanted at about the same time by one request. */
export class TrendLines {
  readonly #ask: (names: string) => Promise<Trends>;
  #wanted: Wanted[] = [];

  /** @param ask asks `/trends` for a JSON list of names */
  constructor(ask: (names: string) => Promise<Trends>) {
    this.#ask = ask;
  }

  /** What a name cost, point by point. Rejects as the question does. */
  of(name: string): Promise<readonly string[]> {
    if (this.#wanted.length === 0) setTimeout(() => this.#send(), TOGETHER_MS);
    return new Promise((tell, fail) => this.#wanted.push({ name, tell, fail }));
  }

  #send(): void {
    const lists = fittingLists(this.#wanted);
    this.#wanted = [];
    for (const list of lists) void this.#tell(list);
  }

  async #tell(list: readonly Wanted[]): Promise<void> {
    try {
      const { points } = await this.#ask(JSON.stringify([...new Set(list.map(({ name }) => name))]));
      for (const { name, tell } of list)
        tell(points.map(({ by }) => (Object.hasOwn(by, name) ? by[name] : undefined) ?? '0'));
    } catch (error) {
      for (const { fail } of list) fail(error);
    }
  }
}

import type { Entry } from '../usage/entry.ts';

/** The first entries of a list, and whether those are all. */
export class Portion {
  last: Entry | undefined;
  isWhole = false;
  #room: number;

  constructor(most: number) {
    this.#room = most;
  }

  async *of(pages: AsyncIterable<readonly Entry[]>): AsyncGenerator<readonly Entry[], void, undefined> {
    for await (const page of pages) {
      const taken = page.slice(0, this.#room);
      this.#room -= taken.length;
      this.last = taken.at(-1) ?? this.last;
      yield taken;
      if (taken.length < page.length) return;
    }
    this.isWhole = true;
  }
}

/** A list in portions, each of so many entries at most, read once. */
export class Portions {
  readonly #pages: AsyncIterator<readonly Entry[]>;
  readonly #most: number;
  #rest: readonly Entry[] = [];

  constructor(pages: AsyncIterable<readonly Entry[]>, most: number) {
    this.#pages = pages[Symbol.asyncIterator]();
    this.#most = most;
  }

  /** Whether there is another portion. */
  async hasMore(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const next = await this.#pages.next();
      if (next.done === true) return false;
      this.#rest = next.value;
    }
    return true;
  }

  /** The next portion; `taken` hears of each page of it. */
  async *next(taken: (page: readonly Entry[]) => void): AsyncGenerator<readonly Entry[], void, undefined> {
    for (let room = this.#most; room > 0 && (await this.hasMore());) {
      const page = this.#rest.slice(0, room);
      this.#rest = this.#rest.slice(page.length);
      room -= page.length;
      taken(page);
      yield page;
    }
  }

  /** Lets go of a list that was not read to its end. */
  async close(): Promise<void> {
    await this.#pages.return?.();
  }
}

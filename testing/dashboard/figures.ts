import type { Page, Response } from 'playwright-core';
import { readDecimal, writeDecimal } from '../../contracts/decimal.ts';

/** Figures that the page itself makes of answers; what they are made of and how is held by tests of their own. */
const MADE_HERE = ['On average', 'In the last whole week', 'By user', 'Would save in 30 days'];

/** Every amount that a page shows, to the last digit, without its currency sign, but for those made here. */
export async function shownAmounts(page: Page): Promise<string[]> {
  const titles = await page.locator('main .money[title^="$"], main .money[title^="−$"]').evaluateAll(
    (all, made) =>
      all
        .filter((element) => {
          const label =
            element.closest('td')?.dataset['label'] ??
            element.closest('dd')?.previousElementSibling?.textContent;
          return !made.includes(label ?? '');
        })
        .map((element) => element.getAttribute('title') ?? ''),
    MADE_HERE,
  );
  return titles.map((title) => title.replace('−', '-').replaceAll(/[$,]/g, ''));
}

/** Amounts of the answers that a page reads from now on. */
export class AnsweredAmounts {
  readonly #known = new KnownAmounts();
  readonly #bodies: Promise<void>[] = [];
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    page.on('response', this.#keep);
  }

  readonly #keep = (response: Response) => {
    if (!response.url().includes('/cost-tracking/') || response.request().method() !== 'GET') return;
    this.#bodies.push(
      response.json().then(
        (answer: unknown) => this.#known.add(answer),
        // The browser keeps no body of what the page left; if the page shows an amount of it, it is missing.
        () => undefined,
      ),
    );
  };

  /** Those of `amounts` that no answer so far had. */
  async missing(amounts: readonly string[]): Promise<string[]> {
    await Promise.all(this.#bodies);
    return amounts.filter((amount) => !this.#known.has(amount));
  }

  /** Listens no longer. */
  stop(): void {
    this.#page.off('response', this.#keep);
  }
}

/** Amounts that answers hold, and the sums of each field over each list in them: what a page may show. */
class KnownAmounts {
  readonly #known = new Set<string>();

  /** Takes an answer in. */
  add(answer: unknown): void {
    if (typeof answer !== 'object' || answer === null) {
      this.#note(answer);
      return;
    }
    if (Array.isArray(answer)) this.#addList(answer);
    for (const value of Object.values(answer)) this.add(value);
  }

  has(amount: string): boolean {
    return this.#known.has(amount);
  }

  #note(value: unknown): void {
    const units = typeof value === 'string' ? readDecimal(value) : undefined;
    if (units === undefined) return;
    this.#known.add(writeDecimal(units));
    // What is over a limit is told without its sign.
    this.#known.add(writeDecimal(-units));
  }

  /** The sum of every field, and of every field of a field, as legends and totals have them. */
  #addList(list: readonly unknown[]): void {
    const sums = new Map<string, bigint>();
    const take = (path: string, value: unknown) => {
      if (typeof value === 'object' && value !== null) {
        for (const [name, inner] of Object.entries(value)) take(`${path}/${name}`, inner);
        return;
      }
      const units = typeof value === 'string' ? readDecimal(value) : undefined;
      if (units !== undefined) sums.set(path, (sums.get(path) ?? 0n) + units);
    };
    for (const item of list) take('', item);
    for (const sum of sums.values()) this.#known.add(writeDecimal(sum));
  }
}

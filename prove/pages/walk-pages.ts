import type { Page } from 'playwright-core';
import { seededRandom } from '../../testing/random.ts';
import { violationsOf } from '../../testing/dashboard/accessibility.ts';
import { AnsweredAmounts, shownAmounts } from '../../testing/dashboard/figures.ts';
import { type Look, lookAs, open, picture, settle, type Visit } from '../../testing/dashboard/window.ts';

/** Name and address of a page. */
export type NamedPage = readonly [name: string, address: string];

/** What a look at pages found. */
export interface Seen {
  /** How often a page was looked at. */
  looks: number;
  /** How many amounts were held against the answers of the API. */
  amounts: number;
  /** One line for each rule that is broken, each amount that no answer had, each error of a script. */
  readonly faults: string[];
}

export function nothingSeen(): Seen {
  return { looks: 0, amounts: 0, faults: [] };
}

/** Wide, and ten pixels less than promised: what just fits today must not depend on the letters of an id. */
export const LOOKS: readonly [Look, ...Look[]] = [
  { width: 1440, theme: 'light' },
  { width: 350, theme: 'dark' },
  { width: 1440, theme: 'dark' },
  { width: 350, theme: 'light' },
];

/**
 * Looks at the page that a window shows: the rules that it breaks in each look, and the amounts that it shows and
 * `answered` does not have.
 */
export async function examine(
  page: Page,
  name: string,
  looks: readonly Look[],
  answered: AnsweredAmounts,
  seen: Seen,
): Promise<void> {
  for (const look of looks) {
    await lookAs(page, look);
    await settle(page);
    const named = `${name}-${look.theme}-${look.width}`;
    await picture(page, named);
    seen.looks += 1;
    seen.faults.push(...(await violationsOf(page)).map((found) => `${named}: ${found}`));
  }
  const amounts = await shownAmounts(page);
  seen.amounts += amounts.length;
  const strange = await answered.missing(amounts);
  seen.faults.push(...strange.map((amount) => `${name}: the API did not answer ${amount}`));
}

/** Loads each page anew and looks at it in every look, so that each amount must be of an answer to this very page. */
export async function walkPages(
  { page, errors }: Visit,
  pages: readonly NamedPage[],
  looks: readonly Look[] = LOOKS,
): Promise<Seen> {
  const seen = nothingSeen();
  for (const [name, address] of pages) {
    const answered = new AnsweredAmounts(page);
    const [first] = looks;
    // Loaded once: the narrow look is what a window becomes that is made narrow.
    if (first) await lookAs(page, first);
    await open(page, address);
    await examine(page, name, looks, answered, seen);
    answered.stop();
  }
  seen.faults.push(...errors.map((error) => `a script: ${error}`));
  return seen;
}

/** `count` of the pages, each with one look, the looks taking turns; the same ones for the same seed. */
export function seededSlice(
  pages: readonly NamedPage[],
  count: number,
  seed: number,
): { readonly page: NamedPage; readonly look: Look }[] {
  const { uniform } = seededRandom(seed);
  return pages
    .map((page) => ({ page, at: uniform() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, count)
    .map(({ page }, index) => ({ page, look: LOOKS[index % LOOKS.length] ?? LOOKS[0] }));
}

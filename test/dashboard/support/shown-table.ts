import type { Locator, Page } from 'playwright-core';
import { readDecimal, writeDecimal } from '../../../contracts/decimal.ts';

/** What a cell or a figure shows: its words, and its amounts to the last digit. */
export interface Shown {
  readonly text: string;
  readonly usd: readonly string[];
}

/** The rows of a table by the names of their columns, and those below them. */
export interface ShownTable {
  readonly rows: readonly Readonly<Record<string, Shown>>[];
  readonly foot: readonly Readonly<Record<string, Shown>>[];
}

/** Runs inside the page. */
function cellsOf(rows: Element[]): [string, string, string[]][][] {
  return rows.map((row) =>
    [...row.querySelectorAll('td')].map((cell): [string, string, string[]] => [
      cell.dataset['label'] ?? '',
      cell.innerText.replaceAll(/\s+/g, ' ').trim(),
      [...cell.querySelectorAll('.money')].flatMap(({ title }: Element & { title?: string }) =>
        /^−?\$/.test(title ?? '') ? [title ?? ''] : [],
      ),
    ]),
  );
}

function plain(title: string): string {
  return writeDecimal(readDecimal(title.replace('−', '-').replaceAll(/[$,]/g, '')) ?? 0n);
}

async function shownRows(rows: Locator): Promise<ShownTable['rows']> {
  return (await rows.evaluateAll(cellsOf)).map((cells) =>
    Object.fromEntries(cells.map(([label, text, usd]) => [label, { text, usd: usd.map(plain) }])),
  );
}

/** How many rows of a list a table shows until all are asked for. */
const SHOWN_ROWS = 50;

/** What a table shows at first of a list, which other files make longer. */
export function firstShown<T>(list: readonly T[]): readonly T[] {
  return list.slice(0, SHOWN_ROWS);
}

/** The table of a caption as it is shown, once it has a row. */
export async function shownTable(page: Page, caption: string): Promise<ShownTable> {
  const table = page.getByRole('region', { name: caption, exact: true });
  await table.locator('tbody tr').first().waitFor();
  return {
    rows: await shownRows(table.locator('tbody tr')),
    foot: await shownRows(table.locator('tfoot tr')),
  };
}

/** The cell of a row by the name of its column. Throws an Error that shows the row where there is none. */
export function cellOf(row: Readonly<Record<string, Shown>> | undefined, name: string): Shown {
  const shown = row?.[name];
  if (!shown) throw new Error(`there is no cell "${name}" in ${JSON.stringify(row)}`);
  return shown;
}

/** A figure of a card by its name. */
export async function shownFigure(within: Locator, name: string): Promise<Shown> {
  const figure = within.locator('.figure').filter({ has: within.page().locator(`dt:text-is("${name}")`) });
  const titles = await figure
    .locator('dd .money[title]')
    .evaluateAll((all) => all.map((element) => element.getAttribute('title') ?? ''));
  return {
    text: (await figure.locator('dd').innerText()).replaceAll(/\s+/g, ' ').trim(),
    usd: titles.filter((title) => /^−?\$/.test(title)).map(plain),
  };
}

/** How an amount is told: with its entries that have no price. */
export function spentOf(
  usd: string,
  unpriced: number | null,
): { readonly usd: string[]; readonly says: string } {
  if (usd === '0' && unpriced) return { usd: [], says: 'unpriced' };
  return { usd: [usd], says: unpriced ? 'at least' : '' };
}

/** The same of what is shown. */
export function saidOf({ text, usd }: Shown): { readonly usd: readonly string[]; readonly says: string } {
  const says = ['unpriced', 'at least'].find((word) => text.startsWith(word)) ?? '';
  return { usd, says };
}

/** Beyond 10,000 % the magnitude is told. */
const SHORT = new Intl.NumberFormat('en-US', {
  style: 'percent',
  notation: 'compact',
  maximumFractionDigits: 1,
});

/** A share of one, with four decimals, as a reader in the US sees it; `part` is what it is the share of, if known. */
export function percentOf(share: string, part = '0'): string {
  const points = Number((readDecimal(share) ?? 0n) / 100_000_000n);
  const isSomething = points > 0 || (readDecimal(part) ?? 0n) > 0n;
  if (isSomething && points < 10) return '<0.1%';
  if (points >= 1_000_000) return SHORT.format(points / 10_000);
  if (points >= 1000) return `${countOf(Math.floor((points + 50) / 100))}%`;
  const tenths = Math.floor((points + 5) / 10);
  return `${Math.floor(tenths / 10)}.${tenths % 10}%`;
}

/** A count as a reader in the US sees it. */
export function countOf(count: number | null): string {
  return count === null ? '–' : String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

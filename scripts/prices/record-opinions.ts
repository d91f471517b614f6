import { ONE, picoUnits } from '../../core/money/decimal.ts';
import type { CataloguePriceBook } from '../../core/pricing/catalogue-price-book.ts';
import type { PriceRow } from '../../core/pricing/price-row.ts';
import type { Instant } from '../../core/time/ledger-time.ts';
import type { DownloadedPrice } from './list-readers.ts';
import { rowKey, type RowOpinions, type SaidOfModels } from './row-opinions.ts';

/** A list to record, by the name that prices/opinions.json has for it. */
export interface ReadList {
  readonly name: string;
  readonly said: readonly DownloadedPrice[];
}

/**
 * The opinions with what the lists say now of our rows: of a row that held on the day of the list, else of the one
 * that holds `now`. Other lists keep what they said. @throws Error for a list that prices/opinions.json does not
 * declare with its source and its day
 */
export function recordOpinions(
  opinions: RowOpinions,
  read: readonly ReadList[],
  book: CataloguePriceBook,
  now: Instant,
): RowOpinions {
  const fresh = read.map(({ name, said }) => {
    const list = opinions.lists[name];
    if (!list)
      throw new Error(`declare "${name}" with source, day and origin among the lists of opinions.json`);
    return [name, saidOfList(said, book, [Date.parse(`${list.day}T12:00:00Z`), now])] as const;
  });
  return { ...opinions, said: { ...opinions.said, ...Object.fromEntries(fresh) } };
}

/** By provider and SKU; the SKU's own name goes before its other names. */
function saidOfList(
  said: readonly DownloadedPrice[],
  book: CataloguePriceBook,
  times: readonly Instant[],
): Record<string, SaidOfModels> {
  const providers: Record<string, Record<string, Record<string, string>>> = {};
  for (const one of said) {
    const row = times.map((at) => rowAt(one, book, at)).find((found) => found !== undefined);
    if (!row) continue;
    const parts = ((providers[row.provider] ??= {})[row.sku] ??= {});
    const part = one.tier === undefined ? one.unit : `${one.tier} ${one.unit}`;
    if (parts[part] === undefined || one.model === row.sku) parts[part] = one.usd;
  }
  return providers;
}

/** The row of our own that a list's name means; none of a maker whose model the provider resells. */
function rowAt(one: DownloadedPrice, book: CataloguePriceBook, at: Instant): PriceRow | undefined {
  const { provider, model, unit, tier } = one;
  const attributes: Record<string, string> = tier === undefined ? {} : { service_tier: tier };
  const row = book.rowFor({ provider, model, attributes, usage: { [unit]: picoUnits(ONE) }, at }, unit)?.row;
  return row && !row.derived && row.provider === provider && rowKey(row) !== undefined ? row : undefined;
}

/** The text of prices/opinions.json: a line for each SKU. */
export function formatOpinions({ lists, said, differs, alone }: RowOpinions): string {
  const saidLines = Object.entries(said).map(([list, providers]) => {
    const inner = sorted(providers).map(([name, models]) => `${JSON.stringify(name)}:{\n${lines(models)}\n}`);
    return `${JSON.stringify(list)}:{\n${inner.join(',\n')}\n}`;
  });
  const aloneLines = alone.map(
    ({ rows, ...rest }) => `${JSON.stringify(rest).slice(0, -1)},"rows":{\n${lines(rows)}\n}}`,
  );
  return [
    `{"lists":{\n${lines(lists)}\n},`,
    `"said":{\n${saidLines.join(',\n')}\n},`,
    `"differs":{\n${lines(differs)}\n},`,
    `"alone":[\n${aloneLines.join(',\n')}\n]}\n`,
  ].join('\n');
}

function lines(object: Readonly<Record<string, unknown>>): string {
  return sorted(object)
    .map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`)
    .join(',\n');
}

function sorted<T>(object: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(object).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

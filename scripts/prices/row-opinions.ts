import { readFileSync } from 'node:fs';
import { formatDecimal, parseDecimal } from '../../core/money/decimal.ts';
import { expandEntry } from '../../core/pricing/expand-entry.ts';
import type { PriceFile } from '../../core/pricing/price-file.ts';
import type { PriceRow } from '../../core/pricing/price-row.ts';
import { pricePath } from './price-files.ts';

/** A list that was read; it is no second opinion of rows that come from it. */
interface OpinionList {
  readonly source: string;
  readonly day: string;
  /** What the sources of rows that come from it contain. */
  readonly origin: string;
}

/** Rows of which no second list says anything, and why. */
interface LoneRows {
  readonly provider: string;
  readonly reason: string;
  readonly lookedOn: string;
  /** Usage parts by SKU, in every tier and region. */
  readonly rows: Readonly<Record<string, readonly string[]>>;
}

/** prices/opinions.json: what second lists say of our rows. */
export interface RowOpinions {
  readonly lists: Readonly<Record<string, OpinionList>>;
  /** USD for a million by list, provider and SKU; a part of a tier is named `batch input_tokens`. */
  readonly said: Readonly<Record<string, Readonly<Record<string, SaidOfModels>>>>;
  /** Why our price stands where no list has it: `provider/SKU part`. */
  readonly differs: Readonly<Record<string, string>>;
  readonly alone: readonly LoneRows[];
}

/** prices/sources.json: the page or package behind each key. */
type Sources = Readonly<Record<string, string>>;

export type SaidOfModels = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What is missing or not true any more of the recorded opinions; each names its row as `provider/SKU part`. */
export interface OpinionGaps {
  /** Rows without an opinion and without a reason. */
  readonly missing: readonly string[];
  /** Prices that every list has otherwise, without a reason. */
  readonly unexplained: readonly string[];
  /** Reasons of rows that are gone, or that have an opinion now. */
  readonly stale: readonly string[];
}

export function readRowOpinions(): RowOpinions {
  return JSON.parse(readFileSync(pricePath('opinions.json'), 'utf8')) as RowOpinions;
}

/** The rows that files write themselves, those of families included, which hold on a day or later. */
export function writtenRows(files: readonly PriceFile[], day: string): PriceRow[] {
  return files.flatMap((file, index) =>
    Object.entries(file.providers).flatMap(([provider, entries]) =>
      entries.flatMap((entry) =>
        expandEntry(provider, entry, index === 0 ? 'catalogue' : 'generated', file).filter(
          ({ effectiveTo }) => effectiveTo === null || effectiveTo > day,
        ),
      ),
    ),
  );
}

/** `provider/SKU part`, with the tier before the part; undefined for what no list could name. */
export function rowKey({ provider, sku, unit, attributes, region }: PriceRow): string | undefined {
  const names = Object.keys(attributes);
  if (region !== null || names.length > 1) return undefined;
  if (names.length === 0) return `${provider}/${sku} ${unit}`;
  return attributes['service_tier'] === 'batch' ? `${provider}/${sku} batch ${unit}` : undefined;
}

/** USD for a million of the part, without steps. */
function perMillion({ unitPriceUsd, per }: PriceRow): string {
  return formatDecimal((parseDecimal(unitPriceUsd) * parseDecimal('1000000')) / parseDecimal(per));
}

interface Said {
  readonly list: OpinionList;
  readonly usd: string;
}

/** Every opinion by row key. */
function saidByKey({ lists, said }: RowOpinions): Map<string, Said[]> {
  const all = new Map<string, Said[]>();
  for (const [name, providers] of Object.entries(said)) {
    const list = lists[name];
    if (!list)
      throw new Error(`prices/opinions.json has opinions of "${name}", which is not among its lists`);
    for (const [provider, models] of Object.entries(providers))
      for (const [sku, parts] of Object.entries(models))
        for (const [part, usd] of Object.entries(parts)) {
          const key = `${provider}/${sku} ${part}`;
          const others = all.get(key);
          if (others) others.push({ list, usd });
          else all.set(key, [{ list, usd }]);
        }
  }
  return all;
}

function holdsOn({ effectiveFrom, effectiveTo }: PriceRow, day: string): boolean {
  return (
    (effectiveFrom === null || effectiveFrom <= `${day}T23`) && (effectiveTo === null || effectiveTo > day)
  );
}

/** The opinions of a row: from a list of other origin, which says its price or looked while it held. */
function opinionsOfRow(row: PriceRow, said: readonly Said[], sources: Sources): Said[] {
  const { source = '' } = row;
  const origin = sources[source] ?? source;
  return said.filter(
    ({ list, usd }) => !origin.includes(list.origin) && (usd === perMillion(row) || holdsOn(row, list.day)),
  );
}

/** Holds the recorded opinions against the rows. @throws Error for opinions of a list that is not declared */
export function opinionGaps(rows: readonly PriceRow[], opinions: RowOpinions, sources: Sources): OpinionGaps {
  const said = saidByKey(opinions);
  const reasons = new Set(
    opinions.alone.flatMap(({ provider, rows: skus }) =>
      Object.entries(skus).flatMap(([sku, units]) => units.map((unit) => `${provider}/${sku} ${unit}`)),
    ),
  );
  const missing = new Set<string>();
  const alone = new Set<string>();
  const disputed = new Map<string, boolean>();
  for (const row of rows) {
    const key = rowKey(row);
    const found = key === undefined ? [] : opinionsOfRow(row, said.get(key) ?? [], sources);
    const place = `${row.provider}/${row.sku} ${row.unit}`;
    if (found.length === 0) (reasons.has(place) ? alone : missing).add(place);
    else if (key !== undefined)
      disputed.set(key, (disputed.get(key) ?? true) && found.every(({ usd }) => usd !== perMillion(row)));
  }
  const unexplained = [...disputed].flatMap(([key, all]) => (all && !(key in opinions.differs) ? [key] : []));
  const stale = [
    ...[...reasons].filter((place) => !alone.has(place)),
    ...Object.keys(opinions.differs).filter((key) => disputed.get(key) !== true),
  ];
  return { missing: [...missing], unexplained, stale };
}

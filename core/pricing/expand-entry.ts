import { divideHalfEven, formatDecimal, ONE, parseDecimal } from '../money/decimal.ts';
import type { PriceEntry, PriceFactor, PriceOrigin, PriceSet } from './price-file.ts';
import { type PriceRow, type PriceRowContent, withId } from './price-row.ts';
import { type Layer } from '../../contracts/price-vocabulary.ts';

/** What providers usually quote a price for. */
function usualPer(unit: string): number {
  if (unit.endsWith('_tokens')) return 1_000_000;
  if (unit === 'audio_seconds') return 3600;
  return unit === 'requests' || unit === 'messages' || unit.endsWith('pages') || unit.endsWith('_searches')
    ? 1000
    : 1;
}

/** The rows of one entry, without its factors. */
export function expandEntry(
  provider: string,
  entry: PriceEntry,
  layer: Layer,
  file: PriceOrigin,
): PriceRow[] {
  return expandContents(provider, entry, layer, file).map(withId);
}

/** The rows of one entry without ids, for what is made of them further; of these parts alone where they are named. */
export function expandContents(
  provider: string,
  entry: PriceEntry,
  layer: Layer,
  file: PriceOrigin,
  parts?: ReadonlySet<string>,
): PriceRowContent[] {
  return (entry.prices ?? []).flatMap((set) =>
    Object.entries(set.usd).flatMap(([unit, price]) =>
      parts?.has(unit) === false
        ? []
        : regionsOf(set.region ?? entry.region).map((region) =>
            expandPrice(provider, entry, layer, file, set, region, unit, price),
          ),
    ),
  );
}

/** Regions that share a price are rows of their own: one can change without the others. */
function regionsOf(region: string | undefined): readonly (string | null)[] {
  return region?.split('|') ?? [null];
}

function expandPrice(
  provider: string,
  entry: PriceEntry,
  layer: Layer,
  file: PriceOrigin,
  set: PriceSet,
  region: string | null,
  unit: string,
  price: string | readonly string[],
): PriceRowContent {
  const prices = typeof price === 'string' ? [price] : price;
  const attributes = set.attributes ?? {};
  return {
    layer: entry.layer ?? layer,
    provider,
    service: entry.service ?? 'llm',
    sku: entry.id,
    match: [entry.id, ...(entry.names ?? [])],
    unit,
    unitPriceUsd: prices[0] ?? '0',
    per: String(set.per ?? entry.per ?? usualPer(unit)),
    attributes,
    defaultAttributes: Object.keys(attributes).filter((name) =>
      attributes[name]?.split('|').includes(entry.defaults?.[name] ?? ''),
    ),
    region,
    ...stepsOf(prices.slice(1), set),
    hours: set.hours ?? null,
    ...daysOf(set, file),
    minQuantity: set.minQuantity === undefined ? null : String(set.minQuantity),
    monthBlock: set.monthBlock === undefined ? null : String(set.monthBlock),
    chunk: set.chunk ?? null,
    unless: set.unless ?? null,
    effectiveFrom: set.from ?? null,
    effectiveTo: set.to ?? null,
    derived: false,
    source: set.source ?? entry.source ?? file.source,
    observedAt: set.observedAt ?? entry.observedAt ?? file.observedAt,
  };
}

/** Prices above the first, each from its start on. */
function stepsOf(prices: readonly string[], set: PriceSet): Pick<PriceRow, 'tierMode' | 'tiers'> {
  const mode = set.graduated ? 'graduated' : 'cliff';
  const starts = set.atLeast ?? set.over ?? [];
  const including = set.atLeast ? ({ including: true } as const) : {};
  return {
    tierMode: prices.length > 0 ? mode : 'none',
    tiers: prices.map((unitPriceUsd, index) => ({
      above: String(starts[index] ?? 0),
      ...including,
      unitPriceUsd,
    })),
  };
}

/** Throws where a set names a calendar that its file does not have: it would hold on holidays too. */
function daysOf(
  { weekdays, holidays }: PriceSet,
  file: PriceOrigin,
): Pick<PriceRow, 'weekdays' | 'holidays'> {
  const days = holidays === undefined ? undefined : file.calendars?.[holidays];
  if (holidays !== undefined && !days) throw new Error(`the price file has no calendar "${holidays}"`);
  return {
    ...(weekdays ? { weekdays } : {}),
    ...(holidays !== undefined && days ? { holidays: { calendar: holidays, days } } : {}),
  };
}

/** Rows for parts that have no price of their own and cost what another part costs. */
export function applySame(
  rows: readonly PriceRowContent[],
  same: Readonly<Record<string, string>>,
): PriceRowContent[] {
  return Object.entries(same).flatMap(([part, other]) =>
    rows.some(({ unit }) => unit === part)
      ? []
      : rows.flatMap((row) => (row.unit === other ? [{ ...row, unit: part, derived: true }] : [])),
  );
}

function scaled(price: string, factor: string): string {
  return formatDecimal(divideHalfEven(parseDecimal(price) * parseDecimal(factor), ONE));
}

/** ISO days and times compare as text when both are written alike; a missing start is the earliest. */
function later(a: string | null, b: string | undefined): string | null {
  if (a === null || b === undefined) return a ?? b ?? null;
  return a > b ? a : b;
}

function earlier(a: string | null, b: string | undefined): string | null {
  if (a === null || b === undefined) return a ?? b ?? null;
  return a < b ? a : b;
}

/** The row at the factor's price; undefined for a part or an attribute that the factor does not name. */
export function applyFactor(row: PriceRowContent, factor: PriceFactor): PriceRowContent | undefined {
  const parts = factor.parts;
  if (parts ? !parts.includes(row.unit) : !row.unit.endsWith('_tokens')) return undefined;
  if (Object.keys(factor.attributes).some((name) => name in row.attributes)) return undefined;
  if (factor.region !== undefined && row.region !== null) return undefined;
  const effectiveFrom = later(row.effectiveFrom, factor.from);
  const effectiveTo = earlier(row.effectiveTo, factor.to);
  if (effectiveFrom !== null && effectiveTo !== null && effectiveFrom >= effectiveTo) return undefined;
  return {
    ...row,
    attributes: { ...row.attributes, ...factor.attributes },
    region: factor.region ?? row.region,
    unitPriceUsd: scaled(row.unitPriceUsd, factor.times),
    tiers: row.tiers.map((tier) => ({ ...tier, unitPriceUsd: scaled(tier.unitPriceUsd, factor.times) })),
    effectiveFrom,
    effectiveTo,
    derived: true,
    source: factor.source ?? row.source,
    observedAt: factor.observedAt ?? row.observedAt,
  };
}

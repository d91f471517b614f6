import type { PricePack } from '../../contracts/price-pack.ts';
import { USAGE_UNITS } from '../../contracts/usage-vocabulary.ts';
import { ONE, parseDecimal } from '../money/decimal.ts';
import { expandEntry } from '../pricing/expand-entry.ts';
import { findOverlaps } from '../pricing/overlaps.ts';
import type { PriceEntry, PriceFile, PriceSet } from '../pricing/price-file.ts';
import type { Layer } from '../../contracts/price-vocabulary.ts';
import { checkNames } from './check-names.ts';

/** Times, up and down, that the price of a tier or a geography may be of the usual one. */
const MOST_TIMES = 20n;

/** Parts that only `POST /prices/quote` asks for. */
const QUOTED_UNITS = [
  'subscription',
  'egress_gb',
  'gib_seconds',
  'vcpu_seconds',
  'chunks',
  'ip_months',
] as const;

/** Quantities that providers quote a price for: of tokens, calls, seconds and gigabytes. */
const QUANTITIES: ReadonlySet<number> = new Set([
  1, 60, 100, 1000, 3600, 10_000, 86_400, 100_000, 1_000_000, 2_592_000, 1_000_000_000,
]);

/**
 * What is wrong with the rows of a pack by themselves: unknown usage parts, quantities that no provider quotes,
 * steps that do not fit their prices, ends before their starts, rows that hold at the same time. `unitsInForce`:
 * parts that the prices in force have too.
 */
export function checkRows(pack: PricePack, unitsInForce: ReadonlySet<string>): string[] {
  const units = new Set<string>([...USAGE_UNITS, ...QUOTED_UNITS, ...unitsInForce]);
  const files = [
    [pack.catalogue as PriceFile, 'catalogue'],
    [pack.models as PriceFile, 'generated'],
  ] as const;
  return files.flatMap(([file, layer]) => {
    const wrong = entriesOf(file).flatMap(({ provider, entry }) =>
      [
        ...checkEntry(entry, units, new Set(Object.keys(file.calendars ?? {}))),
        ...checkNames(provider, entry),
      ].map((text) => `${provider} ${entry.id}: ${text}`),
    );
    return wrong.length > 0 ? wrong : overlapsOf(file, layer);
  });
}

/** Every entry of a file with its provider. */
function entriesOf(file: PriceFile): { provider: string; entry: PriceEntry }[] {
  return Object.entries(file.providers).flatMap(([provider, entries]) =>
    entries.map((entry) => ({ provider, entry })),
  );
}

/** Rows of one layer that would both price the same usage at the same time. */
function overlapsOf(file: PriceFile, layer: Layer): string[] {
  const rows = entriesOf(file)
    .filter(({ entry }) => !entry.family)
    .flatMap(({ provider, entry }) => expandEntry(provider, entry, layer, file));
  return findOverlaps(rows).map(({ text }) => text);
}

function checkEntry(entry: PriceEntry, units: ReadonlySet<string>, calendars: ReadonlySet<string>): string[] {
  return [
    ...quantity(entry.per),
    ...Object.keys(entry.same ?? {}).flatMap((unit) => unknownPart(unit, units)),
    ...(entry.prices ?? []).flatMap((set) => checkSet(set, units)),
    ...(entry.prices ?? []).flatMap(({ holidays }) =>
      holidays === undefined || calendars.has(holidays) ? [] : [`there is no calendar "${holidays}"`],
    ),
    ...[...(entry.factors ?? []), ...(entry.pointsTo ?? [])].flatMap(({ from, to }) => span(from, to)),
    ...(entry.factors ?? []).flatMap(({ times }) => factor(times)),
  ];
}

/** A factor of a tier or of a geography that is further from 1 is taken for a slip. */
function factor(times: string): string[] {
  const value = parseDecimal(times);
  return value * MOST_TIMES < ONE || value > ONE * MOST_TIMES
    ? [`no provider charges ${times} times its price for a tier or a geography`]
    : [];
}

function checkSet(set: PriceSet, units: ReadonlySet<string>): string[] {
  return [
    ...quantity(set.per),
    ...span(set.from, set.to),
    ...(set.hours?.[0] !== undefined && set.hours[0] === set.hours[1]
      ? ['its hours end when they start']
      : []),
    ...Object.entries(set.usd).flatMap(([unit, price]) => [
      ...unknownPart(unit, units),
      ...steps(set, typeof price === 'string' ? 1 : price.length),
    ]),
  ];
}

function unknownPart(unit: string, units: ReadonlySet<string>): string[] {
  return units.has(unit) ? [] : [`nobody measures "${unit}"`];
}

function quantity(per: number | undefined): string[] {
  return per === undefined || QUANTITIES.has(per) ? [] : [`nobody quotes a price for ${per} units`];
}

function span(from: string | undefined, to: string | undefined): string[] {
  return from !== undefined && to !== undefined && Date.parse(from) >= Date.parse(to)
    ? [`it ends on ${to}, before it starts on ${from}`]
    : [];
}

function steps({ over, atLeast }: PriceSet, prices: number): string[] {
  const starts = atLeast ?? over ?? [];
  if (prices > 1 && starts.length !== prices - 1)
    return [`${prices} prices do not fit ${starts.length} steps`];
  return starts.some((start, index) => start <= (starts[index - 1] ?? 0)) ? ['its steps do not rise'] : [];
}

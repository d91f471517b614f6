import { expect, it } from 'vitest';
import { FEE_UNITS, PRICED_ATTRIBUTES } from '../../../contracts/usage-vocabulary.ts';
import { parseQuantity } from '../../../core/money/decimal.ts';
import { createPriceBook } from '../../../core/pricing/catalogue.ts';
import type { PriceRow } from '../../../core/pricing/price-row.ts';

const at = Date.parse('2026-11-25T12:00:00Z');
const book = createPriceBook();
const models = Map.groupBy(book.list({ at }), ({ provider, sku }) => `${provider}/${sku}`);
const FEES: ReadonlySet<string> = new Set(FEE_UNITS);
const UNKNOWN = 'mars';

interface Case {
  readonly name: string;
  readonly row: PriceRow;
  readonly attributes: Readonly<Record<string, string>>;
  readonly region: string | undefined;
  /** Other rows of the model. */
  readonly all: readonly PriceRow[];
}

function priced({ row }: Case, attributes: Readonly<Record<string, string>>, region: string | undefined) {
  const { provider, sku: model, unit } = row;
  const usage = { [unit]: parseQuantity('1000') };
  const { status, cost } = book.price({ provider, model, region, attributes, usage, at });
  return status === 'priced' ? cost : undefined;
}

/** Every row of today that prices the usage it is for; those of families have no name to be asked by. */
const cases: Case[] = [...models].flatMap(([name, all]) =>
  all.flatMap((row) => {
    const attributes = Object.fromEntries(
      Object.entries(row.attributes).map(([key, values]) => [key, values.split('|')[0] ?? '']),
    );
    const region = row.region?.split('|')[0];
    const one: Case = { name: `${name} ${row.unit}`, row, attributes, region, all };
    return priced(one, attributes, region) === undefined ? [] : [one];
  }),
);

/** Attributes that any price of the part depends on, and those that always do. */
function dependsOn({ row, all }: Case): Set<string> {
  const mentioned = all.filter(({ unit }) => unit === row.unit).flatMap((one) => Object.keys(one.attributes));
  return new Set([...PRICED_ATTRIBUTES, ...mentioned]);
}

it('are asked of nearly every row of the price data', () => {
  expect(cases.length).toBeGreaterThan(7000);
  expect(new Set(cases.map(({ row }) => row.provider)).size).toBeGreaterThan(30);
});

it('leave usage without a price where a price depends on the attribute', () => {
  const faults = cases.flatMap((one) =>
    [...dependsOn(one)].flatMap((attribute) =>
      priced(one, { ...one.attributes, [attribute]: UNKNOWN }, one.region) === undefined
        ? []
        : [`${one.name} with ${attribute}`],
    ),
  );
  expect(faults).toEqual([]);
});

it('leave usage without a price where a price depends on the region, but for fees', () => {
  const faults = cases.flatMap((one) => {
    const isRegional = one.all.some(({ unit, region }) => unit === one.row.unit && region !== null);
    if (!isRegional || FEES.has(one.row.unit)) return [];
    return priced(one, one.attributes, UNKNOWN) === undefined ? [] : [one.name];
  });
  expect(faults).toEqual([]);
});

it('change nothing where no row mentions the attribute or the region', () => {
  const faults = cases.flatMap((one) => {
    const usual = priced(one, one.attributes, one.region);
    const region = one.all.some((other) => other.region !== null) ? one.region : UNKNOWN;
    return priced(one, { ...one.attributes, colour: UNKNOWN }, region) === usual ? [] : [one.name];
  });
  expect(faults).toEqual([]);
});

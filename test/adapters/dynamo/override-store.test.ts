import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { priceOverrideSchema } from '../../../contracts/price-override.ts';
import { DynamoOverrideStore } from '../../../adapters/dynamo/override-store.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { overrideSource } from '../../../adapters/prices/override-source.ts';
import { ConflictError } from '../../../core/errors.ts';
import { formatDecimal, parseQuantity } from '../../../core/money/decimal.ts';
import { createPriceBook } from '../../../core/pricing/catalogue.ts';
import { closeOverride, planOverride } from '../../../core/pricing/override.ts';
import type { OverrideChange } from '../../../core/pricing/override.ts';
import type { PriceRow } from '../../../core/pricing/price-row.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const book = createPriceBook();

let dynamo: TestDynamo;
let tables = 0;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

const NO_PACKS = { inForce: () => Promise.reject(new Error()), content: () => Promise.reject(new Error()) };

/** Saves on what is stored now. */
async function save(store: DynamoOverrideStore, change: OverrideChange): Promise<boolean> {
  return store.save(change, await store.version());
}

async function newStore(): Promise<DynamoOverrideStore> {
  const table = `overrides-${tables++}`;
  await dynamo.createTable(table);
  return new DynamoOverrideStore(new Table(dynamo.client(), table));
}

function plan(unitPriceUsd: string, effectiveFrom: string, existing: readonly PriceRow[] = []) {
  const body = {
    provider: 'openai',
    model: 'gpt-4o',
    unit: 'input_tokens',
    per: 1_000_000,
    unitPriceUsd,
    effectiveFrom,
  };
  return planOverride(priceOverrideSchema.parse(body), existing, book, NOW);
}

describe('stored overrides', () => {
  it('are read back as they were saved, and saving again changes nothing', async () => {
    const store = await newStore();
    const change = plan('2', '2026-11-01');
    await save(store, change);
    await save(store, change);
    expect(await store.load()).toEqual([JSON.parse(JSON.stringify(change.row))]);
  });

  it('end the one before them in the same step', async () => {
    const store = await newStore();
    await save(store, plan('2', '2026-11-01'));
    await save(store, plan('1.5', '2026-12-01', await store.load()));
    const ends = (await store.load()).map((row) => [row.unitPriceUsd, row.effectiveTo] as const);
    expect(Object.fromEntries(ends)).toEqual({ '1.5': null, '2': '2026-12-01T00:00:00.000Z' });
  });

  it('tell the slower of two who change them at once', async () => {
    const store = await newStore();
    const nothing = await store.version();
    expect(await store.save(plan('2', '2026-11-01'), nothing)).toBe(true);
    expect(await store.save(plan('3', '2026-11-02'), nothing)).toBe(false);
    const [seen, rows] = [await store.version(), await store.load()];
    expect(await store.save(plan('1.5', '2026-12-01', rows), seen)).toBe(true);
    expect(await store.save(plan('1.4', '2026-12-02', rows), seen)).toBe(false);
    expect(await store.close(closeOverride(rows[0] as PriceRow, undefined, NOW), seen)).toBe(false);
    expect(await store.load()).toHaveLength(2);
  });

  it('do not begin again where they have an end', async () => {
    const store = await newStore();
    const change = plan('2', '2026-11-01');
    await save(store, change);
    await store.close(closeOverride(change.row, '2026-11-20', NOW), await store.version());
    await expect(save(store, change)).rejects.toThrow(ConflictError);
  });

  it('can be ended sooner than they were to end', async () => {
    const store = await newStore();
    await save(store, plan('2', '2026-11-01'));
    for (const end of ['2026-12-24', '2026-11-30']) {
      const [row] = (await store.load()) as [PriceRow];
      await store.close(closeOverride(row, end, NOW), await store.version());
      expect((await store.load())[0]?.effectiveTo).toBe(`${end}T00:00:00.000Z`);
    }
  });

  it('can be closed for good', async () => {
    const store = await newStore();
    const { row } = plan('2', '2026-11-01');
    await save(store, { row, closed: undefined });
    await store.close(closeOverride(row, '2026-11-20', NOW), await store.version());
    expect((await store.load()).map(({ effectiveTo }) => effectiveTo)).toEqual(['2026-11-20T00:00:00.000Z']);
  });
});

async function cost(source: ReturnType<typeof overrideSource>): Promise<string> {
  const usage = { input_tokens: parseQuantity('1000000') };
  const request = { provider: 'openai', model: 'gpt-4o', attributes: {}, usage, at: NOW };
  return formatDecimal((await source.current()).price(request).cost);
}

describe('the price book over stored overrides', () => {
  it('sees a new one at once, and keeps its book while nothing changed', async () => {
    const store = await newStore();
    const source = overrideSource({ defaultRegion: 'us-east-1', priceOverrides: [] }, store, NO_PACKS);
    expect(await cost(source)).toBe('2.5');
    await save(store, plan('2', '2026-11-01'));
    expect(await cost(source)).toBe('2');
    const kept = await source.current();
    expect(await source.current()).toBe(kept);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoOverrideStore } from '../../../adapters/dynamo/override-store.ts';
import { DynamoPackStore } from '../../../adapters/dynamo/pack-store.ts';
import { DynamoPriceAsks } from '../../../adapters/dynamo/price-asks.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { overrideSource } from '../../../adapters/prices/override-source.ts';
import { priceFeedSchema } from '../../../contracts/price-pack.ts';
import { packedPrices } from '../../../core/price-packs/merge-additions.ts';
import { BUILT_IN, type PackRecord } from '../../../core/price-packs/pack-record.ts';
import { BUILT_IN_PRICES } from '../../../core/pricing/catalogue-index.ts';
import { canonicalModel, nameModelsBy } from '../../../core/pricing/model-identity.ts';
import { openPrices } from '../../../core/pricing/packed-prices.ts';
import { formatDecimal, parseQuantity } from '../../../core/money/decimal.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { newPackKeys, smallPack } from '../../../testing/price-packs.ts';

let dynamo: TestDynamo;
let tables = 0;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

async function newTable(): Promise<Table> {
  const name = `packs-${tables++}`;
  await dynamo.createTable(name);
  return new Table(dynamo.client(), name);
}

function record(version: number, more: Partial<PackRecord> = {}): PackRecord {
  return {
    version,
    digest: `digest-${version}`,
    publishedAt: '2026-11-20T06:00:00Z',
    takenAt: Date.parse('2026-11-20T12:00:00Z') + version,
    status: 'held',
    reason: 'somebody decides',
    changes: [],
    counts: { added: 0, dated: 0, changed: 0, removed: 0 },
    canary: null,
    isReplaying: false,
    doubts: [],
    content: `pack-${version}`,
    additions: null,
    previous: BUILT_IN,
    ...more,
  };
}

const inForce = (version: number) => ({
  version,
  content: `pack-${version}`,
  publishedAt: '2026-11-20T06:00:00Z',
});

describe('stored price packs', () => {
  it('are listed by version, files that are none by the time they were found', async () => {
    const packs = new DynamoPackStore(await newTable());
    for (const version of [9, 10, 2]) await packs.keep(record(version));
    await packs.keep(record(9, { status: 'applied' }));
    for (const takenAt of [5, 70, 6]) await packs.noteOther(record(999, { takenAt, digest: `${takenAt}` }));
    const { packs: verified, others } = await packs.list(2);
    expect(verified).toEqual([record(10), record(9, { status: 'applied' })]);
    expect(others.map(({ takenAt }) => takenAt)).toEqual([70, 6]);
    expect(await packs.read(2)).toEqual(record(2));
    expect(await packs.read(3)).toBeUndefined();
  });

  it('keep contents of any size as they are', async () => {
    const packs = new DynamoPackStore(await newTable());
    // Digits of a square root hardly shrink: more than one item.
    const noise = Array.from({ length: 60_000 }, (_, index) => String(Math.sqrt(index)).slice(-12)).join('');
    const large = { ...packedPrices(smallPack(3), 'pack-3'), publishedAt: noise };
    await packs.keepContent('pack-3', large);
    expect(await packs.content('pack-3')).toEqual(large);
    await expect(packs.content('pack-4')).rejects.toThrow(/pack-4 is gone/);
  });

  it('remember what no later record pushes out', async () => {
    const packs = new DynamoPackStore(await newTable());
    expect(await packs.memory()).toEqual({ highest: 0, withdrawn: [] });
    const row = {
      provider: 'acme',
      model: 'rising',
      unit: 'input_tokens',
      from: '2026-12-01',
      source: 'pack 2',
      observedAt: '2026-11-20',
    };
    await packs.remember({ highest: 7, withdrawn: [row] });
    expect(await packs.memory()).toEqual({ highest: 7, withdrawn: [row] });
    expect(await packs.list(10)).toEqual({ packs: [], others: [] });
  });

  it('come into force where nothing else did meanwhile', async () => {
    const packs = new DynamoPackStore(await newTable());
    expect(await packs.inForce()).toEqual(BUILT_IN);
    expect(await packs.putInForce(inForce(1), BUILT_IN)).toBe(true);
    expect(await packs.putInForce(inForce(2), BUILT_IN)).toBe(false);
    expect(await packs.putInForce(inForce(2), inForce(1))).toBe(true);
    expect(await packs.putInForce(BUILT_IN, inForce(2))).toBe(true);
    expect(await packs.putInForce(inForce(3), BUILT_IN)).toBe(true);
    expect(await packs.inForce()).toEqual(inForce(3));
  });
});

async function cost(source: ReturnType<typeof overrideSource>): Promise<string> {
  const usage = { input_tokens: parseQuantity('1000000') };
  const request = { provider: 'acme', model: 'large', attributes: {}, usage, at: Date.parse('2026-11-20') };
  const { status, cost: usd } = (await source.current()).price(request);
  return status === 'priced' ? formatDecimal(usd) : status;
}

describe('the price book of a stage that takes packs', () => {
  const feed = priceFeedSchema.parse({
    urls: ['https://a.test/pack.json'],
    publicKey: newPackKeys().publicKey,
  });

  it('is that of the pack in force from the next question on, under the overrides', async () => {
    const table = await newTable();
    const [packs, overrides] = [new DynamoPackStore(table), new DynamoOverrideStore(table)];
    const settings = { defaultRegion: 'us-east-1', priceOverrides: [], priceFeed: feed };
    const source = overrideSource(settings, overrides, packs);
    expect(await cost(source)).toBe('unpriced');
    await packs.keepContent('pack-1', packedPrices(smallPack(1), 'pack-1'));
    await packs.putInForce(inForce(1), BUILT_IN);
    expect(await cost(source)).toBe('3');
    expect((await source.current()).version).toBe('pack-1');
    expect(canonicalModel('small-2026-01-01')).toBe('small');
    const own = { provider: 'acme', model: 'large', unit: 'input_tokens', unitPriceUsd: '1', per: 1_000_000 };
    const owned = overrideSource({ ...settings, priceOverrides: [own] }, overrides, packs);
    expect(await cost(owned)).toBe('1');
    await packs.putInForce(BUILT_IN, inForce(1));
    expect(await cost(source)).toBe('unpriced');
    nameModelsBy(openPrices(BUILT_IN_PRICES).index);
  });

  it('is that of the deployment where the feed is off, whatever was in force', async () => {
    const table = await newTable();
    const packs = new DynamoPackStore(table);
    await packs.keepContent('pack-1', packedPrices(smallPack(1), 'pack-1'));
    await packs.putInForce(inForce(1), BUILT_IN);
    const settings = { defaultRegion: 'us-east-1', priceOverrides: [] };
    expect(await cost(overrideSource(settings, new DynamoOverrideStore(table), packs))).toBe('unpriced');
  });
});

it('the turn to ask for prices is taken once', async () => {
  const asks = new DynamoPriceAsks(await newTable());
  const next = { at: 60_000, pauseMs: 60_000 };
  expect(await asks.read()).toBeUndefined();
  expect(await asks.take(next, undefined)).toBe(true);
  expect(await asks.take(next, undefined)).toBe(false);
  expect(await asks.read()).toEqual(next);
  expect(await asks.take({ at: 180_000, pauseMs: 120_000 }, next)).toBe(true);
  expect(await asks.take({ at: 180_000, pauseMs: 120_000 }, next)).toBe(false);
});

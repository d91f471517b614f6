import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatDecimal, parseDecimal } from '../../../core/money/decimal.ts';
import { aDay } from '../../../testing/dates.ts';
import { type TestDynamo, startDynamo } from '../../../testing/dynamo.ts';
import { startApi, type TestApi } from '../../support/api.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const RANGE = 'from=2026-11-18&to=2026-11-20';
let dynamo: TestDynamo;
let api: TestApi;

interface Entry {
  readonly occurredAt: string;
  readonly costUsd: string;
  readonly status: string;
  readonly provider: string;
  readonly userId: string | null;
  readonly resource: { readonly type: string; readonly id: string } | null;
}

interface Line {
  readonly key: string;
  readonly totalUsd: string;
  readonly events: number | null;
  readonly unpricedEvents: number | null;
}

interface Breakdown {
  readonly items: Line[];
  readonly totalUsd: string;
  readonly scanned: boolean;
}

interface Trend {
  readonly points: { period: string; totalUsd: string; events: number; unpricedEvents: number | null }[];
  readonly scanned: boolean;
}

beforeAll(async () => {
  dynamo = await startDynamo();
  const ledger = await startLedger(dynamo, 'spend-filter');
  const users = ['ada', 'bob', undefined];
  const models = [
    { provider: 'openai', model: 'gpt-4o' },
    { provider: 'openai', model: 'gpt-4.1-mini-2025-04-14' },
    { provider: 'anthropic', model: 'claude-sonnet-4-5' },
    { provider: 'openai', model: 'house-model' },
  ];
  const events = Array.from({ length: 48 }, (_, index) =>
    usageEvent(`f${index}`, {
      ...models[index % 4],
      occurredAt: `2026-11-${18 + (index % 3)}T${String(index % 24).padStart(2, '0')}:30:00Z`,
      userId: users[index % 3],
      operation: index % 5 === 0 ? undefined : `step-${index % 2}`,
      resource: index % 7 === 0 ? undefined : { type: 'episode', id: `ep-${index % 2}` },
      group: { type: 'podcast', id: `pod-${index % 3}` },
      tags: index % 2 === 0 ? { tier: 'pro' } : { tier: 'free' },
      usage: { input_tokens: 1000 + index },
    }),
  );
  await ledger.record(events);
  await ledger.aggregate([aDay('2026-11-18'), aDay('2026-11-19'), aDay('2026-11-20')]);
  api = startApi(dynamo, 'spend-filter');
});
afterAll(() => dynamo.stop());

async function get<T>(path: string): Promise<T> {
  const { status, body } = await api.call(path);
  expect([path, status]).toEqual([path, 200]);
  return body as unknown as T;
}

async function entriesOf(filter: string): Promise<Entry[]> {
  return (await get<{ entries: Entry[] }>(`/entries?limit=200&${RANGE}&${filter}`)).entries;
}

function sumOfAmounts(amounts: readonly string[]): string {
  return formatDecimal(amounts.reduce((sum, amount) => sum + parseDecimal(amount), 0n));
}

const unpricedOf = (entries: readonly Entry[]) =>
  entries.filter(({ status }) => status === 'unpriced').length;

describe('filters of a breakdown and a trend', () => {
  it.each([
    ['provider=openai', 'model', false],
    ['model=gpt-4.1-mini', 'provider', false],
    ['provider=openai&service=llm', 'service', false],
    ['provider=openai', 'user', true],
    ['userId=ada&provider=openai', 'model', true],
    ['userId=ada&groupType=podcast&groupId=pod-0', 'resource', true],
    ['operation=step-1', 'user', true],
    ['status=unpriced', 'model', true],
    ['tag=tier:pro', 'user', true],
    ['tag=tier:pro&model=claude-sonnet-4-5&userId=bob', 'operation', true],
    ['group=podcast/pod-1', 'tag:tier', true],
    ['resource=episode/ep-1', 'group', true],
  ])('%s by %s is what its entries add up to', async (filter, dimension, scanned) => {
    const entries = await entriesOf(
      filter
        .replace('group=podcast/', 'groupType=podcast&groupId=')
        .replace('resource=episode/', 'resourceType=episode&resourceId='),
    );
    expect(entries.length).toBeGreaterThan(0);
    const breakdown = await get<Breakdown>(`/breakdown/${dimension}?${RANGE}&${filter}`);
    const total = sumOfAmounts(entries.map(({ costUsd }) => costUsd));
    expect(breakdown).toMatchObject({ totalUsd: total, scanned });
    expect(sumOfAmounts(breakdown.items.map(({ totalUsd }) => totalUsd))).toBe(total);
    const count = (of: 'events' | 'unpricedEvents') =>
      breakdown.items.reduce((sum, item) => sum + (item[of] ?? Number.NaN), 0);
    expect(count('events')).toBe(entries.length);
    expect(count('unpricedEvents')).toBe(unpricedOf(entries));
    for (const interval of ['day', 'week', 'hour']) {
      const { points } = await get<Trend>(`/trends?${RANGE}&interval=${interval}&${filter}`);
      expect(sumOfAmounts(points.map(({ totalUsd }) => totalUsd))).toBe(total);
      expect(points.reduce((sum, { events }) => sum + events, 0)).toBe(entries.length);
    }
  });

  it('names what each user cost under a provider, as the entries do', async () => {
    const entries = await entriesOf('provider=openai');
    const { items } = await get<Breakdown>(`/breakdown/user?${RANGE}&provider=openai`);
    for (const { key, totalUsd, events } of items) {
      const own = entries.filter(({ userId }) => (userId ?? 'system') === key);
      expect([key, totalUsd, events]).toEqual([
        key,
        sumOfAmounts(own.map(({ costUsd }) => costUsd)),
        own.length,
      ]);
    }
    expect(items.map(({ key }) => key).toSorted()).toEqual(['ada', 'bob', 'system']);
  });

  it('counts what has no price by item and by point', async () => {
    const { items } = await get<Breakdown>(`/breakdown/model?${RANGE}`);
    expect(Object.fromEntries(items.map(({ key, unpricedEvents }) => [key, unpricedEvents]))).toEqual({
      'gpt-4o': 0,
      'gpt-4.1-mini': 0,
      'claude-sonnet-4-5': 0,
      'house-model': 12,
    });
    const { points } = await get<Trend>(`/trends?${RANGE}&interval=day`);
    expect(points.map(({ unpricedEvents }) => unpricedEvents)).toEqual([4, 4, 4]);
    const hours = await get<Trend>(`/trends?${RANGE}&interval=hour`);
    expect(hours.points.reduce((sum, { unpricedEvents }) => sum + (unpricedEvents ?? 0), 0)).toBe(12);
  });

  it('takes costs of one scope from its totals, and its entries where a name was lost', async () => {
    const known = await get<Breakdown>(`/breakdown/model?${RANGE}&userId=ada`);
    expect(known).toMatchObject({ scanned: false });
    const unpriced = Object.fromEntries(known.items.map(({ key, unpricedEvents }) => [key, unpricedEvents]));
    expect(unpriced).toEqual({ 'gpt-4.1-mini': 0, 'claude-sonnet-4-5': 0, 'gpt-4o': 0, 'house-model': 4 });
    const named = await get<Breakdown>(`/breakdown/model?${RANGE}&tag=tier:pro&model=claude-sonnet-4-5`);
    const entries = await entriesOf('tag=tier:pro&model=claude-sonnet-4-5');
    expect(named).toMatchObject({
      scanned: false,
      totalUsd: sumOfAmounts(entries.map(({ costUsd }) => costUsd)),
    });
    const lost = await get<Breakdown>(`/breakdown/model?${RANGE}&userId=ada&model=house-model`);
    expect(lost).toMatchObject({ scanned: true, items: [{ key: 'house-model', events: 4 }] });
  });
});

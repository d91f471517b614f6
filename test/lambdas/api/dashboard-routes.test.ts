import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoDayFactsStore } from '../../../adapters/dynamo/day-facts-store.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { formatDecimal, parseDecimal, parseUsd } from '../../../core/money/decimal.ts';
import { aDay } from '../../../testing/dates.ts';
import { startApi, type TestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, type TestLedger, usageEvent } from '../../support/ledger.ts';

interface Dashboard {
  readonly asOf: string;
  readonly currentSpendUsd: string;
  readonly monthlyLimitUsd: string | null;
  readonly budget: { readonly monthly: { readonly spentUsd: string; readonly projectedUsd: string | null } };
  readonly projection: { readonly period: string; readonly spentUsd: string; readonly projectedUsd: string };
  readonly trends: { readonly period: string; readonly totalUsd: string; readonly by: object }[];
  readonly serviceBreakdown: {
    readonly key: string;
    readonly totalUsd: string;
    readonly share: string;
    readonly unpricedEvents: number;
  }[];
  readonly top: {
    readonly from: string;
    readonly to: string;
    readonly entriesLookedAt: number;
    readonly wholeDays: string[];
  };
  readonly topEntries: { readonly id: string; readonly costUsd: string; readonly userName: string | null }[];
  readonly topUsers: { readonly userId: string; readonly totalUsd: string; readonly events: number }[];
  readonly topResources: { readonly type: string; readonly id: string; readonly totalUsd: string }[];
  readonly alerts: unknown[];
  readonly openAlerts: object;
  readonly unpriced: number;
  readonly lagSeconds: number;
}

let dynamo: TestDynamo;
let ledger: TestLedger;
let api: TestApi;

/** An event of a known cost; `day` of November. */
function costing(id: string, day: number, usd: string, more: Record<string, unknown> = {}) {
  const occurredAt = `2026-11-${String(day).padStart(2, '0')}T09:00:00Z`;
  return usageEvent(id, { model: 'nobody-knows-it', reportedCostUsd: usd, occurredAt, ...more });
}

async function read(): Promise<Dashboard> {
  const { status, body } = await api.call('/dashboard');
  expect(status).toBe(200);
  return body as unknown as Dashboard;
}

async function revise(path: string, body: object): Promise<void> {
  const { status } = await api.call(`POST /entries/${path}`, {
    body: { requestId: 'r', reason: 'a slip', ...body },
  });
  expect(status).toBe(200);
}

function sum(amounts: readonly { readonly totalUsd: string }[]): string {
  return formatDecimal(amounts.reduce((total, { totalUsd }) => total + parseDecimal(totalUsd), 0n));
}

beforeAll(async () => {
  dynamo = await startDynamo();
  ledger = await startLedger(dynamo, 'dashboard');
  await ledger.record([
    costing('a', 1, '1'),
    costing('b', 15, '2', { userId: 'user-2' }),
    costing('c', 19, '4', { service: 'embedding' }),
    costing('d', 20, '8', { userId: undefined, resource: { type: 'episode', id: 'ep-9' } }),
    usageEvent('e', { model: 'nobody-knows-it', provider: 'nobody' }),
  ]);
  await ledger.aggregate([aDay('2026-11-01'), aDay('2026-11-15'), aDay('2026-11-19'), aDay('2026-11-20')]);
  api = startApi(dynamo, 'dashboard', { settings: { organisationBudget: { monthlyLimit: '20' } } });
});

afterAll(() => dynamo.stop());

describe('GET /dashboard', () => {
  it('tells spend, limit and projection of the open month', async () => {
    const { currentSpendUsd, monthlyLimitUsd, projection, budget, unpriced, lagSeconds, openAlerts } =
      await read();
    expect(openAlerts).toEqual({ worst: null, emergency: 0, critical: 0, warning: 0, complete: true });
    expect({ currentSpendUsd, monthlyLimitUsd, unpriced, lagSeconds }).toEqual({
      currentSpendUsd: '15',
      monthlyLimitUsd: '20',
      unpriced: 1,
      lagSeconds: 0,
    });
    expect(projection).toMatchObject({ period: '2026-11', spentUsd: '15' });
    expect(projection.projectedUsd).toBe(budget.monthly.projectedUsd);
  });

  it('breaks the month down by service and thirty days by day, both to the last digit', async () => {
    const { trends, serviceBreakdown } = await read();
    expect(serviceBreakdown.map(({ key, totalUsd, share }) => [key, totalUsd, share])).toEqual([
      ['llm', '11', '0.7333'],
      ['embedding', '4', '0.2667'],
    ]);
    expect(serviceBreakdown.map(({ unpricedEvents }) => unpricedEvents)).toEqual([1, 0]);
    expect(trends).toHaveLength(30);
    expect(sum(trends)).toBe('15');
    expect(trends.at(-2)).toMatchObject({ period: '2026-11-19', totalUsd: '4', by: { embedding: '4' } });
  });

  it('ranks entries, users and resources of the last days, and says which', async () => {
    const { top, topEntries, topUsers, topResources } = await read();
    expect(top).toEqual({ from: '2026-11-14', to: '2026-11-21', entriesLookedAt: 3, wholeDays: [] });
    expect(topEntries.map(({ id }) => id)).toEqual(['d', 'c', 'e']);
    expect(topUsers.map(({ userId, totalUsd }) => [userId, totalUsd])).toEqual([
      ['system', '8'],
      ['user-1', '4'],
      ['user-2', '2'],
    ]);
    expect(topResources.map(({ id, totalUsd }) => [id, totalUsd])).toEqual([
      ['ep-9', '8'],
      ['ep-7', '6'],
    ]);
  });

  it('names the users of the most expensive entries', async () => {
    await api.call('PUT /users/user-1', { body: { name: 'Ada' } });
    const { topEntries } = await read();
    expect(topEntries.map(({ id, userName }) => [id, userName])).toEqual([
      ['d', null],
      ['c', 'Ada'],
      ['e', 'Ada'],
    ]);
  });

  it('shows a late entry of a day that it remembers', async () => {
    await read();
    await ledger.record([costing('late', 18, '16', { userId: 'user-3' })]);
    await ledger.aggregate([aDay('2026-11-18')]);
    const { topUsers } = await read();
    expect(topUsers[0]).toMatchObject({ userId: 'user-3', totalUsd: '16' });
  });

  it('leaves out who and what has nothing but void events', async () => {
    const table = 'dashboard-void';
    const usage = await startLedger(dynamo, table);
    const on = startApi(dynamo, table);
    const gone = { userId: 'gone', service: 'embedding', resource: { type: 'episode', id: 'gone' } };
    await usage.record([costing('kept', 19, '3', { userId: 'kept' }), costing('gone', 19, '4', gone)]);
    await on.call('POST /entries/gone/void', { body: { requestId: 'r', reason: 'a slip' } });
    await usage.aggregate([aDay('2026-11-19')]);
    const { topUsers, topResources, serviceBreakdown } = (await on.call('/dashboard'))
      .body as unknown as Dashboard;
    expect(topUsers.map(({ userId }) => userId)).toEqual(['kept']);
    expect(topResources.map(({ id }) => id)).toEqual(['ep-7']);
    expect(serviceBreakdown.map(({ key }) => key)).toEqual(['llm']);
  });

  it('ranks who an entry belongs to now, though its day cost what it did', async () => {
    const table = 'dashboard-given';
    const usage = await startLedger(dynamo, table);
    const on = startApi(dynamo, table);
    const usersOf = async () =>
      ((await on.call('/dashboard')).body as unknown as Dashboard).topUsers.map(({ userId }) => userId);
    await usage.record([costing('given', 19, '3', { userId: 'giver' })]);
    await usage.aggregate([aDay('2026-11-19')]);
    expect(await usersOf()).toEqual(['giver']);
    await on.call('POST /entries/given/correct', {
      body: { requestId: 'r', reason: 'a slip', userId: 'taker' },
    });
    await usage.aggregate([aDay('2026-11-19')]);
    expect(await usersOf()).toEqual(['taker']);
  });

  it('takes the most expensive entries of closed days from their roll-up, however many came since', async () => {
    const facts = new DynamoDayFactsStore(new Table(dynamo.client(), 'dashboard'));
    const expensive = {
      day: aDay('2026-11-15'),
      occurredAt: Date.parse('2026-11-15T09:00:00Z'),
      cost: parseUsd('2'),
    };
    const gone = { ...expensive, id: 'expired', cost: parseUsd('100') };
    const named = { provider: 'nobody', service: 'llm', model: 'nobody-knows-it' };
    await facts.put({
      day: aDay('2026-11-15'),
      madeAt: 0,
      version: undefined,
      activeUsers: 1,
      mostExpensive: [
        { ...gone, ...named },
        { ...expensive, ...named, id: 'b' },
      ],
    });
    const { top, topEntries } = await read();
    expect(top).toMatchObject({ wholeDays: ['2026-11-15'], entriesLookedAt: 3 });
    expect(topEntries.map(({ id }) => id)).toEqual(['d', 'c', 'b', 'e']);
    expect((await read()).topEntries).toEqual(topEntries);
  });

  it('takes a day that an entry came to since its roll-up for whole no longer, and shows the entry', async () => {
    const table = 'dashboard-moved';
    const usage = await startLedger(dynamo, table);
    const on = startApi(dynamo, table);
    const topOf = async () => (await on.call('/dashboard')).body as unknown as Dashboard;
    await usage.record([costing('kept', 16, '2'), costing('still', 17, '1')]);
    await usage.aggregate([aDay('2026-11-16'), aDay('2026-11-17')]);
    const facts = new DynamoDayFactsStore(new Table(dynamo.client(), table));
    for (const day of [aDay('2026-11-16'), aDay('2026-11-17')]) {
      const [cell] = await on.ports.totals.cells({ from: day, to: day });
      const version = cell?.total.version;
      await facts.put({ day, madeAt: 0, version, activeUsers: 1, mostExpensive: [] });
    }
    expect((await topOf()).top).toMatchObject({ wholeDays: ['2026-11-16', '2026-11-17'] });
    await usage.record([costing('late', 16, '50')]);
    await usage.aggregate([aDay('2026-11-16')]);
    const { top, topEntries } = await topOf();
    expect(topEntries.map(({ id }) => id)).toEqual(['late', 'kept']);
    expect(top).toMatchObject({ wholeDays: ['2026-11-17'], entriesLookedAt: 2 });
  });

  it('ranks entries as they stand: a void one is gone, a corrected one has its new cost, after the roll-up too', async () => {
    await revise('d/void', {});
    await revise('b/correct', { reportedCostUsd: '5' });
    await ledger.aggregate([aDay('2026-11-15'), aDay('2026-11-20')]);
    const { topEntries } = await read();
    expect(topEntries.map(({ id, costUsd }) => [id, costUsd])).toEqual([
      ['b', '5'],
      ['c', '4'],
      ['e', '0'],
    ]);
  });

  it('answers zeros before anything is recorded', async () => {
    await dynamo.createTable('nothing');
    const { body } = await startApi(dynamo, 'nothing').call('/dashboard');
    expect(body).toMatchObject({ currentSpendUsd: '0', monthlyLimitUsd: null, topEntries: [], topUsers: [] });
  });
});

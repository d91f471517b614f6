import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { totalKey } from '../../../adapters/dynamo/total-keys.ts';
import { parseDimension } from '../../../core/spend/dimension.ts';
import { readBreakdown } from '../../../core/spend/read-breakdown.ts';
import { readTrends } from '../../../core/spend/read-trends.ts';
import { recalculateJob } from '../../../lambdas/jobs/recalculate.ts';
import { spendFilters } from '../../../lambdas/api/spend-filter.ts';
import { addDays, dayOf, daysBetween } from '../../../core/time/ledger-time.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';
import { memoryWork } from '../../../testing/memory-work.ts';
import { startLedger, testSettings, usageEvent } from '../../support/ledger.ts';

const [FIRST, LAST] = [aDay('2026-11-19'), aDay('2026-11-20')];
const NOW = Date.parse('2026-11-20T12:00:00Z');
const TABLE = 'failures';

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
  const ledger = await startLedger(dynamo, TABLE, { now: () => NOW });
  await ledger.record(
    Array.from({ length: 12 }, (_, index) =>
      usageEvent(`e${index}`, {
        occurredAt: `${index % 2 === 0 ? FIRST : LAST}T0${index % 9}:00:00Z`,
        userId: `user-${index % 3}`,
        model: ['gpt-4o-mini', 'gpt-4o', 'made-up-model'][index % 4],
        operation: index % 5 === 0 ? undefined : `step-${index % 2}`,
        outcome: ['failed', 'success', undefined][index % 3],
      }),
    ).map((event, index) => (index % 4 === 3 ? { ...event, model: 'gpt-4.1-mini' } : event)),
  );
  await ledger.aggregate([FIRST, LAST]);
});
afterAll(() => dynamo.stop());

const open = () => ledgerOn(dynamo.client(), TABLE, testSettings, { now: () => NOW });

/** Failed calls by a dimension, each name with its sums; and whether entries were added up for it. */
async function failures(dimension: string, query = {}) {
  const { totals, history } = open();
  const context = { totals, history, timeZone: 'UTC', now: NOW };
  const filters = spendFilters({ outcome: 'failed', ...query }, []);
  const days = { from: FIRST, to: LAST };
  const kind = parseDimension(dimension, []);
  const { items, scanned } = await readBreakdown(kind, filters, days, context);
  const question = { interval: 'day', dimension: kind, filters, days } as const;
  const trend = await readTrends({ ...question, range: { start: undefined, end: undefined } }, context);
  return {
    scanned: [scanned, trend.scanned],
    points: trend.points.map(({ period, cost, events, unpriced }) => ({ period, cost, events, unpriced })),
    items: items.map(({ name, cost, events, unpriced }) => ({ name, cost, events, unpriced })),
  };
}

/** Takes away what a total from before says nothing of. */
async function forget(provider: string, model: string): Promise<void> {
  const cell = { kind: 'cell', day: FIRST, lane: 0, provider, service: 'llm', model } as const;
  const client = dynamo.client();
  const UpdateExpression = 'REMOVE fa, fc, fn, fx';
  await client.send(new UpdateCommand({ TableName: TABLE, Key: { ...totalKey(cell) }, UpdateExpression }));
}

const DIMENSIONS = ['provider', 'service', 'model', 'operation', 'user'];

describe('a breakdown', () => {
  it.each([
    ['model', {}, 3],
    ['model', { userId: 'user-0' }, 1],
    ['user', { provider: 'openai' }, 3],
    ['model', { userId: 'user-0', provider: 'openai' }, 1],
  ])('by %s of %j says how many entries have no price', async (dimension, query, unpriced) => {
    const { totals, history } = open();
    const context = { totals, history, timeZone: 'UTC', now: NOW };
    const days = { from: FIRST, to: LAST };
    const found = await readBreakdown(parseDimension(dimension, []), spendFilters(query, []), days, context);
    expect(found.unpriced).toBe(unpriced);
  });
});

describe('failed calls', () => {
  it('come from totals, and are scanned to the same sums where a total is from before they were counted', async () => {
    const kept = await Promise.all(DIMENSIONS.map((dimension) => failures(dimension)));
    expect(kept.map(({ scanned }) => scanned)).toEqual(DIMENSIONS.map(() => [false, false]));
    expect(kept[2]?.items.map(({ name, events, unpriced }) => [name, events, unpriced])).toEqual([
      ['gpt-4o', 1, 0],
      ['gpt-4.1-mini', 1, 0],
      ['gpt-4o-mini', 1, 0],
      ['made-up-model', 1, 1],
    ]);
    expect(kept[4]?.items).toMatchObject([{ name: 'user-0', events: 4, unpriced: 1 }]);

    await forget('openai', 'gpt-4o-mini');
    const scanned = await Promise.all(DIMENSIONS.map((dimension) => failures(dimension)));
    expect(scanned.map((one) => one.scanned)).toEqual(DIMENSIONS.map(() => [true, true]));
    expect(scanned.map(({ items, points }) => ({ items, points }))).toEqual(
      kept.map(({ items, points }) => ({ items, points })),
    );

    const kind = recalculateJob(open(), memoryWork());
    await kind.step({ input: { all: true } } as Parameters<typeof kind.step>[0], Infinity);
    expect((await failures('model')).scanned).toEqual([false, false]);
    expect(await failures('model')).toEqual(kept[2]);
  });

  it('of one model are in totals, of one user they are not', async () => {
    expect(await failures('service', { model: 'gpt-4o' })).toMatchObject({
      scanned: [false, false],
      items: [{ name: 'llm', events: 1 }],
    });
    expect((await failures('operation', { model: 'gpt-4o' })).scanned).toEqual([true, true]);
    expect((await failures('model', { userId: 'user-0' })).scanned).toEqual([true, true]);
  });

  it('of one user are in that user’s totals as a whole', async () => {
    const whole = await failures('user');
    expect(await failures('user', { userId: 'user-0' })).toEqual(whole);
    expect(await failures('user', { userId: 'user-1' })).toMatchObject({
      scanned: [false, false],
      items: [],
    });
  });

  it.each([
    ['operation', { model: 'gpt-4o' }, [LAST]],
    ['model', { userId: 'user-0' }, [FIRST, LAST]],
    ['model', { userId: 'user-1' }, []],
    ['model', { resourceType: 'episode', resourceId: 'ep-7', provider: 'openai' }, [FIRST, LAST]],
  ])('by %s of %j are looked for on the days that have some', async (dimension, query, expected) => {
    const { totals, history } = open();
    const looked: string[] = [];
    const hours: typeof history.hours = (of, start, last) => {
      for (const day of daysBetween(dayOf(start), dayOf(last))) looked.push(day);
      return history.hours(of, start, last);
    };
    const entries = history.entries.bind(history);
    const context = { totals, history: { hours, entries } as typeof history, timeZone: 'UTC', now: NOW };
    const filters = spendFilters({ outcome: 'failed', ...query }, []);
    const kind = parseDimension(dimension, []);
    const wide = { from: aDay('2026-10-01'), to: addDays(LAST, 1) };
    const found = await readBreakdown(kind, filters, wide, context);
    expect([found.scanned, looked]).toEqual([true, expected]);
    const events = found.items.reduce((sum, item) => sum + (item.events ?? 0), 0);
    expect(events > 0).toBe(expected.length > 0);
  });
});

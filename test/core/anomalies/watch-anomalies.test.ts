import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoAnomalyStore } from '../../../adapters/dynamo/anomaly-store.ts';
import { DynamoTotalsReader } from '../../../adapters/dynamo/totals-reader.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import type { FoundAnomaly } from '../../../core/anomalies/anomalies.ts';
import { readAnomalies } from '../../../core/anomalies/read-anomalies.ts';
import { readJudged } from '../../../core/anomalies/read-judged.ts';
import { watchAnomalies } from '../../../core/anomalies/watch-anomalies.ts';
import { daysBetween } from '../../../core/time/ledger-time.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const NOW = Date.parse('2026-11-20T03:20:00Z');
const DAY_MS = 86_400_000;
const DAYS = daysBetween(aDay('2026-10-01'), aDay('2026-11-20'));
const WINDOW = { from: aDay('2026-09-01'), to: aDay('2026-11-30') };

let dynamo: TestDynamo;

/** One user who spends 10 USD a day, and 80 USD a day from the 19th on. */
beforeAll(async () => {
  dynamo = await startDynamo();
  const ledger = await startLedger(dynamo, 'watch', { now: () => NOW + DAY_MS });
  await ledger.record(
    DAYS.map((day, index) =>
      usageEvent(`e${day}`, {
        occurredAt: `${day}T01:00:00Z`,
        model: 'nobody-knows-it',
        reportedCostUsd: String((day >= '2026-11-19' ? 80 : 10) + (index % 5) / 10),
      }),
    ),
  );
  await ledger.aggregate(DAYS);
});

afterAll(() => dynamo.stop());

function watch(tell: (anomaly: FoundAnomaly) => Promise<void>, at: number) {
  const client = dynamo.client();
  const totals = new DynamoTotalsReader(new Table(client, 'watch'), [], { now: Date.now });
  const anomalies = new DynamoAnomalyStore(new Table(client, 'watch'));
  return watchAnomalies({ totals, anomalies, tell, timeZone: 'UTC' }, at);
}

describe('watchAnomalies', () => {
  const told: string[] = [];
  const tell = ({ dimension, key, day }: FoundAnomaly) => {
    told.push(`${dimension} ${key} ${day}`);
    return Promise.resolve();
  };

  it('tells again when telling failed', async () => {
    await expect(watch(() => Promise.reject(new Error('the bus is down')), NOW)).rejects.toThrow(
      'the bus is down',
    );
    expect(await watch(tell, NOW)).toEqual({ found: 4, told: 4 });
    expect(told.toSorted()).toEqual([
      'model nobody-knows-it 2026-11-19',
      'resourceType episode 2026-11-19',
      'service llm 2026-11-19',
      'user user-1 2026-11-19',
    ]);
  });

  it('tells of an anomaly once, also on the second day of the same shift', async () => {
    expect(await watch(tell, NOW)).toEqual({ found: 4, told: 0 });
    expect(await watch(tell, NOW + DAY_MS)).toEqual({ found: 8, told: 0 });
  });

  it('keeps what it found of every day, also of days that no run has been to', async () => {
    const judged = await new DynamoAnomalyStore(new Table(dynamo.client(), 'watch')).judgedDays(WINDOW);
    expect([...judged.keys()].toSorted()).toEqual(daysBetween(aDay('2026-10-21'), aDay('2026-11-20')));
    const found = [...judged].flatMap(([day, list]) => list.found.map((one) => [day, one.day, one.since]));
    expect(found.filter(([day, own]) => day !== own)).toEqual([]);
    expect(new Set(found.map(([, day]) => day))).toEqual(new Set(['2026-11-19', '2026-11-20']));
    expect(new Set(found.map(([, , since]) => since))).toEqual(new Set(['2026-11-19']));
  });
});

describe('anomalies that were judged', () => {
  it('are read as they were found, without a look at users and resources', async () => {
    const { totals, anomalies } = ports();
    const days = { from: aDay('2026-11-01'), to: aDay('2026-11-20') };
    const live = await readJudged(days, undefined, {
      totals,
      anomalies: { judgedDays: () => Promise.resolve(new Map()) },
    });
    const blind = { ...readersOf(totals), users: unreadable, resources: unreadable, cells: unreadable };
    expect(await readJudged(days, undefined, { totals: blind, anomalies })).toEqual(live);
    expect(live.items).toHaveLength(8);
    const users = await readJudged(days, 'user', { totals: blind, anomalies });
    expect(users.items.map(({ key, day }) => `${key} ${day}`)).toEqual([
      'user-1 2026-11-20',
      'user-1 2026-11-19',
    ]);
  });

  it('are of services and models alone where a large ledger was not judged yet, and say so', async () => {
    const { totals, anomalies } = ports();
    const large = {
      ...readersOf(totals),
      users: unreadable,
      resources: unreadable,
      counts: async () => ({ ...(await totals.counts()), events: 100_001 }),
    };
    const before = { from: aDay('2026-10-02'), to: aDay('2026-10-10') };
    expect(await readJudged(before, undefined, { totals: large, anomalies })).toEqual({
      items: [],
      complete: false,
    });
    expect((await readJudged(before, 'model', { totals: large, anomalies })).complete).toBe(true);
    await expect(readJudged(before, 'user', { totals: large, anomalies })).rejects.toThrow('all users');
  });

  it('are cut to the strongest of a day, and say so', async () => {
    const { anomalies } = ports();
    const { found } = (await anomalies.judgedDays(WINDOW)).get(aDay('2026-11-20')) ?? {};
    await anomalies.putJudgedDay(aDay('2026-11-20'), { found: found ?? [], complete: false }, NOW);
    const days = { from: aDay('2026-11-20'), to: aDay('2026-11-20') };
    expect(await readJudged(days, undefined, ports())).toEqual({ items: found, complete: false });
  });
});

function ports() {
  return {
    totals: new DynamoTotalsReader(new Table(dynamo.client(), 'watch'), [], { now: Date.now }),
    anomalies: new DynamoAnomalyStore(new Table(dynamo.client(), 'watch')),
  };
}

function unreadable(): Promise<never> {
  return Promise.reject(new Error('no request reads all users'));
}

/** The methods that judged days are read with, to be replaced one by one. */
function readersOf(totals: DynamoTotalsReader) {
  return {
    cells: totals.cells.bind(totals),
    users: totals.users.bind(totals),
    resources: totals.resources.bind(totals),
    firstDay: totals.firstDay.bind(totals),
    counts: totals.counts.bind(totals),
  };
}

/** An event of 10 USD unless it says otherwise. */
function costing(id: string, day: string, more: object = {}) {
  return usageEvent(id, {
    occurredAt: `${day}T01:00:00Z`,
    model: 'nobody-knows-it',
    reportedCostUsd: '10',
    ...more,
  });
}

describe('a young ledger', () => {
  it('is not taken for an old one by an event of a wrong clock: a new model is no news there', async () => {
    const ledger = await startLedger(dynamo, 'young', { now: () => NOW });
    const young = daysBetween(aDay('2026-11-08'), aDay('2026-11-19'));
    await ledger.record([
      costing('stray', '2025-10-20'),
      costing('stray-too', '2026-09-20'),
      ...young.map((day) => costing(day, day)),
      costing('new', '2026-11-18', { model: 'another-nobody-knows', reportedCostUsd: '200' }),
    ]);
    await ledger.aggregate([aDay('2025-10-20'), aDay('2026-09-20'), ...young]);
    const totals = new DynamoTotalsReader(new Table(dynamo.client(), 'young'), [], { now: Date.now });
    const days = { from: aDay('2026-11-17'), to: aDay('2026-11-19') };
    expect(await readAnomalies(days, ['model'], totals)).toEqual([]);
  });
});

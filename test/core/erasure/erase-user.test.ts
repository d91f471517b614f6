import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoHistoryReader } from '../../../adapters/dynamo/history-reader.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { aggregateUsage } from '../../../core/spend/aggregate-usage.ts';
import { aDay } from '../../../testing/dates.ts';
import { wholeTable, itemsHolding } from '../../support/whole-table.ts';
import { startBucket, type TestBucket } from '../../support/bucket.ts';
import { startStrictDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { type Erasing, HOUR, startErasing, userTotals } from '../../support/erasing.ts';
import { startLedger, testSettings, type TestLedger, usageEvent } from '../../support/ledger.ts';

const DAYS = [aDay('2026-11-19'), aDay('2026-11-20'), aDay('2026-11-21')] as const;
const [FIRST, TODAY, LAST] = DAYS;
const OLD = 'person-42';

let dynamo: TestDynamo;
let bucket: TestBucket;
beforeAll(async () => {
  [dynamo, bucket] = await Promise.all([startStrictDynamo(), startBucket()]);
});
afterAll(async () => {
  dynamo.stop();
  await bucket.stop();
});

async function startBoth(table: string): Promise<{ ledger: TestLedger; erasing: Erasing }> {
  const clock = { time: Date.parse('2026-11-20T12:00:00Z'), now: () => clock.time };
  const ledger = await startLedger(dynamo, table, clock);
  return { ledger, erasing: startErasing(dynamo.client(), table, bucket, clock) };
}

function events(count: number, more: Record<string, unknown> = {}, prefix = 'e') {
  return Array.from({ length: count }, (_, i) =>
    usageEvent(`${prefix}${i}`, {
      occurredAt: `${i % 2 ? TODAY : FIRST}T0${i % 8}:15:30Z`,
      userId: i % 3 === 0 ? 'other' : OLD,
      ...(i % 5 === 0 ? { userId: undefined } : {}),
      ...more,
    }),
  );
}

/** All of the ledger that an erasure may not change: entries but their user, and totals of everything else. */
async function untouched(table: string): Promise<Map<string, unknown>> {
  const kept = (await wholeTable(dynamo.client(), table)).filter(({ pk }) => /^[EORGTSM]#/.test(String(pk)));
  return new Map(
    kept.map(({ u: _u, ul: _ul, ...rest }) => [`${String(rest['pk'])} ${String(rest['sk'])}`, rest]),
  );
}

function totals(table: string) {
  return userTotals(dynamo.client(), table, FIRST, LAST);
}

describe('erasing a user', () => {
  it('moves entries, history and totals to a pseudonym, and leaves the id nowhere', async () => {
    const { ledger, erasing } = await startBoth('erase');
    await ledger.record(events(12));
    await ledger.aggregate(DAYS);
    const before = await totals('erase');
    const kept = await untouched('erase');
    await erasing.request(OLD);
    await erasing.run();
    expect(await untouched('erase')).toEqual(kept);
    const after = await totals('erase');
    expect(after.sum).toBe(before.sum);
    expect(after.sum).toBe(after.organisation);
    expect([...after.users.keys()].filter((name) => name.endsWith(OLD))).toEqual([]);
    const pseudonym = await erasing.pseudonym();
    for (const day of [FIRST, TODAY]) {
      const {
        updatedAt: _a,
        version: _v,
        ...was
      } = before.users.get(`${day} ${OLD}`) as never as Record<string, unknown>;
      expect(after.users.get(`${day} ${pseudonym}`)).toMatchObject(was);
    }
    expect(await erasing.finish()).toBe(2);
    expect(await itemsHolding(dynamo.client(), 'erase', OLD)).toEqual([]);
    const history = new DynamoHistoryReader(new Table(dynamo.client(), 'erase'), testSettings);
    const listed: string[] = [];
    const [start, end] = [Date.parse(`${FIRST}T00:00:00Z`), Date.parse(`${LAST}T00:00:00Z`)];
    for await (const { items } of history.hours({ kind: 'user', id: pseudonym }, start, end)) {
      listed.push(...items.map(({ id }) => id));
    }
    expect(new Set(listed)).toEqual(new Set(['e1', 'e2', 'e4', 'e7', 'e8', 'e11']));
  });

  it('takes what was on its way with a later pass, and leaves what happens later to a new user', async () => {
    const { ledger, erasing } = await startBoth('flight');
    await ledger.record(events(6));
    await ledger.aggregate([FIRST]);
    // Read by the aggregator before the erasure, committed after it.
    const zombie = await ledger.records(TODAY);
    await erasing.request(OLD);
    erasing.clock.time += 1000;
    await ledger.record([usageEvent('late', { occurredAt: `${TODAY}T11:59:00Z`, userId: OLD })]);
    await ledger.record([usageEvent('new', { occurredAt: `${TODAY}T12:00:01Z`, userId: OLD })]);
    await erasing.run();
    await aggregateUsage(zombie, ledger.ports);
    await ledger.aggregate(DAYS);
    const pseudonym = await erasing.pseudonym();
    expect(await erasing.finish()).toBe(3);
    const { users, sum, organisation } = await totals('flight');
    expect(sum).toBe(organisation);
    expect(users.get(`${TODAY} ${OLD}`)?.events).toBe(1);
    expect(users.get(`${TODAY} ${pseudonym}`)?.events).toBe(2);
    expect(users.get(`${FIRST} ${OLD}`)).toBeUndefined();
  });

  it('is the same as once when it is asked for again, and a retry stays a duplicate', async () => {
    const { ledger, erasing } = await startBoth('again');
    await ledger.record(events(6), 'first');
    await ledger.aggregate(DAYS);
    await erasing.request(OLD);
    await erasing.run();
    const pseudonym = await erasing.pseudonym();
    erasing.clock.time += HOUR;
    await erasing.request(OLD);
    await ledger.record(events(6), 'second');
    await ledger.aggregate(DAYS);
    expect(await erasing.finish()).toBeLessThan(4);
    const { users, sum, organisation } = await totals('again');
    expect(sum).toBe(organisation);
    expect(
      [...users.keys()].filter((name) => name.includes('erased-')).every((name) => name.endsWith(pseudonym)),
    ).toBe(true);
    const outcomes = (await wholeTable(dynamo.client(), 'again')).filter(({ pk }) =>
      String(pk).startsWith('X#'),
    );
    expect(outcomes.map(({ sk }) => String(sk).split('#')[2])).toEqual(Array(6).fill('duplicate'));
    expect(await itemsHolding(dynamo.client(), 'again', OLD)).toEqual([]);
  });

  it('is started again the day after its job failed, and is told of as overdue', async () => {
    const { ledger, erasing } = await startBoth('failed');
    await ledger.record(events(6));
    await ledger.aggregate(DAYS);
    const first = await erasing.request(OLD);
    expect(await erasing.pass(1)).toBe(0);
    // The same day has the same job, the next day another one.
    expect(await erasing.pass(30)).toBe(1);
    const jobs = (await wholeTable(dynamo.client(), 'failed')).filter(({ e }) => e === 'J');
    expect(jobs.map(({ pk }) => String(pk)).toSorted()).toEqual([
      `J#${first}`,
      `J#${first.replace(/2026-11-20$/, '2026-11-21')}`,
    ]);
    expect(await erasing.finish()).toBe(2);
    expect(await itemsHolding(dynamo.client(), 'failed', OLD)).toEqual([]);
  });
});

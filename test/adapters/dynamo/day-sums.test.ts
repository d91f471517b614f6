import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DaySums } from '../../../adapters/dynamo/day-sums.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { parseDimension } from '../../../core/spend/dimension.ts';
import { readBreakdown } from '../../../core/spend/read-breakdown.ts';
import { readTrends } from '../../../core/spend/read-trends.ts';
import { addDays, type Day, daysBetween, startOfDay } from '../../../core/time/ledger-time.ts';
import { spendFilters } from '../../../lambdas/api/spend-filter.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';
import { startLedger, testSettings, usageEvent } from '../../support/ledger.ts';

const FIRST = aDay('2026-11-01');
const LAST = aDay('2026-11-20');
const DAYS = daysBetween(FIRST, LAST);
const NOON = Date.parse('2026-11-20T12:00:00Z');
const MINUTE = 60_000;

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

/** A ledger with two users on each of three days, and a client that counts its requests. */
async function threeDays(table: string) {
  const clock = { time: NOON, now: () => clock.time };
  const ledger = await startLedger(dynamo, table, clock);
  let events = 0;
  const record = async (day: Day, userId: string) => {
    await ledger.record([
      usageEvent(`e${events++}`, { occurredAt: new Date(startOfDay(day) + 1).toISOString(), userId }),
    ]);
    await ledger.aggregate([day]);
  };
  for (const day of [FIRST, addDays(FIRST, 3), LAST]) for (const user of ['a', 'b']) await record(day, user);
  const client = dynamo.client();
  const asked: string[] = [];
  client.middlewareStack.add(
    (next) => (args) => {
      const { ExpressionAttributeValues: values, RequestItems } = args.input as {
        ExpressionAttributeValues?: Record<string, { S?: string }>;
        RequestItems?: Record<string, { Keys?: unknown[] }>;
      };
      const batch = RequestItems?.[table]?.Keys;
      asked.push(batch ? `${batch.length} in one item` : (values?.[':pk']?.S ?? 'the ledger'));
      return next(args);
    },
    { step: 'initialize' },
  );
  const sums = new DaySums(new Table(client, table), testSettings.lanes, clock);
  /** Users by day with their events, and the partitions that were asked for. */
  const read = async () => {
    asked.length = 0;
    const found = await sums.each('user', DAYS);
    const users = found.map(({ of, total }) => `${of.day} ${of.of.id} ${total.events}`).sort();
    return { users, asked: asked.toSorted() };
  };
  /** The partitions that some work asks for. */
  const askedBy = async (work: () => Promise<unknown>) => {
    asked.length = 0;
    await work();
    return [...asked];
  };
  return { clock, record, read, askedBy, client };
}

const BOTH = ['2026-11-01', '2026-11-04', '2026-11-20'].flatMap((day) => [`${day} a 1`, `${day} b 1`]);
/** What tells whether days have changed. */
const LOOKS = ['O#2026-11#0', 'the ledger'];

describe('sums of days', () => {
  it('are what whole totals say', async () => {
    await threeDays('whole');
    const { totals } = ledgerOn(dynamo.client(), 'whole', testSettings, { now: () => NOON });
    const days = { from: FIRST, to: LAST };
    const plain = (list: Awaited<ReturnType<typeof totals.users>>) =>
      list.map(({ day, name, total: { cost, events, unpriced, version, updatedAt } }) => ({
        day,
        name,
        cost,
        events,
        unpriced,
        version,
        updatedAt,
      }));
    const whole = plain(await totals.users(days));
    expect(whole).toHaveLength(6);
    expect(plain(await totals.users(days, 'sums'))).toEqual(whole);
    const cells = await totals.cells(days, 'sums');
    expect(cells.map(({ total }) => total.cost)).toEqual(
      (await totals.cells(days)).map(({ total }) => total.cost),
    );
    expect(cells[0]?.total).not.toHaveProperty('hours');
  });

  it('are kept of days that nothing is added to, and read again when an entry comes', async () => {
    const { clock, record, read } = await threeDays('kept');
    clock.time += 20 * MINUTE;
    const first = await read();
    expect(first.users).toEqual(BOTH);
    expect(first.asked).toEqual([...LOOKS, 'U#2026-11-01#0', 'U#2026-11-04#0', 'U#2026-11-20#0'].sort());
    expect(await read()).toEqual({ users: BOTH, asked: LOOKS });

    await record(aDay('2026-11-04'), 'a');
    const added = BOTH.map((user) => (user === '2026-11-04 a 1' ? '2026-11-04 a 2' : user));
    expect(await read()).toEqual({
      users: added,
      asked: [...LOOKS, 'U#2026-11-04#0'].sort(),
    });
    // It has just changed: an index may still lag behind, so that it is read each time.
    expect(await read()).toEqual({
      users: added,
      asked: [...LOOKS, 'U#2026-11-04#0'].sort(),
    });
  });

  it('bring the cells once to an answer that needs them to know what changed, to compare and to add up', async () => {
    const { client, askedBy } = await threeDays('once');
    const { totals, history } = ledgerOn(client, 'once', testSettings, { now: () => NOON });
    const context = { totals, history, timeZone: 'UTC', now: NOON };
    const question = { dimension: parseDimension('user', []), filters: spendFilters({}, []) };
    const days = { from: FIRST, to: LAST };
    const cellReads = async (work: () => Promise<unknown>) => {
      const asked = await askedBy(work);
      return asked.filter((partition) => partition.startsWith('O#')).length;
    };
    expect(await cellReads(() => readBreakdown(question.dimension, question.filters, days, context))).toBe(1);
    expect(
      await cellReads(() =>
        readTrends(
          { ...question, interval: 'day', days, range: { start: undefined, end: undefined } },
          context,
        ),
      ),
    ).toBe(1);
  });

  it('tell after five minutes what a repair or an erasure changed, of which no entry tells', async () => {
    const { clock, read, client } = await threeDays('repaired');
    clock.time += 20 * MINUTE;
    await read();
    await new Table(client, 'repaired').delete({ pk: 'U#2026-11-01#0', sk: 'a' });
    clock.time += 4 * MINUTE;
    expect((await read()).users).toEqual(BOTH);
    clock.time += MINUTE;
    expect((await read()).users).toEqual(BOTH.filter((user) => user !== '2026-11-01 a 1'));
  });
});

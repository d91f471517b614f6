import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { firstDayOf, heldAmong, HeldMonthNotes, heldMonthsOf } from '../../../adapters/dynamo/month-notes.ts';
import { LEDGER_KEY } from '../../../adapters/dynamo/keys.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { daysBetween } from '../../../core/time/ledger-time.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';

const NOON = Date.parse('2026-11-20T12:00:00Z');
const HOUR = 3_600_000;

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

async function tableOf(name: string) {
  await dynamo.createTable(name);
  const client = dynamo.client();
  const updates: unknown[] = [];
  client.middlewareStack.add(
    (next, context) => (args) => {
      if (context.commandName === 'UpdateItemCommand' || context.commandName === UpdateCommand.name)
        updates.push(args.input);
      return next(args);
    },
    { step: 'initialize', name: 'updates' },
  );
  const table = new Table(client, name);
  return { table, updates, notes: new HeldMonthNotes(table), item: () => table.get(LEDGER_KEY) };
}

const monthsOf = (item: Parameters<typeof heldMonthsOf>[0]) => heldMonthsOf(item)?.map(({ month }) => month);

describe('the months that hold items', () => {
  it('are those that were noted, whatever is between, and the first day moves back alone', async () => {
    const { notes, item, table } = await tableOf('held');
    expect(monthsOf(await item())).toEqual([]);
    for (const day of ['2026-11-20', '2026-11-02', '2025-10-16', '2026-11-21'])
      await notes.note(aDay(day), NOON);
    expect(firstDayOf(await item())).toBe('2025-10-16');
    expect(monthsOf(await item())).toEqual(['2025-10', '2026-11']);
    const days = daysBetween(aDay('2025-01-01'), aDay('2026-12-31'));
    expect(await heldAmong(table, days)).toEqual(['2025-10-16', '2026-11-02', '2026-11-20', '2026-11-21']);
  });

  it('have any of their days where a recorder from before days were noted wrote last', async () => {
    const { notes, item, table } = await tableOf('mixed');
    const days = daysBetween(aDay('2026-09-01'), aDay('2026-12-31'));
    await notes.note(aDay('2026-11-20'), NOON);
    await notes.note(aDay('2026-10-20'), NOON);
    // As that recorder does it, in the same hour.
    await table.update(LEDGER_KEY, {
      UpdateExpression: 'SET #m = :hour',
      ExpressionAttributeNames: { '#m': 'm2026-11' },
      ExpressionAttributeValues: { ':hour': NOON / HOUR },
    });
    const held = ['2026-10-20', ...daysBetween(aDay('2026-11-01'), aDay('2026-11-30'))];
    expect(await heldAmong(table, days)).toEqual(held);
    // Whatever is noted after it: the days in between are not known.
    await notes.note(aDay('2026-11-21'), NOON + 1);
    expect(await heldAmong(table, days)).toEqual(held);
    expect(monthsOf(await item())).toEqual(['2026-10', '2026-11']);
  });

  it('are noted once an hour and day, and again for an earlier day', async () => {
    const { notes, updates } = await tableOf('hourly');
    await notes.note(aDay('2026-11-20'), NOON);
    const first = updates.length;
    await notes.note(aDay('2026-11-20'), NOON + 1);
    expect(updates).toHaveLength(first);
    await notes.note(aDay('2026-11-21'), NOON + 1);
    await notes.note(aDay('2026-11-20'), NOON + 2);
    expect(updates).toHaveLength(first + 1);
    await notes.note(aDay('2026-11-21'), NOON + HOUR);
    expect(updates).toHaveLength(first + 2);
    await notes.note(aDay('2026-11-01'), NOON + HOUR);
    expect(updates.length).toBeGreaterThan(first + 2);
  });

  it('are noted once for all events that come at the same time, and again after a note that failed', async () => {
    const { notes, updates, table } = await tableOf('together');
    await notes.note(aDay('2026-11-19'), NOON);
    updates.length = 0;
    const atOnce = ['2026-11-20', '2026-11-21'].flatMap((day) => Array.from({ length: 50 }, () => aDay(day)));
    await Promise.all(atOnce.map((day) => notes.note(day, NOON)));
    expect(updates).toHaveLength(2);
    const failing = vi.spyOn(table, 'update').mockRejectedValue(new Error('the table is away'));
    const failed = await Promise.allSettled([1, 2].map(() => notes.note(aDay('2026-11-22'), NOON)));
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    failing.mockRestore();
    await notes.note(aDay('2026-11-22'), NOON);
    expect(updates).toHaveLength(3);
  });

  it('are all since the first day in a ledger from before they were noted, once it records again', async () => {
    const { notes, item, table } = await tableOf('old');
    await table.put({ ...LEDGER_KEY, d: '2026-08-09', e: 'S', ba: 7 });
    expect(monthsOf(await item())).toBeUndefined();
    const days = daysBetween(aDay('2026-01-01'), aDay('2026-12-31'));
    expect(await heldAmong(table, days)).toEqual(days);
    await notes.note(aDay('2026-03-04'), NOON);
    expect(firstDayOf(await item())).toBe('2026-03-04');
    expect(monthsOf(await item())).toEqual(['2026-03', '2026-08', '2026-09', '2026-10', '2026-11']);
    expect((await item())?.['ba']).toBeDefined();
    await notes.note(aDay('2026-11-20'), NOON);
    expect(await heldAmong(table, days)).toEqual([
      aDay('2026-03-04'),
      ...daysBetween(aDay('2026-08-01'), aDay('2026-11-30')),
    ]);
  });

  it('are all there when many note them at once', async () => {
    const { table, item } = await tableOf('many');
    const days = ['2026-11-20', '2026-10-02', '2025-12-31', '2026-01-01', '2026-11-01'].map(aDay);
    await Promise.all(days.map((day) => new HeldMonthNotes(table).note(day, NOON)));
    expect(firstDayOf(await item())).toBe('2025-12-31');
    expect(monthsOf(await item())).toEqual(['2025-12', '2026-01', '2026-10', '2026-11']);
    const all = daysBetween(aDay('2025-12-01'), aDay('2026-11-30'));
    expect(await heldAmong(table, all)).toEqual(days.toSorted());
  });
});

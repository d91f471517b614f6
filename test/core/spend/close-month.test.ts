import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoClosedMonthStore } from '../../../adapters/dynamo/closed-month-store.ts';
import { DynamoMarkReader } from '../../../adapters/dynamo/mark-reader.ts';
import { DynamoTotalsReader } from '../../../adapters/dynamo/totals-reader.ts';
import type { Item } from '../../../adapters/dynamo/entry-item.ts';
import type { ItemKey } from '../../../adapters/dynamo/keys.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { closeMonth, closeMonths, closesAt } from '../../../core/spend/close-month.ts';
import { readMonthlySummary } from '../../../core/spend/read-periods.ts';
import type { Day } from '../../../core/time/ledger-time.ts';
import { aDay, aMonth } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const OCTOBER = aMonth('2026-10');
const DAYS = { from: aDay('2026-10-01'), to: aDay('2026-10-31') };
const CUT = Date.parse('2026-11-03T00:00:00Z');

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

function event(id: string, day: string, more: Record<string, unknown> = {}) {
  return usageEvent(id, { occurredAt: `${day}T10:00:00Z`, ...more });
}

async function start(table: string) {
  const clock = { time: Date.parse('2026-11-01T12:00:00Z'), now: () => clock.time };
  const ledger = await startLedger(dynamo, table, clock);
  const client = dynamo.client();
  const months = new DynamoClosedMonthStore(new Table(client, table));
  const marks = new DynamoMarkReader(new Table(client, table));
  const totals = new DynamoTotalsReader(new Table(client, table), [], { now: Date.now });
  const ports = { totals, months, tallies: (at: number) => marks.tallies(at) };
  return {
    clock,
    ledger,
    months,
    ports,
    close: () => closeMonth(OCTOBER, ports, clock.now(), 'UTC'),
    summary: async () => (await readMonthlySummary(DAYS, totals, months))[0],
  };
}

const importOfOctober = () => Promise.resolve(aDay('2026-10-01'));

describe('closeMonth', () => {
  it('may run 48 hours after the end of the month and no sooner', () => {
    expect(closesAt(OCTOBER, 'UTC')).toBe(CUT);
  });

  it('waits while users of the month are being erased, before and after it has read them', async () => {
    const { clock, ledger, ports } = await start('erasing');
    await ledger.record([event('a', '2026-10-05')]);
    await ledger.aggregate([aDay('2026-10-05')]);
    clock.time = CUT + 1;
    const answers = [true, false, true, false, false];
    const ends: number[] = [];
    const isErasing = (end: number) => {
      ends.push(end);
      return Promise.resolve(answers.shift() ?? true);
    };
    const close = () => closeMonth(OCTOBER, { ...ports, isErasing }, clock.now(), 'UTC');
    expect([await close(), await close(), await close()]).toEqual(['busy', 'busy', 'closed']);
    expect(new Set(ends)).toEqual(new Set([Date.parse('2026-11-01T00:00:00Z')]));
  });

  it('leaves a month open for an import that is opened while it is closed, before its write or after it', async () => {
    const { clock, ports, months } = await start('import-meanwhile');
    clock.time = CUT + 1;
    const close = (looks: readonly (Day | undefined)[]) => {
      const answers = [...looks];
      const importedFrom = () => Promise.resolve(answers.shift());
      return closeMonth(OCTOBER, { ...ports, importedFrom }, clock.now(), 'UTC');
    };
    const first = aDay('2026-10-01');
    expect(await close([undefined, first])).toBe('import open');
    expect(await close([undefined, undefined, first])).toBe('import open');
    expect(await months.head(OCTOBER)).toBeUndefined();
    expect(await close([undefined, undefined, aDay('2026-11-01')])).toBe('closed');
    expect(await months.head(OCTOBER)).toBeDefined();
  });

  it('counts people as active users, and the system as none', async () => {
    const { ledger, summary } = await start('active');
    await ledger.record([event('a', '2026-10-05'), event('b', '2026-10-05', { userId: undefined })]);
    await ledger.aggregate([aDay('2026-10-05')]);
    expect(await summary()).toMatchObject({ activeUsers: 1 });
  });

  it('freezes the month; what comes later is counted beside it and the sum stays exact', async () => {
    const { clock, ledger, close, summary, months } = await start('close');
    await ledger.record([
      event('a', '2026-10-05'),
      event('b', '2026-10-31', { userId: 'user-2', resource: { type: 'episode', id: 'ep-8' } }),
    ]);
    await ledger.aggregate([aDay('2026-10-05'), aDay('2026-10-31')]);
    expect(await close()).toBe('too early');
    expect(await summary()).toMatchObject({ closed: undefined, resources: 2, activeUsers: 2 });

    clock.time = CUT + 3_600_000;
    expect(await close()).toBe('closed');
    const closed = await summary();
    expect(closed?.closed?.cost).toBe(closed?.total.cost);
    expect(closed?.closed?.adjustments).toBe(0n);

    await ledger.record([event('late', '2026-10-31', { userId: 'user-2' })]);
    await ledger.aggregate([aDay('2026-10-31')]);
    const after = await summary();
    expect(after?.closed?.cost).toBe(closed?.closed?.cost);
    expect(after?.closed?.adjustments).toBeGreaterThan(0n);
    expect(after?.total.cost).toBe((after?.closed?.cost ?? 0n) + (after?.closed?.adjustments ?? 0n));
    expect(await close()).toBe('closed before');
    expect((await months.users(OCTOBER)).map(({ name, events }) => [name, events])).toEqual([
      ['user-1', 1],
      ['user-2', 1],
    ]);
    expect((await months.groups(OCTOBER))[0]).toMatchObject({
      group: { type: 'podcast', id: 'pod-1' },
      resources: 2,
    });
  });

  it('closes a month with what came late before the close; closed and adjustments are the total at any time', async () => {
    const { clock, ledger, close, summary, months } = await start('close-late');
    await ledger.record([event('a', '2026-10-05')]);
    clock.time = CUT + 1;
    await ledger.record([event('late', '2026-10-06'), event('late-2', '2026-10-06', { userId: 'user-2' })]);
    await ledger.aggregate([aDay('2026-10-05'), aDay('2026-10-06')]);
    expect(await close()).toBe('closed');
    const month = await summary();
    expect(month?.total.events).toBe(3);
    expect(month?.closed?.cost).toBe(month?.total.cost);
    expect(month?.closed?.adjustments).toBe(0n);
    expect(
      (await months.users(OCTOBER)).map(({ name, events, late }) => [name, events, late?.events]),
    ).toEqual([
      ['user-1', 2, 1],
      ['user-2', 1, 1],
    ]);
    const reads = Promise.all(Array.from({ length: 20 }, () => summary()));
    await ledger.record(Array.from({ length: 20 }, (_, index) => event(`more-${index}`, '2026-10-07')));
    await ledger.aggregate([aDay('2026-10-07')]);
    for (const seen of [...(await reads), await summary()]) {
      expect(seen?.closed?.cost).toBe(month?.closed?.cost);
      expect((seen?.closed?.cost ?? 0n) + (seen?.closed?.adjustments ?? 0n)).toBe(seen?.total.cost);
    }
    expect((await summary())?.total.events).toBe(23);
  });

  it('waits for an import, which opens months that were closed with nothing in them', async () => {
    const { clock, ledger, ports, summary, months } = await start('close-import');
    await ledger.record([event('first', '2026-08-05'), event('now', '2026-11-01')]);
    await ledger.aggregate([aDay('2026-08-05'), aDay('2026-11-01')]);
    clock.time = Date.parse('2026-11-09T00:00:00Z');
    const closeAll = async (importedFrom?: () => Promise<Day>) => [
      ...(await closeMonths({ ...ports, importedFrom }, clock.now(), 'UTC', 3)).values(),
    ];
    expect(await closeAll()).toEqual(['closed', 'closed', 'closed']);
    expect((await summary())?.closed?.cost).toBe(0n);

    const [august, september] = [aMonth('2026-08'), aMonth('2026-09')];
    expect(await months.reopenEmpty([august, september, OCTOBER])).toEqual([september, OCTOBER]);
    await ledger.record([event('imported', '2026-10-05')]);
    await ledger.aggregate([aDay('2026-10-05')]);
    expect(await closeAll(importOfOctober)).toEqual(['closed before', 'closed', 'import open']);
    expect((await summary())?.closed).toBeUndefined();
    expect(await closeAll()).toEqual(['closed before', 'closed before', 'closed']);
    const closed = await summary();
    expect(closed?.closed).toMatchObject({ cost: closed?.total.cost, adjustments: 0n });
    expect(closed?.total.cost).toBeGreaterThan(0n);
  });

  it('leaves a month alone that was closed with what was brought in while it was to be opened', async () => {
    const { clock, ledger, months, ports, close, summary } = await start('close-twice');
    await ledger.record([event('now', '2026-11-01')]);
    await ledger.aggregate([aDay('2026-11-01')]);
    clock.time = CUT + 1;
    expect(await close()).toBe('closed');

    class ClosedMeanwhile extends Table {
      override async batchGet(keys: readonly ItemKey[]): Promise<Item[]> {
        const read = await super.batchGet(keys);
        expect(await months.reopenEmpty([OCTOBER])).toEqual([OCTOBER]);
        await ledger.record([event('imported', '2026-10-05')]);
        await ledger.aggregate([aDay('2026-10-05')]);
        expect(await closeMonth(OCTOBER, ports, clock.now(), 'UTC')).toBe('closed');
        return read;
      }
    }
    const late = new DynamoClosedMonthStore(new ClosedMeanwhile(dynamo.client(), 'close-twice'));
    expect(await late.reopenEmpty([OCTOBER])).toEqual([]);
    const month = await summary();
    expect(month?.closed).toMatchObject({ cost: month?.total.cost, adjustments: 0n });
    expect(month?.closed?.cost).toBeGreaterThan(0n);
  });

  it('waits while an entry from before the cut is not in the totals', async () => {
    const { clock, ledger, close } = await start('close-open');
    clock.time = CUT - 60_000;
    await ledger.record([event('a', '2026-10-05')]);
    clock.time = CUT + 60_000;
    expect(await close()).toBe('busy');
    await ledger.aggregate([aDay('2026-10-05')]);
    expect(await close()).toBe('closed');
  });

  it('takes every month that is due', async () => {
    const { clock, ledger, ports } = await start('close-all');
    await ledger.record([event('a', '2026-08-05'), event('b', '2026-10-05')]);
    await ledger.aggregate([aDay('2026-08-05'), aDay('2026-10-05')]);
    clock.time = Date.parse('2026-11-05T00:00:00Z');
    const results = await closeMonths(ports, clock.now(), 'UTC', 3);
    expect([...results]).toEqual([
      ['2026-08', 'closed'],
      ['2026-09', 'closed'],
      ['2026-10', 'closed'],
    ]);
  });
});

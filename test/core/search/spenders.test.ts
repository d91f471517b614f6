import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoNameStore } from '../../../adapters/dynamo/name-store.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { LedgerSearch } from '../../../core/search/search-ledger.ts';
import { MOST_TOTALS, SpenderLists } from '../../../core/search/spenders.ts';
import type { TotalsReader } from '../../../core/spend/totals-reader.ts';
import { addDays, type Day, daysBetween } from '../../../core/time/ledger-time.ts';
import type { Days } from '../../../core/time/range.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';
import { countReads } from '../../support/count-reads.ts';
import { startLedger, testSettings, usageEvent } from '../../support/ledger.ts';

const TODAY = aDay('2026-11-20');
const NOON = Date.parse('2026-11-20T12:00:00Z');
const MINUTE = 60_000;

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

function named(day: Day, name: string) {
  return { day, name, total: { cost: 1n, events: 1, unpriced: 0 } };
}

describe('lists of what has spent', () => {
  it('read the last two days again after a minute, and the others after a quarter of an hour', async () => {
    const ledger = await startLedger(dynamo, 'spenders', { now: () => NOON });
    const days = [0, 1, 10, 40].map((back) => addDays(TODAY, -back));
    const record = async (id: string, day: Day) => {
      await ledger.record([usageEvent(id, { userId: `user-${id}`, occurredAt: `${day}T08:00:00Z` })]);
      await ledger.aggregate([day]);
    };
    for (const [index, day] of days.entries()) await record(String(index), day);
    const client = dynamo.client();
    const reads = countReads(client);
    const { totals } = ledgerOn(client, 'spenders', testSettings, { now: () => NOON });
    const names = new DynamoNameStore(new Table(client, 'spenders'));
    const lists = new SpenderLists({ totals, names, timeZone: 'UTC' });
    const look = async (at: number) => {
      reads.reset();
      const { list, complete } = await lists.of('user', at);
      return { users: list.map(({ scope }) => scope.id).sort(), calls: reads.calls(), complete };
    };
    const first = await look(NOON);
    expect(first).toMatchObject({ users: ['user-0', 'user-1', 'user-2', 'user-3'], complete: true });
    expect(await look(NOON + MINUTE - 1)).toEqual({ ...first, calls: 0 });

    await record('new', TODAY);
    await record('late', addDays(TODAY, -10));
    // Yesterday, today, and the day that senders with a fast clock may be in.
    const next = await look(NOON + MINUTE);
    expect(next).toEqual({ users: [...first.users, 'user-new'].sort(), calls: 3, complete: true });
    const later = await look(NOON + 16 * MINUTE);
    expect(later.users).toEqual([...next.users, 'user-late'].sort());
  });

  it('read no more than they have room for, the latest days first, and say so; a whole id is found all the same', async () => {
    const asked: Days[] = [];
    const perDay = Math.ceil(MOST_TOTALS / 14);
    const totals = {
      firstDay: () => Promise.resolve(aDay('2026-01-01')),
      users: (days: Days) => {
        asked.push(days);
        const list = daysBetween(days.from, days.to).flatMap((day) =>
          Array.from({ length: perDay }, (_, index) => named(day, `user-${day}-${index % 100}`)),
        );
        return Promise.resolve(list);
      },
      resources: () => Promise.resolve([]),
      groups: () => Promise.resolve([]),
      cells: () => Promise.resolve([]),
      user: (id: string) => Promise.resolve(id === 'long-ago' ? [named(aDay('2026-09-01'), id)] : []),
    } as unknown as TotalsReader;
    const names = {
      read: () => Promise.resolve(new Map()),
      userNames: () => Promise.resolve(new Map([['user-2026-11-18-7', 'Ada']])),
    };
    const ports = { totals, names, timeZone: 'UTC' };
    const search = new LedgerSearch(ports);
    const found = await search.find('user-2026-11-1', [], 6, NOON);
    expect([found.users.length, found.complete]).toEqual([6, false]);
    expect(asked).toEqual([
      { from: '2026-11-12', to: '2026-11-18' },
      { from: '2026-11-05', to: '2026-11-11' },
      { from: '2026-11-19', to: '2026-11-21' },
    ]);
    const ada = await search.find('ada', [], 6, NOON);
    expect(ada.users).toMatchObject([{ scope: { id: 'user-2026-11-18-7' }, record: { name: 'Ada' } }]);
    const old = await search.find('long-ago', [], 6, NOON);
    expect(old.users).toMatchObject([{ scope: { kind: 'user', id: 'long-ago' }, cost: 1n }]);
    expect((await search.find('long', [], 6, NOON)).users).toEqual([]);
  });
});

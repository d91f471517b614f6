import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoClosedMonthStore } from '../../../adapters/dynamo/closed-month-store.ts';
import { DynamoMarkReader } from '../../../adapters/dynamo/mark-reader.ts';
import { DynamoTotalsReader } from '../../../adapters/dynamo/totals-reader.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { closeMonths } from '../../../core/spend/close-month.ts';
import { readUserLifetime, readUsersLifetime } from '../../../core/spend/read-lifetime.ts';
import { readUser, readUsers } from '../../../core/spend/read-totals.ts';
import type { Day } from '../../../core/time/ledger-time.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const ALL = { from: undefined, to: undefined };
const USERS = ['user-1', 'user-2', 'gone', '-'];

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

/** What both readers know of a page's users. */
function sums({ items }: Awaited<ReturnType<typeof readUsers>>) {
  return items.map(({ of, total: { cost, events, unpriced } }) => ({ of, cost, events, unpriced }));
}

describe('totals of users since the start', () => {
  it('are the sum of all days: closed months, late entries before and after the close, open days', async () => {
    const clock = { time: Date.parse('2026-10-02T00:00:00Z'), now: () => clock.time };
    const ledger = await startLedger(dynamo, 'lifetime', clock);
    const client = dynamo.client();
    const marks = new DynamoMarkReader(new Table(client, 'lifetime'));
    const totals = new DynamoTotalsReader(new Table(client, 'lifetime'), [], { now: Date.now });
    const months = new DynamoClosedMonthStore(new Table(client, 'lifetime'));
    const ports = { totals, months, tallies: (at: number) => marks.tallies(at) };
    let events = 0;
    const record = async (time: string, day: Day, userId: string | undefined, model = 'gpt-4o-mini') => {
      clock.time = Date.parse(time);
      const occurredAt = `${day}T10:00:00Z`;
      await ledger.record([usageEvent(`e${events++}`, { occurredAt, userId, model })]);
      await ledger.aggregate([day]);
    };
    const compare = async () => {
      const context = { totals, timeZone: 'UTC', now: clock.now() };
      for (const user of USERS) {
        const plain = await readUser(user, ALL, context);
        // Lines of closed months keep no failures apart, so nothing reads them of a lifetime.
        const lifetime = await readUserLifetime(user, months, context);
        expect({ ...lifetime, failures: undefined }).toEqual({ ...plain, failures: undefined });
      }
      const page = { limit: 2 };
      const [lifetime, plain] = [
        await readUsersLifetime(page, months, context),
        await readUsers(ALL, page, context),
      ];
      expect(sums(lifetime)).toEqual(sums(plain));
      expect(lifetime.nextCursor).toEqual(plain.nextCursor);
    };

    await record('2026-08-10T11:00:00Z', aDay('2026-08-10'), 'user-1');
    await record('2026-08-11T11:00:00Z', aDay('2026-08-11'), 'gone', 'gpt-4o');
    await record('2026-09-10T11:00:00Z', aDay('2026-09-10'), undefined);
    await record('2026-09-11T11:00:00Z', aDay('2026-08-10'), 'user-2');
    await compare();

    clock.time = Date.parse('2026-10-20T00:00:00Z');
    const results = await closeMonths(ports, clock.now(), 'UTC', 3);
    expect([...results.values()]).toEqual(['closed', 'closed']);
    await compare();

    await record('2026-10-21T11:00:00Z', aDay('2026-08-10'), 'user-1', 'gpt-4o');
    await record('2026-10-21T11:00:00Z', aDay('2026-10-21'), 'user-1');
    await compare();
  });

  it('are zero for a user the ledger does not know', async () => {
    await dynamo.createTable('lifetime-empty');
    const client = dynamo.client();
    const context = {
      totals: new DynamoTotalsReader(new Table(client, 'lifetime-empty'), [], { now: Date.now }),
      timeZone: 'UTC',
      now: 0,
    };
    const months = new DynamoClosedMonthStore(new Table(client, 'lifetime-empty'));
    expect(await readUserLifetime('nobody', months, context)).toMatchObject({ cost: 0n, events: 0 });
  });
});

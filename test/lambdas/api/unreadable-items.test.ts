import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rollUpJob } from '../../../lambdas/jobs/roll-up.ts';
import { memoryWork } from '../../../testing/memory-work.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';
import { routesOf } from '../../../lambdas/api/routes.ts';
import { AT } from '../../adapters/dynamo/stored-values.ts';
import { writeStoredValues } from '../../adapters/dynamo/write-stored-values.ts';
import { startApi, type TestApi } from '../../support/api.ts';
import { runToEnd } from '../../support/job.ts';
import { startLedger, testSettings, usageEvent } from '../../support/ledger.ts';
import { wholeTable } from '../../support/whole-table.ts';

const DAY = aDay('2026-11-20');
const TABLE = 'unreadable';
const clock = { now: () => Date.parse('2026-11-21T12:00:00Z') };

let dynamo: TestDynamo;
let api: TestApi;

/** Three entries, of which the one in the middle was changed by hand into something that nobody can read. */
beforeAll(async () => {
  dynamo = await startDynamo();
  const ledger = await startLedger(dynamo, TABLE, clock);
  await ledger.record(['e1', 'e2', 'e3'].map((id) => usageEvent(id, { userId: 'user-1' })));
  await ledger.aggregate([DAY]);
  const client = dynamo.client();
  const item = (await wholeTable(client, TABLE)).find(({ e, sk }) => e === 'E' && sk === 'e2');
  await client.send(new PutCommand({ TableName: TABLE, Item: { ...item, c: 'no amount', oc: 'no time' } }));
  api = startApi(dynamo, TABLE, { clock });
});
afterAll(() => dynamo.stop());

/**
 * Kinds of items that lists are made of, by their tag and the beginning of their keys. Not among them: totals, whose
 * sums would be wrong without one, and prices, by which everything would be priced otherwise.
 */
const LISTED = {
  alerts: 'A A#',
  budgets: 'B B#list budget#',
  revenue: 'B B#list revenue#',
  'revenue of users': 'BR B#revenue#2026-10 user#',
  holds: 'H H#',
  'entries by hour': 'I IO#',
  'entries of a user by hour': 'I IU#',
  optimizations: 'V V#advice',
  projections: 'V V#projections',
  'judged days': 'Y V#judged',
  'saved days': 'V V#saved',
} as const;
/** Read by a key that follows from what is shown: there is no place beside them. */
const SINGLE = {
  'facts of a day': 'C C#2026-11-21 facts',
  'closed months': 'C C#2026-10 organisation',
  names: 'N N#',
};

function nameOfItem({ e, pk, sk }: Record<string, unknown>): string {
  return `${String(e)} ${String(pk)} ${String(sk)}`;
}

describe('a damaged item of each kind beside a good one', () => {
  const table = 'damaged';
  const now = { now: () => AT + 60_000 };
  let found: string[];
  beforeAll(async () => {
    await startLedger(dynamo, table, now);
    const client = dynamo.client();
    await writeStoredValues(client, table);
    const items = await wholeTable(client, table);
    const beginsAny = (starts: object) => (item: Record<string, unknown>) =>
      Object.values(starts).some((start) => nameOfItem(item).startsWith(String(start)));
    const [beside, single] = [items.filter(beginsAny(LISTED)), items.filter(beginsAny(SINGLE))];
    found = [...beside, ...single].map(nameOfItem);
    for (const { pk, sk, e, dpk, dsk, ...rest } of [...beside, ...single]) {
      const broken = Object.fromEntries(Object.keys(rest).map((name) => [name, { not: 'what it was' }]));
      const more = beginsAny(SINGLE)({ pk, sk, e }) ? '' : '0';
      const index = dpk === undefined ? {} : { dpk, dsk: String(dsk) + more };
      const Item = { ...broken, pk, sk: String(sk) + more, e, ...index };
      await client.send(new PutCommand({ TableName: table, Item }));
    }
  });

  it('is no 5xx in any list, and hides no neighbour', async () => {
    const kinds = Object.entries({ ...LISTED, ...SINGLE });
    expect(kinds.filter(([, start]) => !found.some((name) => name.startsWith(start)))).toEqual([]);
    const served = startApi(dynamo, table, { clock: now });
    const lists = (await routesOf(served.ports)).filter(
      ({ method, access, path }) => method === 'GET' && access !== 'open' && !path.includes('{'),
    );
    expect(lists.length).toBeGreaterThan(25);
    const failed: unknown[] = [];
    for (const { path } of lists) {
      const { status } = await served.call(path).catch((error: Error) => ({ status: error.message }));
      if (status !== 200 && status !== 400) failed.push([path, status]);
    }
    expect(failed).toEqual([]);
    const read = async (path: string) => (await served.call(path)).body as Record<string, { id: string }[]>;
    const { alerts } = await read('/alerts');
    const { holds } = await read('/budgets/holds?status=all');
    const { entries } = await read('/entries');
    expect([alerts?.length, holds?.length, entries?.length]).toEqual([1, 1, 1]);
    const revenue = await served.call('/revenue/user?period=2026-10');
    expect((revenue.body as unknown as { items: object[] }).items).toHaveLength(1);
    const { budgets, unreadable } = await read('/budgets');
    const ids = budgets?.map(({ id }) => id);
    expect([ids?.includes('budget-1'), ids?.includes('budget-10')]).toEqual([true, false]);
    expect(unreadable).toContain('budget-10');
  });

  it('is a budget that an admin can take away', async () => {
    const served = startApi(dynamo, table, { clock: now });
    expect((await served.call('DELETE /budgets/budget-10')).status).toBe(200);
    expect((await served.call('/budgets')).text).not.toContain('budget-10');
  });
});

describe('one item that cannot be read', () => {
  it.each(['/entries', '/entries?userId=user-1', '/users/user-1/entries', '/me/entries'])(
    'hides no neighbour in %s',
    async (path) => {
      const as = path === '/me/entries' ? { as: { sub: 'user-1' } } : {};
      const { status, body } = await api.call(path, as);
      const ids = (body['entries'] as unknown as { id: string }[]).map(({ id }) => id);
      expect([status, ids.toSorted()]).toEqual([200, ['e1', 'e3']]);
    },
  );

  it('is not found by its id, and its neighbours are', async () => {
    expect((await api.call('/entries/e2')).status).toBe(404);
    expect((await api.call('/entries/e3')).status).toBe(200);
  });

  it('hides no neighbour in an export, on the first page and in the day’s lists', async () => {
    const { status, text } = await api.call(`/reports/export?from=${DAY}&to=${DAY}&format=csv`);
    expect([status, text.includes('e1'), text.includes('e3')]).toEqual([200, true, true]);
    expect((await api.call('/dashboard')).status).toBe(200);
    expect((await api.call('/quarantine')).status).toBe(200);
  });

  it('is named by the roll-up of its day, which goes on', async () => {
    const ledger = ledgerOn(dynamo.client(), TABLE, testSettings, clock);
    const job = await runToEnd(ledger, { 'roll-up': rollUpJob(ledger, memoryWork()) }, 'roll-up', {
      date: DAY,
    });
    expect([job?.status, job?.error]).toEqual(['done', undefined]);
    expect(job?.result).toMatchObject({ days: 1, unreadable: [`${DAY} e2`] });
    const { mostExpensive } = (await ledger.dayFacts.read([DAY])).get(DAY) ?? {};
    expect(mostExpensive?.map(({ id }) => id).toSorted()).toEqual(['e1', 'e3']);
  });
});

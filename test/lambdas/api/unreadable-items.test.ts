import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rollUpJob } from '../../../lambdas/jobs/roll-up.ts';
import { memoryWork } from '../../../testing/memory-work.ts';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { ledgerOn } from '../../../testing/ledger-on.ts';
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

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startApi, type TestApi } from '../../support/api.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const DAY = '2026-11-20';
const ON_DAY = `from=${DAY}&to=${DAY}`;

/** The service of each name's event, which nothing else has. */
const SERVICES: Readonly<Record<string, string>> = { kept: 'tts', free: 'image', gone: 'embedding' };

let dynamo: TestDynamo;
let api: TestApi;
let before: TestApi;

/** Names everything by one word: the event's user, resource, group, provider, model, operation and tag. */
function named(name: string, more: object = {}) {
  const of = { type: 'thing', id: name };
  return usageEvent(name, {
    userId: name,
    resource: of,
    group: of,
    provider: name,
    service: SERVICES[name],
    model: name,
    operation: name,
    tags: { tier: name },
    ...more,
  });
}

/** An event that is kept, one that costs nothing, and one that is voided, unless it is left. */
async function ledgerWith(table: string, isVoided: boolean): Promise<TestApi> {
  const ledger = await startLedger(dynamo, table);
  await ledger.record([
    named('kept', { reportedCostUsd: '3' }),
    named('free', { reportedCostUsd: '0' }),
    named('gone', { reportedCostUsd: '4' }),
    // Within what is kept, somebody's that is void.
    usageEvent('within', {
      userId: 'gone',
      resource: { type: 'thing', id: 'gone' },
      group: { type: 'thing', id: 'kept' },
    }),
  ]);
  await ledger.aggregate([aDay(DAY)]);
  const on = startApi(dynamo, table);
  if (!isVoided) return on;
  for (const id of ['gone', 'within']) {
    const body = { requestId: 'r', reason: 'a slip' };
    expect((await on.call(`POST /entries/${id}/void`, { body })).status).toBe(200);
  }
  await ledger.aggregate([aDay(DAY)]);
  return on;
}

beforeAll(async () => {
  dynamo = await startDynamo();
  [api, before] = await Promise.all([ledgerWith('void', true), ledgerWith('not-void', false)]);
});
afterAll(() => dynamo.stop());

describe('what has nothing but void events', () => {
  it.each([
    '/users',
    `/users?${ON_DAY}`,
    '/groups',
    '/groups/thing/kept',
    '/resources',
    '/resources?groupType=thing&groupId=kept',
    ...['provider', 'service', 'model', 'operation', 'user', 'resource', 'group', 'tag:tier'].flatMap(
      (name) => [`/breakdown/${name}`, `/trends?dimension=${name}&${ON_DAY}`],
    ),
    `/trends?dimension=provider&interval=hour&${ON_DAY}`,
    `/trends?dimension=user&interval=hour&${ON_DAY}`,
    `/summary/daily?${ON_DAY}`,
    '/summary/weekly',
    '/summary/monthly',
    '/dashboard',
    '/unit-costs/resource',
  ])('is in no list of %s, and what costs nothing is', async (path) => {
    const read = async (of: TestApi) => {
      const { status, text } = await of.call(path);
      expect(status).toBe(200);
      return text;
    };
    const isNamed = async (name: string, of: TestApi) => {
      const text = await read(of);
      return [name, SERVICES[name]].some((word) => new RegExp(`["/]${word}"`).test(text));
    };
    expect([await isNamed('gone', before), await isNamed('gone', api)]).toEqual([true, false]);
    // The lists of one thing have only its own, and the unit costs only the most expensive.
    const isOfAll = !path.includes('kept') && !path.startsWith('/unit');
    expect(await isNamed('free', api)).toBe(isOfAll);
  });

  it('leaves its own page with zeros and without names', async () => {
    for (const path of ['/users/gone', '/resources/thing/gone', '/groups/thing/gone']) {
      const { body } = await api.call(path);
      expect(body).toMatchObject({
        totalUsd: '0',
        events: 0,
        breakdown: { provider: {}, service: {}, model: {} },
      });
    }
    expect((await api.call('/breakdown/model?userId=gone')).body).toMatchObject({ items: [], totalUsd: '0' });
  });

  it('is in no list of one person, nor among those without revenue', async () => {
    const { body } = await api.call('/me/resources', { as: { sub: 'gone' } });
    expect(body).toMatchObject({ resources: [] });
    const margins = (await api.call('/revenue/user?period=2026-11')).body;
    expect(margins).toMatchObject({ withoutRevenue: { count: 2, totalUsd: '3' } });
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startApi, type TestApi } from '../../support/api.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const ADA = { sub: 'ada' };
const job = (id: string) => ({ type: 'job', id });
let dynamo: TestDynamo;
let api: TestApi;

/** 0.04 USD by the list price of GPT-4.1 mini for 100,000 input tokens. */
function call(id: string, userId: string | undefined, resource: string | undefined, tokens = 100_000) {
  return usageEvent(id, {
    userId,
    model: 'gpt-4.1-mini',
    usage: { input_tokens: tokens },
    resource: resource === undefined ? undefined : job(resource),
    operation: 'write',
  });
}

beforeAll(async () => {
  dynamo = await startDynamo();
  const ledger = await startLedger(dynamo, 'own-parts');
  await ledger.record([
    call('a1', 'ada', 'shared'),
    call('a2', 'ada', 'shared'),
    call('b1', 'bob', 'shared', 10_000_000),
    call('s1', undefined, 'shared', 10_000_000),
    call('a3', 'ada', 'mine/with slash', 25_000),
    call('a4', 'ada', undefined),
    call('b2', 'bob', 'of bob'),
    call('s2', undefined, 'for nobody', 1_000_000),
  ]);
  await ledger.aggregate([aDay('2026-11-20')]);
  api = startApi(dynamo, 'own-parts');
});
afterAll(() => dynamo.stop());

describe('GET /me/resources', () => {
  it('answers the own part of a shared job and nothing of the others', async () => {
    const { status, body, text } = await api.call('/me/resources/job/shared', { as: ADA });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      resource: job('shared'),
      totalUsd: '0.08',
      events: 2,
      unpricedEvents: 0,
      breakdown: { provider: { openai: '0.08' }, model: { 'gpt-4.1-mini': '0.08' } },
      usage: { input_tokens: '200000' },
      firstAt: '2026-11-20T10:15:30.123Z',
    });
    expect(text).not.toContain('bob');
  });

  it('shows who created the job what came without a user beside their own part, and nobody else', async () => {
    await api.call('PUT /resources/job/shared', { body: { createdBy: 'ada' } });
    const { body, text } = await api.call('/me/resources/job/shared', { as: ADA });
    expect(body).toMatchObject({ totalUsd: '0.08', created: { totalUsd: '4', unpricedEvents: 0 } });
    expect(text).not.toContain('bob');
    const bob = await api.call('/me/resources/job/shared', { as: { sub: 'bob' } });
    expect(bob.body).not.toHaveProperty('created');
  });

  it('is named where the cost of everybody is refused', async () => {
    const refused = await api.call('/resources/job/shared', { as: ADA });
    expect([refused.status, refused.text]).toEqual([
      403,
      expect.stringContaining('GET /me/resources/{type}/{id} shows your own part'),
    ]);
  });

  it('answers zeros for a job of others, not that it is there', async () => {
    const mine = await api.call('/me/resources/job/of%20bob', { as: ADA });
    const none = await api.call('/me/resources/job/nothing', { as: ADA });
    for (const { status, body } of [mine, none]) {
      expect([status, body['totalUsd'], body['events'], body['firstAt']]).toEqual([200, '0', 0, null]);
    }
  });

  it('lists the own jobs, the most expensive first, in pages', async () => {
    const { body } = await api.call('/me/resources?limit=1', { as: ADA });
    expect(body['resources']).toMatchObject([{ ...job('shared'), totalUsd: '0.08', events: 2 }]);
    const next = await api.call(`/me/resources?limit=1&cursor=${String(body['nextCursor'])}`, { as: ADA });
    expect(next.body['resources']).toMatchObject([{ ...job('mine/with slash'), totalUsd: '0.01' }]);
    expect(next.body).not.toHaveProperty('nextCursor');
    const other = await api.call('/me/resources?type=episode', { as: ADA });
    expect(other.body['resources']).toEqual([]);
  });

  it('lists jobs that the caller created alone, whoever they were billed to, with what came without a user', async () => {
    for (const id of ['of bob', 'for nobody', 'not begun']) {
      await api.call(`PUT /resources/job/${encodeURIComponent(id)}`, { body: { createdBy: 'ada' } });
    }
    const list = async (query = '') => {
      const { body, text } = await api.call(`/me/resources${query}`, { as: ADA });
      expect(text).not.toContain('4.0');
      const { resources } = body as unknown as {
        resources: { id: string; totalUsd: string; created?: { totalUsd: string } }[];
      };
      return resources.map(({ id, totalUsd, created }) => [id, totalUsd, created?.totalUsd]);
    };
    expect(await list()).toEqual([
      ['shared', '0.08', '4'],
      ['for nobody', '0', '0.4'],
      ['mine/with slash', '0.01', undefined],
      ['not begun', '0', '0'],
      ['of bob', '0', '0'],
    ]);
    expect(await list('?from=2026-11-20&to=2026-11-20')).toHaveLength(4);
    expect(await list('?from=2026-11-21')).toEqual([]);
    expect(await list('?type=episode')).toEqual([]);
    expect((await api.call('/me/resources', { as: { sub: 'bob' } })).text).not.toContain('created');
  });

  it('takes ids with unusual characters in the query', async () => {
    const { body } = await api.call('/me/resources?type=job&id=mine%2Fwith%20slash', { as: ADA });
    expect(body).toMatchObject({ resource: job('mine/with slash'), totalUsd: '0.01' });
  });

  it('refuses a token that names no user', async () => {
    expect((await api.call('/me/resources', { as: { sub: '-' } })).status).toBe(403);
  });
});

describe('GET /me/entries under filters', () => {
  it.each([
    ['', 4, '0.13'],
    ['?resourceType=job&resourceId=shared', 2, '0.08'],
    ['?model=gpt-4o', 0, '0'],
    ['?operation=write&provider=openai', 4, '0.13'],
    ['?from=2026-11-21', 0, '0'],
  ])('counts and adds up what fits: %s', async (query, total, totalUsd) => {
    const { status, body } = await api.call(`/me/entries${query}`, { as: ADA });
    expect([status, body['total'], body['totalUsd']]).toEqual([200, total, totalUsd]);
    expect(body['entries']).toHaveLength(total);
  });
});

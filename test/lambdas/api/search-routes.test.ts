import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startApi, type TestApi } from '../../support/api.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

let dynamo: TestDynamo;
let api: TestApi;

beforeAll(async () => {
  dynamo = await startDynamo();
  const ledger = await startLedger(dynamo, 'search');
  await ledger.record([
    usageEvent('s1', { userId: 'u-1', resource: { type: 'job', id: 'summer-1' } }),
    usageEvent('s2', { userId: 'u-2', resource: { type: 'job', id: 'winter' }, usage: { input_tokens: 9 } }),
    usageEvent('s3', { userId: undefined, resource: { type: 'job', id: 'the summer-2' } }),
    usageEvent('s4', { userId: 'u-1', occurredAt: '2026-11-19T10:00:00Z', model: 'gpt-4.1-mini-2025-04-14' }),
    usageEvent('old', { userId: 'long-ago', occurredAt: '2026-06-01T10:00:00Z' }),
  ]);
  await ledger.aggregate([aDay('2026-06-01'), aDay('2026-11-19'), aDay('2026-11-20')]);
  api = startApi(dynamo, 'search', { clock: { now: () => Date.parse('2026-11-20T12:00:00Z') } });
  await api.call('PUT /users/u-1', { body: { name: 'Zoë Summer' } });
  await api.call('PUT /resources/job/winter', { body: { name: 'Summer in July' } });
  await api.call('POST /budgets', {
    body: {
      name: 'Summer limit',
      scope: { kind: 'user', id: 'u-1' },
      period: 'monthly',
      limitUsd: '5.00',
      thresholds: [{ percent: 80 }],
    },
  });
});
afterAll(() => dynamo.stop());

async function search(query: string) {
  const { status, body } = await api.call(`/search?${query}`);
  expect(status).toBe(200);
  return body as unknown as Record<'users' | 'resources' | 'groups' | 'models' | 'budgets', { id: string }[]>;
}

describe('GET /search', () => {
  it('finds by id and by name, what begins with the text first, and tells what it cost', async () => {
    const { users, resources, models, budgets } = await search('q=summer');
    expect(users).toMatchObject([{ userId: 'u-1', name: 'Zoë Summer' }]);
    expect(resources.map(({ id }) => id)).toEqual(['summer-1', 'winter', 'the summer-2']);
    expect(resources[0]).toMatchObject({ type: 'job', name: null, deletedAt: null });
    expect(budgets).toMatchObject([{ name: 'Summer limit', limitUsd: '5' }]);
    expect(models).toEqual([]);
  });

  it('takes no account of case and accents', async () => {
    expect((await search('q=ZOE')).users).toMatchObject([{ userId: 'u-1' }]);
  });

  it('finds models by their one name and groups by id', async () => {
    const { models, groups } = await search('q=gpt-4.1');
    expect(models).toMatchObject([{ model: 'gpt-4.1-mini' }]);
    expect(groups).toEqual([]);
    expect((await search('q=pod-')).groups).toMatchObject([{ type: 'podcast', id: 'pod-1' }]);
  });

  it('leaves out work of the system and what was not used for 90 days', async () => {
    expect((await search('q=-')).users.map((user) => (user as unknown as { userId: string }).userId)).toEqual(
      ['u-1', 'u-2'],
    );
    expect((await search('q=long-ago')).users).toEqual([]);
  });

  it('takes a number of each kind, and refuses an empty text', async () => {
    expect((await search('q=summer&limit=1')).resources).toHaveLength(1);
    expect((await api.call('/search?q=')).status).toBe(400);
    expect((await api.call('/search')).status).toBe(400);
  });

  it('follows the name of a user until it is taken away or erased', async () => {
    const names = async () => Object.fromEntries(await api.ports.names.userNames());
    await api.call('PUT /users/u%232', { body: { name: 'Nº 2' } });
    expect(await names()).toEqual({ 'u#2': 'Nº 2', 'u-1': 'Zoë Summer' });
    await api.call('PUT /users/u%232', { body: { name: 'Two', email: 'two@example.com' } });
    await api.call('PUT /users/u%232', { body: { email: null } });
    expect(await names()).toMatchObject({ 'u#2': 'Two' });
    await api.call('PUT /users/u%232', { body: { name: null } });
    expect(await names()).toEqual({ 'u-1': 'Zoë Summer' });
    await api.call('DELETE /users/u-1');
    expect(await names()).toEqual({});
  });
});

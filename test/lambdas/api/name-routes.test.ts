import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDay } from '../../../testing/dates.ts';
import { startApi, type TestApi } from '../../support/api.ts';
import { startStrictDynamo } from '../../../testing/dynamo.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';
import { wholeTable } from '../../support/whole-table.ts';

const ODD = { type: 'epi sode', id: 'ep/8#x%23' };
const ODD_QUERY = new URLSearchParams(ODD).toString();

let dynamo: Awaited<ReturnType<typeof startStrictDynamo>>;
let api: TestApi;

beforeAll(async () => {
  dynamo = await startStrictDynamo(Infinity);
  const ledger = await startLedger(dynamo, 'names');
  await ledger.record([usageEvent('a'), usageEvent('b', { resource: ODD, userId: 'user/2' })]);
  await ledger.aggregate([aDay('2026-11-20')]);
  // Lists come from an index, which shows what is there some time later.
  dynamo.catchUp();
  api = startApi(dynamo, 'names');
});
afterAll(() => dynamo.stop());

async function body(request: string, sent?: unknown) {
  const answer = await api.call(request, { body: sent });
  expect([request, answer.status]).toEqual([request, 200]);
  return answer.body;
}

/** An answer without what names may change. */
async function totals(request: string): Promise<unknown> {
  const NAMES = new Set(['asOf', 'name', 'createdBy', 'deletedAt']);
  const text = JSON.stringify(await body(request), (key, value: unknown) =>
    NAMES.has(key) ? undefined : value,
  );
  return JSON.parse(text);
}

describe('a name that would not be seen as it is', () => {
  it.each(['  ', 'invoice\u202Efdp.exe', 'a\u2066b', 'Eve\u2028=1+1', 'a\u0000'])(
    'is refused: %j',
    async (name) => {
      for (const request of [
        'PUT /users/user-1',
        'PUT /groups/podcast/pod-1',
        'PUT /resources/episode/ep-7',
      ]) {
        const { status, body: said } = await api.call(request, { body: { name } });
        expect([request, status, said]).toMatchObject([request, 400, { errors: [{ field: 'name' }] }]);
      }
      const budget = { name, scope: { kind: 'organisation' }, period: 'daily', limitUsd: '1' };
      expect((await api.call('POST /budgets', { body: budget })).body).toMatchObject({
        errors: [{ field: 'name' }],
      });
    },
  );

  it('is none in any script that is written from the right', async () => {
    expect(await body('PUT /users/user-right', { name: 'שלום, مرحبا' })).toMatchObject({
      name: 'שלום, مرحبا',
    });
  });
});

describe('names of resources and groups', () => {
  it('show in receipts, lists and group pages and never change totals', async () => {
    const reads = [
      '/resources/episode/ep-7',
      '/resources',
      '/groups/podcast/pod-1',
      '/groups',
      `/resources?${ODD_QUERY}`,
    ];
    const before = await Promise.all(reads.map(totals));
    const episode = { name: 'Pilot', createdBy: 'user-1', group: { type: 'podcast', id: 'pod-1' } };
    expect(await body('PUT /resources/episode/ep-7', episode)).toMatchObject({ ...episode, deletedAt: null });
    await body('PUT /groups/podcast/pod-1', { name: 'Science' });
    await body(`PUT /resources?${ODD_QUERY}`, { name: 'Odd' });
    expect(await body('DELETE /resources/episode/ep-7')).toMatchObject({
      name: 'Pilot',
      deletedAt: '2026-11-20T12:00:00.000Z',
    });
    dynamo.catchUp();
    expect(await Promise.all(reads.map(totals))).toEqual(before);

    const shown = { name: 'Pilot', createdBy: 'user-1', deletedAt: '2026-11-20T12:00:00.000Z' };
    expect(await body('/resources/episode/ep-7')).toMatchObject(shown);
    const line = { type: 'episode', id: 'ep-7', ...shown };
    const odd = { ...ODD, name: 'Odd', createdBy: null, deletedAt: null };
    const both = expect.arrayContaining([
      expect.objectContaining(line),
      expect.objectContaining(odd),
    ]) as unknown;
    expect(await body('/resources')).toMatchObject({ resources: both });
    expect(await body('/groups/podcast/pod-1')).toMatchObject({ name: 'Science', resources: both });
    expect(await body('/groups')).toMatchObject({ groups: [{ id: 'pod-1', name: 'Science' }] });
  });

  it('change field by field, and what is named again is there again', async () => {
    await body('PUT /resources/episode/x', { name: 'One', createdBy: 'user-1' });
    await body('DELETE /resources/episode/x');
    expect(await body('PUT /resources/episode/x', { createdBy: null })).toMatchObject({
      name: 'One',
      createdBy: null,
      deletedAt: null,
    });
  });

  it('are refused with the field when they cannot be used', async () => {
    const { status, body: problem } = await api.call('PUT /resources/episode/ep-7', { body: { name: '' } });
    expect(status).toBe(400);
    expect(problem).toMatchObject({ errors: [{ field: 'name' }] });
    expect((await api.call('PUT /resources?id=ep-7', { body: { name: 'A' } })).status).toBe(400);
    expect((await api.call('PUT /groups/podcast/pod-1', { body: { email: 'a@b' } })).status).toBe(400);
  });
});

describe('ids with odd characters in a path', () => {
  it('are whose they are, whatever slashes they have', async () => {
    const odd = encodeURIComponent(ODD.id);
    const resource = `resources/${encodeURIComponent(ODD.type)}/${odd}`;
    expect(await body(`PUT /${resource}`, { name: 'Odd' })).toMatchObject({ ...ODD, name: 'Odd' });
    expect(await body(`/${resource}`)).toMatchObject({ resource: ODD, name: 'Odd', events: 1 });
    expect(await body(`DELETE /${resource}`)).toMatchObject(ODD);
    expect(await body(`PUT /groups/podcast/${odd}`, { name: 'Odd' })).toMatchObject({ id: ODD.id });
    expect(await body(`/groups/podcast/${odd}`)).toMatchObject({ group: { type: 'podcast', id: ODD.id } });
    const user = encodeURIComponent('user/2');
    expect(await body(`PUT /users/${user}`, { name: 'Two' })).toMatchObject({ userId: 'user/2' });
    expect(await body(`/users/${user}`)).toMatchObject({ userId: 'user/2', events: 1 });
    expect(await body(`/users/${user}/entries`)).toMatchObject({ userId: 'user/2', total: 1 });
    expect(await body(`DELETE /users/${user}`)).toMatchObject({ userId: 'user/2' });
  });
});

describe('what entries name', () => {
  it('is called by its name beside the list, where that is asked for, and on the receipt', async () => {
    await body('PUT /users/user-1', { name: 'Grace' });
    await body('PUT /groups/podcast/pod-1', { name: 'Science' });
    await body('PUT /resources/episode/ep-7', { name: 'Pilot' });
    const names = [
      { kind: 'group', type: 'podcast', id: 'pod-1', name: 'Science' },
      { kind: 'resource', type: 'episode', id: 'ep-7', name: 'Pilot' },
      { kind: 'user', id: 'user-1', name: 'Grace' },
    ];
    for (const path of ['/entries?userId=user-1&names=true', '/users/user-1/entries?names=true']) {
      const { names: found } = await body(path);
      expect(found).toHaveLength(names.length);
      expect(found).toEqual(expect.arrayContaining(names));
    }
    expect(await body('/entries?userId=user-1')).not.toHaveProperty('names');
    expect((await body('/resources/episode/ep-7'))['groups']).toEqual([
      { type: 'podcast', id: 'pod-1', name: 'Science' },
    ]);
  });
});

/** What the table keeps of two people, each item as its attributes. */
async function itemsOfPeople(): Promise<string[][]> {
  const all = await wholeTable(dynamo.client(), 'names');
  const kept = all.filter(({ pk }) => ['N#user#nobody', 'N#user#user-1'].includes(String(pk)));
  return kept.map((item) =>
    Object.entries(item)
      .map(([name, value]) => `${name} ${String(value)}`)
      .sort(),
  );
}

describe('names of people', () => {
  it('show with their totals and are gone for good once erased', async () => {
    const person = { name: 'Ada', email: 'ada@example.com' };
    expect(await body('PUT /users/user-1', person)).toEqual({
      userId: 'user-1',
      ...person,
      deletedAt: null,
    });
    await body('PUT /users?id=user%2F2', { name: 'Two' });
    const list = await body('/users?period=2026-08');
    expect(list).toMatchObject({ users: [] });
    expect(await body('/users/user-1')).toMatchObject({ name: 'Ada', events: 1 });
    expect(await body('/users?id=user%2F2')).toMatchObject({ name: 'Two', events: 1 });
    const before = await totals('/users');

    const erased = await api.call('DELETE /users/user-1');
    const gone = { userId: 'user-1', name: null, email: null, deletedAt: '2026-11-20T12:00:00.000Z' };
    expect([erased.status, erased.body]).toEqual([200, gone]);
    expect(erased.headers).not.toHaveProperty('location');
    expect(await api.ports.erasures.list()).toEqual([]);
    expect(await totals('/users')).toEqual(before);
    const { deletedAt } = gone;
    expect(await body('/users/user-1')).toMatchObject({ name: null, events: 1, deletedAt });
    const { users } = (await body('/users')) as unknown as { users: { userId: string; deletedAt: string }[] };
    expect(users.find(({ userId }) => userId === 'user-1')?.deletedAt).toBe(deletedAt);
    expect(await body('PUT /users/user-1', {})).toMatchObject({ name: null, email: null, deletedAt: null });
  });

  it('leave nothing of a person without costs, and a mark without name or address of others', async () => {
    for (const id of ['nobody', 'user-1']) {
      await body(`PUT /users/${id}`, { name: 'Ada', email: 'ada@example.com' });
      await body(`DELETE /users/${id}`);
    }
    const at = Date.parse('2026-11-20T12:00:00Z');
    expect(await itemsOfPeople()).toEqual([[`dl ${at}`, 'e N', 'pk N#user#user-1', 'sk -']]);
    await body('DELETE /users/user-1?pseudonymise=true');
    expect(await itemsOfPeople()).toEqual([]);
  });

  it('go with the id of the person where that is asked for', async () => {
    const before = await totals('/users');
    const erased = await api.call('DELETE /users/user-1?pseudonymise=true');
    const gone = { userId: 'user-1', name: null, email: null, deletedAt: null };
    expect([erased.status, erased.body]).toEqual([200, gone]);
    const job = (erased.headers['location'] ?? '').replace('/cost-tracking', '');
    expect(await body(job)).toMatchObject({ kind: 'erase-user', status: 'running' });
    expect(JSON.stringify(await body(job))).not.toContain('user-1');
    expect(await totals('/users')).toEqual(before);
    expect(await body('/users/user-1')).toMatchObject({ name: null, events: 1 });
    expect(await body('PUT /users/user-1', {})).toMatchObject({ name: null, email: null });
  });

  it('are not for work without a user, and a mail address must be one', async () => {
    expect((await api.call('PUT /users/system', { body: { name: 'A' } })).status).toBe(400);
    const { body: problem } = await api.call('PUT /users/user-1', { body: { email: 'ada' } });
    expect(problem).toMatchObject({ errors: [{ field: 'email' }] });
  });

  it('are not kept by caches, not even for closed periods', async () => {
    await body('PUT /users/user-1', { name: 'Ada' });
    const { headers } = await api.call('/users/user-1?period=2026-08');
    expect(headers['cache-control']).not.toContain('immutable');
  });
});

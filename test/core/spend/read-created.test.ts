import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoNameStore } from '../../../adapters/dynamo/name-store.ts';
import { Table } from '../../../adapters/dynamo/table.ts';
import { formatDecimal, parseDecimal } from '../../../core/money/decimal.ts';
import { aDay } from '../../../testing/dates.ts';
import { startApi, type TestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

/** As long as a usage message may name a resource, and longer. */
const LONG = { type: 'ü#%'.repeat(55), id: 'ö#%'.repeat(55) };
const LONGER = { type: 'ü#%'.repeat(80), id: 'ö#%'.repeat(80) };
const NOBODY = { userId: undefined };
const dollars = (millions: number) => ({ usage: { input_tokens: millions * 1_000_000 } });
const episode = (id: string) => ({ resource: { type: 'episode', id } });

let dynamo: TestDynamo;
let api: TestApi;

beforeAll(async () => {
  dynamo = await startDynamo();
  const ledger = await startLedger(dynamo, 'created');
  await ledger.record([
    usageEvent('own', { ...dollars(1), ...episode('a') }),
    usageEvent('a', { ...NOBODY, ...dollars(2), ...episode('a') }),
    usageEvent('b', { ...NOBODY, ...dollars(4), ...episode('b') }),
    usageEvent('b2', { ...NOBODY, ...dollars(8), ...episode('b'), occurredAt: '2026-11-19T10:00:00Z' }),
    usageEvent('c', { ...NOBODY, ...dollars(16), resource: LONG, group: undefined }),
    usageEvent('d', { ...NOBODY, ...dollars(32), resource: undefined }),
    usageEvent('e', { ...NOBODY, model: 'nobody-knows', ...episode('b') }),
  ]);
  await ledger.aggregate([aDay('2026-11-19'), aDay('2026-11-20')]);
  api = startApi(dynamo, 'created');
});
afterAll(() => dynamo.stop());

async function body(request: string, sent?: unknown): Promise<Record<string, never>> {
  const answer = await api.call(request, { body: sent });
  expect([request, answer.status]).toEqual([request, 200]);
  return answer.body;
}

async function created(user: string, query = '') {
  const { created: line } = (await body(`/users/${user}${query}`)) as unknown as {
    created: {
      totalUsd: string;
      events: number;
      unpricedEvents: number;
      complete: boolean;
      items: unknown[];
    };
  };
  return line;
}

const NOTHING = { totalUsd: '0', events: 0, unpricedEvents: 0, complete: true, items: [] };

describe('cost without a user', () => {
  it('is shown beside the total of its resource’s creator, else its group’s', async () => {
    const before = await body('/users?sort=cost');
    expect(await created('ann')).toEqual(NOTHING);
    await body('PUT /groups/podcast/pod-1', { name: 'Science', createdBy: 'ann' });
    await body('PUT /resources/episode/a', { createdBy: 'user-1' });
    for (const long of [LONG, LONGER]) {
      await body(`PUT /resources?${new URLSearchParams(long).toString()}`, { createdBy: 'user-1' });
    }

    const sums = { totalUsd: '6.6', events: 4, unpricedEvents: 1 };
    expect(await created('ann')).toEqual({
      ...sums,
      complete: true,
      items: [{ kind: 'group', type: 'podcast', id: 'pod-1', name: 'Science', ...sums }],
    });
    expect(await created('user-1')).toMatchObject({
      totalUsd: '2.7',
      events: 2,
      items: [
        { ...LONG, totalUsd: '2.4' },
        { kind: 'resource', type: 'episode', id: 'a', totalUsd: '0.3' },
      ],
    });
    expect(await body('/users?sort=cost')).toEqual(before);
    expect(await body('/users/user-1')).toMatchObject({ totalUsd: '0.15', events: 1 });
  });

  it('adds up to no more than the system', async () => {
    const lines = await Promise.all(['ann', 'user-1'].map((user) => created(user)));
    const sum = lines.reduce((total, { totalUsd }) => total + parseDecimal(totalUsd), 0n);
    expect(await body('/users/system')).toMatchObject({ totalUsd: formatDecimal(sum), created: NOTHING });
  });

  it('is of the days asked for', async () => {
    expect(await created('ann', '?from=2026-11-19&to=2026-11-19')).toMatchObject({
      totalUsd: '1.2',
      events: 1,
    });
    expect(await created('user-1', '?from=2026-11-19&to=2026-11-19')).toEqual(NOTHING);
  });

  it('is told on a statement, outside of its total', async () => {
    const query = 'userId=user-1&month=2026-11&markup=100';
    expect(await body(`/reports/statement?${query}&format=json`)).toMatchObject({
      total: '0.30',
      costUsd: '0.15',
      created: { amount: '2.70', costUsd: '2.7', events: 2 },
    });
    const { text } = await api.call(`/reports/statement?${query}`);
    expect(text).toContain('Not part of this total: 2.70 USD of work without a user on what they created.');
  });

  it('moves with its creator, and is no user’s when the mark is taken away', async () => {
    await body('PUT /resources/episode/a', { createdBy: 'bob' });
    expect(await created('bob')).toMatchObject({ totalUsd: '0.3' });
    expect(await created('user-1')).toMatchObject({ totalUsd: '2.4' });
    await body('PUT /resources/episode/a', { createdBy: null });
    expect(await created('bob')).toEqual(NOTHING);
    expect(await created('ann')).toMatchObject({ totalUsd: '6.9' });
  });

  it('has one creator however many write at once', async () => {
    const users = Array.from({ length: 6 }, (_, i) => `writer-${i}`);
    await Promise.all(users.map((user) => body('PUT /resources/episode/a', { createdBy: user })));
    const lines = await Promise.all(users.map((user) => created(user)));
    expect(lines.map(({ totalUsd }) => totalUsd).toSorted()).toEqual(['0', '0', '0', '0', '0', '0.3']);
  });

  it('stays with the id when a name is erased, and is no user’s once the id is', async () => {
    await body('DELETE /users/ann');
    expect(await created('ann')).toMatchObject({ totalUsd: '6.6' });
    await body('DELETE /users/ann?pseudonymise=true');
    expect(await created('ann')).toEqual(NOTHING);
    expect(await body('/groups/podcast/pod-1')).toMatchObject({ name: 'Science', createdBy: null });
  });

  it('says when a creator has more than an answer looks at', async () => {
    const names = new DynamoNameStore(new Table(dynamo.client(), 'created'));
    for (let i = 0; i < 201; i++) {
      await names.change({ kind: 'resource', type: 'clip', id: `c${i}` }, { createdBy: 'carl' });
    }
    expect(await created('carl')).toEqual({ ...NOTHING, complete: false });
  });
});

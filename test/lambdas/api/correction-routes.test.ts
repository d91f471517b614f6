import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDay } from '../../../testing/dates.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startApi, type TestApi } from '../../support/api.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const DAY = aDay('2026-11-20');

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

/** Three entries of two users, one of them a million times too large, all of them in the totals. */
async function start(table: string) {
  const ledger = await startLedger(dynamo, table);
  const model = { provider: 'openai', model: 'gpt-4o-mini', resource: { type: 'episode', id: 'ep-1' } };
  await ledger.record([
    usageEvent('fine', { ...model, userId: 'user-1', usage: { input_tokens: 1000 } }),
    usageEvent('wrong', { ...model, userId: 'user-2', usage: { input_tokens: '1000000000000' } }),
    usageEvent('strange', { ...model, model: 'nobody-knows', userId: 'user-2', usage: { input_tokens: 7 } }),
  ]);
  await ledger.aggregate([DAY]);
  const api = startApi(dynamo, table);
  const post = async (path: string, body: object) => {
    const answer = await api.call(`POST ${path}`, { body: { requestId: 'r1', reason: 'a slip', ...body } });
    await ledger.aggregate([DAY]);
    return answer;
  };
  return { api, post };
}

async function totals(api: TestApi) {
  const read = async (path: string) => (await api.call(path)).body as Record<string, unknown>;
  const [one, two, episode, dimensions] = await Promise.all([
    read('/users/user-1'),
    read('/users/user-2'),
    read('/resources/episode/ep-1'),
    Promise.all(['provider', 'model', 'user', 'resource'].map((name) => read(`/breakdown/${name}`))),
  ]);
  return { one, two, episode, all: dimensions.map(({ totalUsd }) => totalUsd) };
}

describe('POST /entries/{id}/void', () => {
  it('leaves no most expensive resource where nothing is left that cost anything', async () => {
    const { api, post } = await start('void-all');
    const dearest = async () => {
      const { body } = await api.call('/summary/daily?from=2026-11-20&to=2026-11-20');
      return (body as unknown as { days: { mostExpensiveResource: unknown }[] }).days[0]
        ?.mostExpensiveResource;
    };
    expect(await dearest()).toMatchObject({ id: 'ep-1' });
    await post('/entries/fine/void', {});
    await post('/entries/wrong/void', {});
    expect(await dearest()).toBeNull();
  });

  it('takes cost, count and usage out of every total, once', async () => {
    const { api, post } = await start('void');
    const before = await totals(api);
    expect(before.two).toMatchObject({ totalUsd: '150000', events: 2 });
    const answer = await post('/entries/wrong/void', {});
    expect(answer).toMatchObject({
      status: 200,
      body: { id: 'wrong', void: true, differenceUsd: '-150000', adjustments: ['wrong~a0001'] },
    });
    const after = await totals(api);
    expect(after.two).toMatchObject({
      totalUsd: '0',
      events: 1,
      unpricedEvents: 1,
      usage: { input_tokens: '7' },
    });
    expect(after.episode).toMatchObject({ totalUsd: '0.00015', events: 2, usage: { input_tokens: '1007' } });
    expect(new Set(after.all)).toEqual(new Set(['0.00015']));
    expect((await post('/entries/wrong/void', {})).body).toEqual(answer.body);
    expect(await totals(api)).toEqual(after);
    const shown = await api.call('/entries/wrong');
    expect(shown.body).toMatchObject({
      costUsd: '150000',
      void: true,
      standingUsd: '0',
      corrections: [{ id: 'wrong~a0001', costUsd: '-150000', reason: 'a slip' }],
    });
    expect(shown.headers['cache-control']).not.toContain('immutable');
    expect((await api.call('/entries/fine')).body).toMatchObject({ void: false, corrections: [] });
    expect((await api.call('/entries/wrong~a0001')).body).toMatchObject({ void: false, corrections: [] });
    expect((await post('/entries/wrong/void', { requestId: 'r2' })).status).toBe(409);
    expect((await post('/entries/strange/void', { reason: '' })).status).toBe(400);
  });

  it('knows a request without an id by its content', async () => {
    const { api, post } = await start('void-unnamed');
    const named = { requestId: undefined };
    const half = { ...named, usage: { input_tokens: 500 } };
    const corrected = await post('/entries/wrong/correct', half);
    expect(corrected).toMatchObject({ status: 200, body: { adjustments: ['wrong~a0001', 'wrong~a0002'] } });
    expect((await post('/entries/wrong/correct', half)).body).toEqual(corrected.body);
    const voided = await post('/entries/wrong/void', named);
    expect(voided).toMatchObject({ status: 200, body: { void: true, adjustments: ['wrong~a0003'] } });
    expect((await post('/entries/wrong/void', named)).body).toEqual(voided.body);
    expect((await post('/entries/wrong/void', { ...named, reason: 'another' })).status).toBe(409);
    expect((await api.call('/users/user-2')).body).toMatchObject({ totalUsd: '0', events: 1 });
  });

  it('shows usage taken back as negative in lists and files, so that their sums are right', async () => {
    const { api, post } = await start('void-usage');
    await post('/entries/wrong/void', {});
    await post('/entries/strange/void', {});
    const range = 'from=2026-11-20&to=2026-11-20';
    type Listed = { entries: { id: string; usage: Record<string, string> }[] };
    const listed = (await api.call(`/entries?${range}`)).body as unknown as Listed;
    const file = JSON.parse((await api.call(`/reports/export?format=json&${range}`)).text) as Listed;
    for (const { entries } of [listed, file]) {
      expect(entries.find(({ id }) => id === 'wrong~a0001')?.usage).toEqual({
        input_tokens: '-1000000000000',
      });
      expect(entries.reduce((sum, { usage }) => sum + BigInt(usage['input_tokens'] ?? 0), 0n)).toBe(1000n);
    }
    const csv = (await api.call(`/reports/export?format=csv&${range}`)).text;
    expect(csv).toContain('"{""input_tokens"":""-1000000000000""}"');
    const focus = (await api.call(`/reports/export?format=focus&${range}`)).text;
    const lines = focus
      .trim()
      .split('\r\n')
      .map((line) => line.split(','));
    const column = (name: string) => lines[0]?.indexOf(name) ?? -1;
    const [meter, quantity] = [column('SkuMeter'), column('ConsumedQuantity')];
    const tokens = lines.filter((line) => line[meter] === 'input_tokens').map((line) => line[quantity]);
    expect(tokens.map(Number).sort((a, b) => a - b)).toEqual([-1e12, -7, 7, 1000, 1e12]);
  });

  it('takes an unpriced entry out of what waits for a price', async () => {
    const { api, post } = await start('void-unpriced');
    const models = async () => {
      const { body } = await api.call('/breakdown/model');
      return (body['items'] as unknown as { key: string }[]).map(({ key }) => key);
    };
    const before = await models();
    await post('/entries/strange/void', {});
    expect(before.filter((key) => key === 'nobody-knows')).toHaveLength(1);
    expect(await models()).toEqual(before.filter((key) => key !== 'nobody-knows'));
    expect((await api.call('/users/user-2')).body).toMatchObject({ events: 1, unpricedEvents: 0 });
    expect((await api.call('/prices/unpriced')).body).toMatchObject({ items: [] });
  });

  it('takes an id with slashes, encoded or not, and one that ends like a route', async () => {
    const table = 'void-slashes';
    const ledger = await startLedger(dynamo, table);
    const ids = ['jobs/7 a/part', 'jobs/8/void', 'jobs/9'];
    await ledger.record(ids.map((id) => usageEvent(id, { userId: 'user-1' })));
    await ledger.aggregate([DAY]);
    const api = startApi(dynamo, table);
    const revise = async (address: string, more: object = {}) => {
      const body = { requestId: 'r1', reason: 'a slip', ...more };
      return (await api.call(`POST /entries/${address}`, { body })).body;
    };
    expect(await revise('jobs%2F7%20a%2Fpart/void')).toMatchObject({ id: 'jobs/7 a/part', void: true });
    expect(await revise('jobs/8/void/void')).toMatchObject({ id: 'jobs/8/void', void: true });
    const corrected = await revise('jobs%2F9/correct', { usage: { input_tokens: 1 } });
    expect(corrected).toMatchObject({ id: 'jobs/9', void: false });
    expect((await api.call('POST /entries/jobs/9/other', { body: {} })).status).toBe(404);
    expect((await api.call('POST /entries/void', { body: {} })).status).toBe(404);
  });

  it('names the entry, and no correction of it', async () => {
    const { post } = await start('void-correction');
    await post('/entries/wrong/void', {});
    expect((await post('/entries/wrong~a0001/void', { requestId: 'r2' })).status).toBe(400);
    expect((await post('/entries/none/void', {})).status).toBe(404);
  });
});

describe('POST /entries/{id}/correct', () => {
  it('books the right quantity for the right user', async () => {
    const { api, post } = await start('correct');
    const answer = await post('/entries/wrong/correct', {
      usage: { input_tokens: 1_000_000 },
      userId: 'user-1',
    });
    expect(answer.body).toMatchObject({
      void: false,
      differenceUsd: '-149999.85',
      adjustments: ['wrong~a0001', 'wrong~a0002'],
    });
    const after = await totals(api);
    expect(after.one).toMatchObject({ totalUsd: '0.15015', events: 2, usage: { input_tokens: '1001000' } });
    expect(after.two).toMatchObject({ totalUsd: '0', events: 1 });
    expect(new Set(after.all)).toEqual(new Set(['0.15015']));
    const { entries } = (await api.call('/users/user-1/entries')).body as unknown as {
      entries: { id: string }[];
    };
    expect(entries.map(({ id }) => id).sort()).toEqual(['fine', 'wrong~a0002']);
  });

  it('moves an entry to no user, and wants to know what was wrong', async () => {
    const { api, post } = await start('correct-user');
    expect((await post('/entries/fine/correct', {})).status).toBe(400);
    expect((await post('/entries/fine/correct', { usage: {} })).status).toBe(400);
    expect((await post('/entries/fine/correct', { usage: { '=1+1': 1 } })).status).toBe(400);
    expect((await post('/entries/fine/correct', { userId: null })).status).toBe(200);
    expect((await api.call('/users/system')).body).toMatchObject({ totalUsd: '0.00015', events: 1 });
    expect((await api.call('/users/user-1')).body).toMatchObject({ totalUsd: '0', events: 0 });
  });
});

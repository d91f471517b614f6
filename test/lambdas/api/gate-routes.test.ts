import { usesOf } from '../../../testing/gate.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CALLERS, startApi, type TestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { wholeTable } from '../../support/whole-table.ts';
import { settleHolds } from '../../../core/gate/settle-holds.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const PRICE = {
  provider: 'openai',
  model: 'house-model',
  unit: 'input_tokens',
  unitPriceUsd: '1',
  per: 1,
  effectiveFrom: '2026-11-01',
};
const CALL = { provider: 'openai', model: 'house-model', usage: { input_tokens: 3 }, userId: 'user-1' };

let dynamo: TestDynamo;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

/** Two functions over one ledger with a budget of $10 a day, and the calls of the table of the first one. */
async function twoFunctions(table: string) {
  await startLedger(dynamo, table);
  const calls: string[] = [];
  const client = dynamo.client();
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        calls.push(commandName);
        return next(args);
      },
    { step: 'initialize', name: 'listCalls' },
  );
  const counted = { ...dynamo, client: () => client };
  const [first, other] = [startApi(counted, table), startApi(dynamo, table)];
  const budget = { scope: { kind: 'organisation' }, period: 'daily', limitUsd: '10' };
  expect((await other.call('POST /budgets', { as: CALLERS.admin, body: budget })).status).toBe(201);
  return { first, other, calls };
}

async function authorize(api: TestApi) {
  return (await api.call('POST /budgets/authorize', { as: CALLERS.admin, body: CALL })).body;
}

describe('GET /budgets/holds', () => {
  it('tells the names of whom and what its holds are for where one asks', async () => {
    const { first } = await twoFunctions('gate-names');
    const as = CALLERS.admin;
    const resource = { type: 'episode', id: 'ep/7' };
    await first.call('PUT /users/user-1', { as, body: { name: 'Ada' } });
    await first.call('PUT /resources?type=episode&id=ep%2F7', { as, body: { name: 'Pilot' } });
    const body = { userId: 'user-1', resource, estimateUsd: '0.1' };
    await first.call('POST /budgets/authorize', { as, body });
    const { names } = (await first.call('GET /budgets/holds?names=true', { as })).body;
    expect(names).toEqual([
      { kind: 'user', id: 'user-1', name: 'Ada' },
      { kind: 'resource', ...resource, name: 'Pilot' },
    ]);
    expect((await first.call('GET /budgets/holds', { as })).body).not.toHaveProperty('names');
  });
});

describe('POST /budgets/authorize', () => {
  it('makes two reads and two writes of the table once it is warm', async () => {
    const { first, other, calls } = await twoFunctions('gate-calls');
    await other.call('POST /prices', { as: CALLERS.admin, body: PRICE });
    await authorize(first);
    calls.length = 0;
    expect(await authorize(first)).toMatchObject({ decision: 'allow', remainingUsd: '4' });
    expect(calls.map((name) => name.replace(/Item(?=Command$)/, ''))).toEqual([
      'BatchGetCommand',
      'QueryCommand',
      'UpdateCommand',
      'PutCommand',
    ]);
  });

  it('makes one read and one write for each call of a backend that asks often, and hears of changes at once', async () => {
    const { first, other, calls } = await twoFunctions('gate-busy');
    const body = { userId: 'user-1', estimateUsd: '0.0001' };
    const ask = async () => (await first.call('POST /budgets/authorize', { as: CALLERS.admin, body })).body;
    for (let call = 0; call < 8; call++) await ask();
    calls.length = 0;
    expect(await ask()).toMatchObject({ decision: 'allow' });
    expect(calls.map((name) => name.replace(/Item(?=Command$)/, ''))).toEqual([
      'BatchGetCommand',
      'PutCommand',
    ]);
    const stop = { scope: { kind: 'organisation' }, period: 'monthly', limitUsd: '0.00005' };
    expect((await other.call('POST /budgets', { as: CALLERS.admin, body: stop })).status).toBe(201);
    expect(await ask()).toMatchObject({ decision: 'deny' });
  });

  it('is priced by what another function stored just before', async () => {
    const { first, other } = await twoFunctions('gate-prices');
    await other.call('POST /prices', { as: CALLERS.admin, body: PRICE });
    expect(await authorize(first)).toMatchObject({ decision: 'allow', remainingUsd: '7' });
    const raised = { ...PRICE, unitPriceUsd: '2.5', effectiveFrom: '2026-11-20' };
    expect((await other.call('POST /prices', { as: CALLERS.admin, body: raised })).status).toBe(201);
    expect(await authorize(first)).toMatchObject({ decision: 'deny', remainingUsd: '7' });
  });
});

/** A ledger with the organisation's budget, one of another's resource and one for every user. */
async function plainUser(table: string, settings: Parameters<typeof startApi>[2] = {}) {
  await startLedger(dynamo, table);
  const api = startApi(dynamo, table, settings);
  const secret = { enforcement: 'deny', period: 'daily' } as const;
  const budgets = [
    { ...secret, name: 'org secret', scope: { kind: 'organisation' }, limitUsd: '100' },
    {
      ...secret,
      name: 'episode secret',
      scope: { kind: 'resource', type: 'episode', id: 'ep-9' },
      limitUsd: '2',
    },
    { ...secret, name: 'model secret', scope: { kind: 'model', id: 'm' }, limitUsd: '3' },
    { ...secret, name: 'mine', scope: { kind: 'user', id: '*' }, limitUsd: '50' },
  ];
  const ids: string[] = [];
  for (const body of budgets) {
    const made = await api.call('POST /budgets', { as: CALLERS.admin, body });
    expect(made.status).toBe(201);
    ids.push((made.body as unknown as { id: string }).id);
  }
  const ask = async (body: object, as: Parameters<TestApi['call']>[1] = { as: CALLERS.user }) =>
    api.call('POST /budgets/authorize', { ...as, body });
  return { api, ask, own: ids[3] ?? '', others: ids.slice(0, 3) };
}

describe('the gate as a plain user', () => {
  it('names budgets of the own user alone, in reasons, ids and what is left', async () => {
    const { ask, own, others } = await plainUser('plain-secrets');
    const calls = [
      { estimateUsd: '999' },
      { estimateUsd: '20' },
      { estimateUsd: '0.5', model: 'm', provider: 'p' },
      { estimateUsd: '4', model: 'm', provider: 'p' },
      { estimateUsd: '51' },
      { usage: { input_tokens: 1 }, model: 'm', provider: 'p' },
    ];
    for (const call of calls) {
      const { status, text, body } = await ask(call);
      expect(status).toBe(200);
      expect(text).not.toContain('secret');
      for (const id of others) expect(text).not.toContain(id);
      const { budgetIds, remainingUsd = '0' } = body as unknown as {
        budgetIds: string[];
        remainingUsd?: string;
      };
      expect(budgetIds.filter((id) => id !== own)).toEqual([]);
      expect(['0', '30', '29.5', '50']).toContain(remainingUsd);
    }
  });

  it('tells staff everything still', async () => {
    const { ask, others } = await plainUser('staff-secrets');
    const { body } = await ask({ estimateUsd: '999' }, { as: CALLERS.writer });
    expect(body).toMatchObject({ decision: 'deny', remainingUsd: '50' });
    expect((body as unknown as { budgetIds: string[] }).budgetIds).toContain(others[0]);
    expect(JSON.stringify(body)).toContain('org secret');
  });

  it.each([
    { resource: { type: 'episode', id: 'ep-9' } },
    { group: { type: 'podcast', id: 'pod-1' } },
    { tags: { tier: 'gold' } },
  ])('refuses to name %j unless the stage lets it', async (named) => {
    const name = Object.keys(named)[0] ?? '';
    const { ask } = await plainUser(`plain-names-${name}`);
    const body = { estimateUsd: '0.01', ...named };
    expect((await ask(body)).status).toBe(403);
    expect((await ask(body, { as: CALLERS.writer })).status).toBe(200);
    const open = startApi(dynamo, `plain-names-${name}`, {
      settings: { userMayName: [name as 'resource' | 'group' | 'tags'] },
    });
    expect((await open.call('POST /budgets/authorize', { as: CALLERS.user, body })).status).toBe(200);
  });

  it('cannot hold what others need, nor for long', async () => {
    const { api, ask } = await plainUser('plain-holds');
    for (let call = 0; call < 10; call++) await ask({ estimateUsd: '9.00', holdSeconds: 86_400 });
    const other = await ask({ estimateUsd: '9.00' }, { as: { sub: 'user-2' } });
    expect(other.body).toMatchObject({ decision: 'allow' });
    const { holds } = (await api.call('/budgets/holds?userId=user-1', { as: CALLERS.admin }))
      .body as unknown as {
      holds: { createdAt: string; expiresAt: string; budgets: { id: string }[] }[];
    };
    expect(holds).toHaveLength(2);
    for (const { createdAt, expiresAt, budgets } of holds) {
      expect(Date.parse(expiresAt) - Date.parse(createdAt)).toBeLessThanOrEqual(660_000);
      expect(budgets).toHaveLength(2);
    }
  });

  it('asks for itself as a reader too, and never as the system', async () => {
    const { api, ask } = await plainUser('reader-holds');
    expect((await ask({ estimateUsd: '1' }, { as: CALLERS.reader })).body).toMatchObject({
      decision: 'allow',
    });
    const { body } = await api.call('/budgets/holds', { as: CALLERS.admin });
    expect(body).toMatchObject({ holds: [{ userId: 'reader-1' }] });
  });

  it('is counted by the limit of people, not of backends', async () => {
    const { ask } = await plainUser('plain-limit', {
      settings: { requestsPerMinute: 5, recordsPerMinute: 50 },
    });
    const statuses = async (as: object) =>
      (await Promise.all(Array.from({ length: 20 }, () => ask({ estimateUsd: '0' }, { as: { ...as } })))).map(
        ({ status }) => status,
      );
    expect((await statuses(CALLERS.user)).filter((status) => status === 200)).toHaveLength(5);
    expect((await statuses(CALLERS.writer)).filter((status) => status === 200)).toHaveLength(20);
  });
});

describe('a call that holds nothing', () => {
  it('leaves no item behind, whoever asks, and its id may be released and sent with usage', async () => {
    const ledger = await startLedger(dynamo, 'no-items');
    const api = startApi(dynamo, 'no-items');
    const before = await wholeTable(dynamo.client(), 'no-items');
    const ids: string[] = [];
    for (const as of [CALLERS.user, CALLERS.writer, 'iam'] as const) {
      const body = { estimateUsd: '1', holdSeconds: 600, userId: 'user-1' };
      const answer = await api.call('POST /budgets/authorize', { as, body });
      expect(answer.body).toMatchObject({ decision: 'allow' });
      ids.push((answer.body as unknown as { holdId: string }).holdId);
    }
    const [id = ''] = ids;
    const { status, body } = await api.call(`POST /budgets/holds/${id}/release`, { as: CALLERS.writer });
    expect([status, body]).toEqual([200, { id, released: false }]);
    await settleHolds(usesOf(...ids), api.ports.budgets.gate);
    expect(await wholeTable(dynamo.client(), 'no-items')).toEqual(before);
    await ledger.record([usageEvent('with-its-id', { holdId: id })]);
    expect((await api.call('/entries/with-its-id')).body).toMatchObject({ holdId: id });
  });
});

describe('POST /budgets/holds/release', () => {
  it('gives every open hold of one person back, and no other', async () => {
    const { api, ask } = await plainUser('release-all');
    for (let call = 0; call < 3; call++) await ask({ estimateUsd: '4' });
    await ask({ estimateUsd: '5', userId: 'user-1', holdSeconds: 86_400 }, { as: CALLERS.writer });
    await ask({ estimateUsd: '6' }, { as: { sub: 'user-2' } });
    const release = () =>
      api.call('POST /budgets/holds/release', { as: CALLERS.writer, body: { userId: 'user-1' } });
    expect((await release()).body).toEqual({ userId: 'user-1', released: 4 });
    expect((await release()).body).toEqual({ userId: 'user-1', released: 0 });
    const { holds } = (await api.call('/budgets/holds', { as: CALLERS.admin })).body as unknown as {
      holds: { userId: string }[];
    };
    expect(holds.map(({ userId }) => userId)).toEqual(['user-2']);
    const again = await ask({ estimateUsd: '50', userId: 'user-1' }, { as: CALLERS.writer });
    expect(again.body).toMatchObject({ decision: 'allow' });
    const left = await ask({ estimateUsd: '43.99', userId: 'user-3' }, { as: CALLERS.writer });
    expect(left.body).toMatchObject({ decision: 'allow', remainingUsd: '0.01' });
  });
});

describe('a tree of holds', () => {
  it('is opened, spent from and shown by backends alone', async () => {
    const { api, ask } = await plainUser('tree');
    const as = CALLERS.writer;
    const { body: run } = await ask({ userId: 'user-1', estimateUsd: '2', asParent: true }, { as });
    const parentHoldId = String(run['holdId']);
    const call = { userId: 'user-1', parentHoldId };
    const { body: first } = await ask({ ...call, estimateUsd: '1.5' }, { as });
    expect(first).toMatchObject({ decision: 'allow', remainingUsd: '0.5' });
    const { body: second } = await ask({ ...call, estimateUsd: '0.6' }, { as });
    expect(second).toMatchObject({ decision: 'deny', code: 'limit-reached', remainingUsd: '0.5' });
    expect((await ask(call, { as })).body).toMatchObject({ decision: 'allow', remainingUsd: '0' });
    const { body } = await api.call('/budgets/holds', { as });
    const holds = body['holds'] as unknown as { estimateUsd: string }[];
    expect(holds.toSorted((a, b) => Number(a.estimateUsd) - Number(b.estimateUsd))).toMatchObject([
      { parentHoldId, estimateUsd: '0.5', leftUsd: null, budgets: [] },
      { parentHoldId, estimateUsd: '1.5', leftUsd: null, budgets: [] },
      { id: parentHoldId, parentHoldId: null, leftUsd: '0' },
    ]);
    const release = (id: string) => api.call(`POST /budgets/holds/${id}/release`, { as });
    expect((await release(String(first['holdId']))).body).toMatchObject({ released: true });
    expect((await ask({ ...call, estimateUsd: '1.5' }, { as })).body).toMatchObject({ decision: 'allow' });
    await release(parentHoldId);
    expect((await ask(call, { as })).body).toMatchObject({
      decision: 'deny',
      code: 'parent-ended',
      userMessage: 'What this belongs to has ended.',
    });
    expect((await ask(call)).status).toBe(403);
    expect((await ask({ estimateUsd: '1', asParent: true })).status).toBe(403);
    const unknown = { parentHoldId: '01ARZ3NDEKTSV4RRFFQ69G5FAV', estimateUsd: '1' };
    expect((await ask(unknown, { as })).status).toBe(404);
  });
});

import { usesOf } from '../../../testing/gate.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settleHolds } from '../../../core/gate/settle-holds.ts';
import { aDay } from '../../../testing/dates.ts';
import { CALLERS, startApi, type TestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, type TestLedger, usageEvent } from '../../support/ledger.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');

let dynamo: TestDynamo;
let tables = 0;
beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());

async function start(settings = {}): Promise<TestApi & { ledger: TestLedger }> {
  const table = `budgets-${tables++}`;
  const ledger = await startLedger(dynamo, table, { now: () => NOW });
  return { ...startApi(dynamo, table, { settings }), ledger };
}

function warned({ body }: { readonly body: object }): string[] | undefined {
  const { warnings } = body as { warnings?: { field: string; message: string }[] };
  return warnings?.map(({ field, message }) => `${field} ${message}`);
}

const DAY = { scope: { kind: 'organisation' }, period: 'daily', limitUsd: '5.00' };

describe('budgets', () => {
  it('are made, changed and taken away', async () => {
    const api = await start();
    const made = await api.call('POST /budgets', {
      body: {
        name: 'Sessions',
        scope: { kind: 'resource', type: 'session', id: '*' },
        period: 'lifetime',
        limitUsd: 5,
        thresholds: [{ usd: '1.00' }, { percent: 100 }],
      },
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      limitUsd: '5',
      enforcement: 'deny',
      thresholds: [
        { usd: '1', severity: 'warning' },
        { percent: 100, severity: 'critical' },
      ],
      createdBy: 'admin-1',
    });
    const path = `/budgets/${String(made.body['id'])}`;
    const changed = await api.call(`PUT ${path}`, { body: { limitUsd: '7.5' } });
    expect(changed.body).toMatchObject({ name: 'Sessions', limitUsd: '7.5', period: 'lifetime' });
    expect((await api.call(`GET ${path}?value=s-1`)).body).toMatchObject({
      state: { limitUsd: '7.5', spentUsd: '0' },
    });
    await api.call(`DELETE ${path}`);
    expect((await api.call(`GET ${path}`)).status).toBe(404);
    expect((await api.call('POST /budgets/nothing/lift', { body: {} })).status).toBe(404);
  });

  it('tell where they end, alike in their list, by themselves, and of the user, group and resource they are of', async () => {
    const api = await start();
    const days = [10, 12, 14, 16, 18, 19].map((day) => aDay(`2026-11-${day}`));
    await api.ledger.record(
      days.map((day) =>
        usageEvent(day, { occurredAt: `${day}T10:00:00Z`, usage: { output_tokens: 1_000_000 } }),
      ),
    );
    await api.ledger.aggregate(days);
    const read = async (path: string) => (await api.call(`GET ${path}`)).body as unknown;
    for (const [scope, path] of [
      [{ kind: 'user', id: 'user-1' }, '/users/user-1'],
      [{ kind: 'group', type: 'podcast', id: 'pod-1' }, '/groups/podcast/pod-1'],
      [{ kind: 'resource', type: 'episode', id: 'ep-7' }, '/resources/episode/ep-7'],
    ] as const) {
      const { body } = await api.call('POST /budgets', { body: { scope, period: 'monthly', limitUsd: '4' } });
      const id = String(body['id']);
      const { state } = (await read(`/budgets/${id}`)) as { state: { projectedUsd: string } };
      expect(Number(state.projectedUsd)).toBeGreaterThan(4);
      const listed = (await read('/budgets')) as { budgets: { id: string; state: object }[] };
      expect(listed.budgets.find((one) => one.id === id)?.state).toEqual(state);
      const { budgets } = (await read(path)) as { budgets: object[] };
      expect([path, budgets]).toMatchObject([
        path,
        [{ id, spentUsd: '3.6', projectedUsd: state.projectedUsd }],
      ]);
    }
  });

  it('say that nobody hears of them, when they are made and changed, until somebody does', async () => {
    const api = await start();
    const made = await api.call('POST /budgets', { body: DAY });
    expect(made.status).toBe(201);
    expect(warned(made)).toEqual([expect.stringContaining('name emailRecipients with PUT /budget/config')]);
    const path = `/budgets/${String(made.body['id'])}`;
    expect(warned(await api.call(`PUT ${path}`, { body: { limitUsd: '6' } }))).toHaveLength(1);
    expect(warned(await api.call(`PUT ${path}`, { body: { channels: [] } }))).toBeUndefined();
    const own = { ...DAY, scope: { kind: 'user', id: 'ada' } };
    expect(warned(await api.call('POST /budgets', { body: own }))).toBeUndefined();
    await api.call('PUT /budget/config', { body: { emailRecipients: ['ops@example.com'] } });
    expect(warned(await api.call('POST /budgets', { body: DAY }))).toBeUndefined();
  });

  it('tell the names of those that they watch where one asks', async () => {
    const api = await start();
    await api.call('PUT /users/ada-1', { body: { name: 'Ada' } });
    for (const id of ['ada-1', 'nobody', '*']) {
      await api.call('POST /budgets', { body: { ...DAY, name: id, scope: { kind: 'user', id } } });
    }
    expect((await api.call('GET /budgets?names=true')).body['names']).toEqual([
      { kind: 'user', id: 'ada-1', name: 'Ada' },
    ]);
    expect((await api.call('GET /budgets')).body).not.toHaveProperty('names');
  });

  it('call the user whom work without a user belongs to by the name that it has everywhere', async () => {
    const api = await start();
    await api.ledger.record([usageEvent('e1', { userId: undefined })]);
    await api.ledger.aggregate([aDay('2026-11-20')]);
    const scope = { kind: 'user', id: 'system' };
    const own = await api.call('POST /budgets', { body: { scope, period: 'daily', limitUsd: '0.0001' } });
    expect(own.body).toMatchObject({ scope, name: 'user system, daily' });
    const state = { state: { scope, spentUsd: '0.000339' } };
    expect((await api.call(`GET /budgets/${String(own.body['id'])}`)).body).toMatchObject(state);
    const every = { ...DAY, scope: { kind: 'user', id: '*' }, limitUsd: '0.0001' };
    const preview = await api.call('POST /budgets/preview', { body: every });
    expect(preview.body['firings']).toEqual(expect.arrayContaining([expect.objectContaining({ scope })]));
    await api.call('POST /budgets', { body: every });
    const { reasons } = (await api.call('POST /budgets/authorize', { body: { estimateUsd: '1' } }))
      .body as unknown as { reasons: string[] };
    expect(reasons.join()).toContain('of system would be passed');
  });

  it('lose no change of admins who change different fields at once', async () => {
    const api = await start();
    const made = await api.call('POST /budgets', { body: DAY });
    const path = `/budgets/${String(made.body['id'])}`;
    const budget = { limitUsd: '7', name: 'Ours', enforcement: 'alert', enabled: false };
    const form = { monthlyLimit: '70', dailyLimit: '7', warningThreshold: 60, emailAlerts: false };
    const both = [
      ...Object.entries(budget).map(([name, value]) => [`PUT ${path}`, { [name]: value }] as const),
      ...Object.entries(form).map(([name, value]) => ['PUT /budget/config', { [name]: value }] as const),
    ];
    const answers = await Promise.all(both.map(([put, body]) => api.call(put, { body })));
    expect(answers.map(({ status }) => status)).toEqual(both.map(() => 200));
    expect((await api.call(`GET ${path}`)).body).toMatchObject(budget);
    expect((await api.call('GET /budget/config')).body).toMatchObject(form);
  });

  it('are named after what they watch until they are named', async () => {
    const api = await start();
    const made = await api.call('POST /budgets', { body: DAY });
    const path = `PUT /budgets/${String(made.body['id'])}`;
    const nameAfter = async (body: object) => (await api.call(path, { body })).body['name'];
    expect(await nameAfter({ period: 'weekly' })).toBe('Organisation, weekly');
    expect(await nameAfter({ name: 'All of us' })).toBe('All of us');
    expect(await nameAfter({ period: 'monthly' })).toBe('All of us');
  });

  it.each([
    [{ ...DAY, thresholds: [{ percent: 0 }] }, 'thresholds.0.percent', 'must be a percentage above 0'],
    [{ ...DAY, limitUsd: undefined, limitShareOfRevenue: -1 }, 'limitShareOfRevenue', 'a share of the rev'],
    [{ ...DAY, scope: { kind: 'service', id: 'lllm' } }, 'scope.id', 'must be "*" or one of llm, embedding'],
    [{ ...DAY, channels: 'email' }, 'channels', 'must be a list'],
    [{ ...DAY, channels: Array(5).fill('email') }, 'channels', 'must have at most 4 items'],
  ])('says of %j what to write instead', async (body, field, words) => {
    const { body: problem } = await (await start()).call('POST /budgets', { body });
    expect(problem).toMatchObject({ errors: [{ field, message: expect.stringContaining(words) as string }] });
  });

  it('reads what a program has computed to the nearest decimal', async () => {
    const body = { ...DAY, limitUsd: 0.1 * 0.7 };
    expect((await (await start()).call('POST /budgets', { body })).body).toMatchObject({ limitUsd: '0.07' });
  });

  it.each([
    [{ ...DAY, timeZone: 'Europe/Berlin' }, 'timeZone'],
    [{ ...DAY, scope: { kind: 'tag', type: 'niche', id: 'x' } }, 'scope.type'],
    [{ ...DAY, scope: { kind: 'user' } }, 'scope.id'],
    [{ ...DAY, limitShareOfRevenue: '0.2' }, 'limitUsd'],
    [{ scope: DAY.scope, period: 'daily' }, 'limitUsd'],
    [{ scope: DAY.scope, limitUsd: '1' }, 'period'],
    [{ ...DAY, period: 'hourly' }, 'period'],
  ])('refuses %j', async (body, field) => {
    const { status, body: problem } = await (await start()).call('POST /budgets', { body });
    expect(status).toBe(400);
    expect(problem).toMatchObject({ errors: [{ field }] });
  });

  it('count every scope from totals that were there before', async () => {
    const api = await start();
    await api.ledger.record([
      usageEvent('e1'),
      usageEvent('e2', { userId: 'user-2', occurredAt: '2026-11-18T09:00:00Z' }),
    ]);
    await api.ledger.aggregate([aDay('2026-11-18'), aDay('2026-11-20')]);
    const scopes: [object, string, string][] = [
      [{ kind: 'organisation' }, 'daily', '0.000339'],
      [{ kind: 'organisation' }, 'weekly', '0.000678'],
      [{ kind: 'organisation' }, 'lifetime', '0.000678'],
      [{ kind: 'user', id: 'user-1' }, 'monthly', '0.000339'],
      [{ kind: 'user', id: 'user-2' }, 'daily', '0'],
      [{ kind: 'user', id: 'user-2' }, 'lifetime', '0.000339'],
      [{ kind: 'resource', type: 'episode', id: 'ep-7' }, 'lifetime', '0.000678'],
      [{ kind: 'resource', type: 'episode', id: 'ep-7' }, 'daily', '0.000339'],
      [{ kind: 'group', type: 'podcast', id: 'pod-1' }, 'weekly', '0.000678'],
      [{ kind: 'tag', type: 'tier', id: 'tier2' }, 'monthly', '0.000678'],
      [{ kind: 'provider', id: 'openai' }, 'daily', '0.000339'],
      [{ kind: 'service', id: 'llm' }, 'monthly', '0.000678'],
      [{ kind: 'model', id: 'gpt-4o-mini' }, 'monthly', '0.000678'],
      [{ kind: 'model', id: 'gpt-4o' }, 'monthly', '0'],
    ];
    for (const [scope, period, spentUsd] of scopes) {
      const { body } = await api.call('POST /budgets', { body: { scope, period, limitUsd: '1' } });
      const detail = await api.call(`GET /budgets/${String(body['id'])}`);
      expect(detail.body, `${JSON.stringify(scope)} ${period}`).toMatchObject({ state: { spentUsd } });
    }
  });

  it('for every value look at each value that spent', async () => {
    const every = { id: '*' };
    const scopes = [
      { kind: 'user', ...every },
      { kind: 'resource', type: 'episode', ...every },
      { kind: 'group', type: 'podcast', ...every },
      { kind: 'tag', type: 'tier', ...every },
      { kind: 'provider', ...every },
      { kind: 'service', ...every },
      { kind: 'model', ...every },
    ];
    const budgets = scopes.map((scope) => ({
      id: `each-${scope.kind}`,
      scope,
      period: 'daily',
      limitUsd: '0.0003',
      thresholds: [{ percent: 100, gate: 'degrade' }],
    }));
    const api = await start({ budgets });
    await api.ledger.record([usageEvent('e1'), usageEvent('e2', { userId: 'user-2' })]);
    await api.ledger.aggregate([aDay('2026-11-20')]);
    const { body } = await api.call('POST /budgets/check', { body: {} });
    const reached = body['reached'] as unknown as { id: string; scope: { id: string }; spentUsd: string }[];
    expect(reached.map(({ id, scope, spentUsd }) => `${id} ${scope.id} ${spentUsd}`).sort()).toEqual([
      'each-group pod-1 0.000678',
      'each-model gpt-4o-mini 0.000678',
      'each-provider openai 0.000678',
      'each-resource ep-7 0.000678',
      'each-service llm 0.000678',
      'each-tag tier2 0.000678',
      'each-user user-1 0.000339',
      'each-user user-2 0.000339',
    ]);
    expect(body['gateChanges']).toHaveLength(8);
    const lift = (body: object) => api.call('POST /budgets/each-user/lift', { body });
    expect((await lift({})).body).toMatchObject({ errors: [{ field: 'value' }] });
    expect((await lift({ value: 'user-1' })).body).toMatchObject({ lifted: true });
    expect((await lift({ value: 'user-1' })).body).toMatchObject({ lifted: false });
  });

  it('follow revenue that is posted', async () => {
    const api = await start();
    const { body } = await api.call('POST /budgets', {
      body: { scope: { kind: 'organisation' }, period: 'monthly', limitShareOfRevenue: '0.2' },
    });
    const state = async () =>
      ((await api.call(`GET /budgets/${String(body['id'])}`)).body as unknown as { state: object }).state;
    expect(await state()).toMatchObject({ limitUsd: '0', gate: 'deny' });
    await api.call('POST /revenue', { body: { period: '2026-10', usd: '1000' } });
    expect(await state()).toMatchObject({ limitUsd: '200' });
    await api.call('POST /revenue', { body: { period: '2026-11', usd: 500.5 } });
    expect(await state()).toMatchObject({ limitUsd: '100.1' });
    expect((await api.call('POST /revenue', { body: { period: '2026-13', usd: '1' } })).status).toBe(400);
  });

  it('say beforehand what they would have raised', async () => {
    const api = await start();
    const days = [aDay('2026-11-02'), aDay('2026-11-03'), aDay('2026-11-20')];
    await api.ledger.record(days.map((day) => usageEvent(day, { occurredAt: `${day}T08:00:00Z` })));
    await api.ledger.aggregate(days);
    const preview = (more: object) => api.call('POST /budgets/preview', { body: { ...DAY, ...more } });
    const monthly = await preview({
      period: 'monthly',
      limitUsd: '0.000678',
      thresholds: [{ percent: 100 }],
    });
    expect(monthly.body).toMatchObject({
      from: '2026-10-22',
      count: 1,
      firings: [{ day: '2026-11-03', threshold: '100%', spentUsd: '0.000678', period: '2026-11' }],
    });
    const each = await preview({ scope: { kind: 'user', id: '*' }, limitUsd: '0.0004' });
    expect(each.body).toMatchObject({ values: 1, count: 3 });
  });
});

describe('the gate', () => {
  it('prices usage, holds, shows the hold and gives it back', async () => {
    const api = await start({
      budgets: [{ id: 'each', scope: { kind: 'user', id: '*' }, period: 'daily', limitUsd: '0.2' }],
    });
    const body = { provider: 'openai', model: 'gpt-4o-mini', usage: { input_tokens: 1_000_000 } };
    const granted = await api.call('POST /budgets/authorize', { as: CALLERS.user, body });
    expect(granted.body).toMatchObject({
      decision: 'allow',
      remainingUsd: '0.05',
      expiresAt: '2026-11-20T12:10:00.000Z',
    });
    const denied = await api.call('POST /budgets/authorize', { as: CALLERS.user, body });
    expect(denied.body).toMatchObject({ decision: 'deny', remainingUsd: '0.05', budgetIds: ['each'] });
    expect(denied.body).toMatchObject({
      code: 'limit-reached',
      userMessage: 'This needs more than what is left of the limit, which starts anew on 2026-11-21.',
      resetsAt: '2026-11-21T00:00:00.000Z',
    });
    const huge = { as: CALLERS.user, body: { estimateUsd: '50' } };
    const tooLarge = (await api.call('POST /budgets/authorize', huge)).body;
    expect(tooLarge).toMatchObject({ userMessage: 'This needs more than what is left of the limit.' });
    expect(tooLarge).not.toHaveProperty('resetsAt');
    const { holdId } = granted.body as unknown as { holdId: string };
    const holds = await api.call('GET /budgets/holds?userId=user-1');
    expect(holds.body).toMatchObject({
      holds: [
        {
          id: holdId,
          status: 'OPEN',
          call: { provider: 'openai', service: 'llm', model: 'gpt-4o-mini', resource: null, group: null },
          budgets: [{ id: 'each', heldUsd: '0.15' }],
        },
      ],
    });
    const me = await api.call('GET /me', { as: CALLERS.user });
    expect(me.body).toMatchObject({
      heldUsd: '0.15',
      budgets: [{ id: 'each', limitUsd: '0.2', heldUsd: '0.15' }],
    });
    const release = () => api.call(`POST /budgets/holds/${holdId}/release`, { as: CALLERS.writer, body: {} });
    expect((await release()).body).toEqual({ id: holdId, released: true });
    expect((await release()).body).toEqual({ id: holdId, released: false });
    expect((await api.call('GET /budgets/holds?status=all')).body).toMatchObject({
      holds: [{ status: 'RELEASED' }],
    });
    expect((await api.call('GET /budgets/holds')).body).toMatchObject({ holds: [] });
  });

  it('serves functions below /service', async () => {
    const api = await start();
    const request = { as: 'iam' as const, body: { userId: 'u', estimateUsd: 0.01 } };
    expect((await api.call('POST /service/budgets/authorize', request)).body).toMatchObject({
      decision: 'allow',
      reasons: [],
    });
  });

  it.each([
    [{}, 'estimateUsd'],
    [{ usage: { input_tokens: 5 }, model: 'm' }, 'provider'],
    [{ estimateUsd: -1 }, 'estimateUsd'],
    [{ estimateUsd: '1', holdSeconds: 0 }, 'holdSeconds'],
    [{ estimateUsd: '1', userId: 'system' }, 'userId'],
  ])('refuses %j', async (body, field) => {
    const { status, body: problem } = await (await start()).call('POST /budgets/authorize', { body });
    expect(status).toBe(400);
    expect(problem).toMatchObject({ errors: [{ field }] });
  });

  it('shows what a receipt has left', async () => {
    const api = await start({
      budgets: [
        {
          id: 'session',
          scope: { kind: 'resource', type: 'episode', id: '*' },
          period: 'lifetime',
          limitUsd: '5',
        },
      ],
    });
    const resource = { type: 'episode', id: 'ep-7' };
    const { body } = await api.call('POST /budgets/authorize', { body: { resource, estimateUsd: '1' } });
    await api.ledger.record([usageEvent('e1', { holdId: body['holdId'] })]);
    await api.ledger.aggregate([aDay('2026-11-20')]);
    const receipt = async () => (await api.call('GET /resources/episode/ep-7')).body;
    expect(await receipt()).toMatchObject({
      heldUsd: '1',
      budgets: [{ id: 'session', spentUsd: '0.000339', heldUsd: '1' }],
    });
    await settleHolds(usesOf(String(body['holdId'])), api.ports.budgets.gate);
    expect(await receipt()).toMatchObject({
      heldUsd: '0',
      budgets: [{ limitUsd: '5', percent: '0.0067', severity: 'ok' }],
    });
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { CALLERS, startApi, type TestApi } from '../../support/api.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

let dynamo: TestDynamo;
let api: TestApi;

beforeAll(async () => {
  dynamo = await startDynamo();
  const ledger = await startLedger(dynamo, 'shown');
  await ledger.record([usageEvent('s1')]);
});
beforeEach(() => {
  api = startApi(dynamo, 'shown');
});
afterAll(() => dynamo.stop());

type Body = Record<string, unknown>;

async function read(path: string): Promise<Body> {
  const { status, body } = await api.call(`GET ${path}`, { as: CALLERS.admin });
  expect(status).toBe(200);
  return body;
}

async function put(path: string, body: Body): Promise<{ status: number; body: Body }> {
  return api.call(`PUT ${path}`, { as: CALLERS.admin, body });
}

describe('what was read may be edited and sent back whole', () => {
  it.each([
    '/resources/episode/ep-7',
    '/resources?type=episode&id=ep-7',
    '/groups/podcast/pod-1',
    '/groups?type=podcast&id=pod-1',
    '/users/user-1',
    '/users?id=user-1',
  ])('as a name: %s', async (path) => {
    const answer = await put(path, { ...(await read(path)), name: `Renamed by ${path}` });
    expect(answer).toMatchObject({ status: 200, body: { name: `Renamed by ${path}` } });
    expect(await read(path)).toMatchObject({ name: `Renamed by ${path}` });
  });

  it('as a budget of one value, of every value, and of the organisation', async () => {
    const scopes = [
      { kind: 'user', id: 'user-1' },
      { kind: 'resource', type: 'episode', id: '*' },
      { kind: 'organisation' },
    ];
    for (const scope of scopes) {
      const created = await api.call('POST /budgets', {
        as: CALLERS.admin,
        body: {
          name: 'b',
          scope,
          period: 'monthly',
          limitUsd: '5.00',
          thresholds: [{ percent: 80 }, { usd: '1.00', gate: 'degrade' }],
        },
      });
      expect(created.status).toBeLessThan(300);
      const path = `/budgets/${String((created.body as Body)['id'])}`;
      const before = await read(path);
      expect(await put(path, { ...before, limitUsd: '6.50' })).toMatchObject({
        status: 200,
        body: { limitUsd: '6.5' },
      });
      const { limitUsd, thresholds, scope: kept } = await read(path);
      expect([limitUsd, thresholds, kept]).toEqual(['6.5', before['thresholds'], before['scope']]);
    }
  });

  it("as the organisation's form", async () => {
    const before = await read('/budget/config');
    const answer = await put('/budget/config', { ...before, monthlyLimit: '12.25' });
    expect(answer).toMatchObject({ status: 200, body: { monthlyLimit: '12.25' } });
    expect(await read('/budget/config')).toEqual({ ...before, monthlyLimit: '12.25' });
  });

  it('as a price of your own', async () => {
    const created = await api.call('POST /prices', {
      as: CALLERS.admin,
      body: {
        provider: 'openai',
        model: 'mine',
        unit: 'input_tokens',
        unitPriceUsd: '1',
        effectiveFrom: '2026-11-01',
      },
    });
    const { id, price } = created.body as unknown as { id: string; price: Body };
    const answer = await put(`/prices/${id}`, { ...price, effectiveTo: '2026-12-01' });
    expect(answer).toMatchObject({
      status: 200,
      body: { price: { effectiveTo: expect.stringContaining('2026-12-01') as string } },
    });
  });

  it('but a field that nobody knows is refused all the same', async () => {
    const answer = await put('/resources/episode/ep-7', {
      ...(await read('/resources/episode/ep-7')),
      nmae: 'x',
    });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'nmae' }] } });
  });
});

/** A thing that PUT takes: how it comes to be, where it is read and sent back, and the part of the read that it is. */
interface Thing {
  readonly make?: () => Promise<{ get: string; put: string; part: (read: Body) => Body }>;
  readonly path?: string;
}

const whole = (shown: Body): Body => shown;
const openImport = (shown: Body): Body => shown['import'] as Body;

async function madeBudget(body: object) {
  const created = await api.call('POST /budgets', { as: CALLERS.admin, body });
  expect(created.status).toBe(201);
  const path = `/budgets/${String((created.body as Body)['id'])}`;
  return { get: path, put: path, part: whole };
}

const BUDGET = {
  name: 'every field',
  enabled: true,
  scope: { kind: 'user', id: 'user-1' },
  period: 'weekly',
  thresholds: [
    { percent: 80, severity: 'critical' },
    { usd: '1.00', gate: 'degrade' },
  ],
  enforcement: 'degrade',
  unpriced: 'estimate',
  unpricedEstimateUsd: '0.05',
  degradeTo: { 'gpt-4o': 'gpt-4o-mini' },
  channels: ['email', 'event'],
  projectedAlerts: false,
  timeZone: 'UTC',
};

async function madePrice(more: object) {
  const body = {
    provider: 'openai',
    model: `mine-${Object.keys(more).join()}`,
    unit: 'input_tokens',
    unitPriceUsd: '1',
  };
  const created = await api.call('POST /prices', {
    as: CALLERS.admin,
    body: { ...body, effectiveFrom: '2026-11-01', ...more },
  });
  expect(created.status).toBe(201);
  const { id, price } = created.body as unknown as { id: string; price: { models: string[] } };
  const own = (read: Body): Body => {
    const row = (read['prices'] as Body[]).find((one) => one['id'] === id);
    if (!row) throw new Error(`${id} is not among the prices`);
    return row;
  };
  return { get: `/prices?provider=openai&model=${price.models[0] ?? ''}`, put: `/prices/${id}`, part: own };
}

const THINGS: Readonly<Record<string, Thing>> = {
  'PUT /resources/{type}/{id}': { path: '/resources/episode/ep-7' },
  'PUT /resources': { path: '/resources?type=episode&id=ep-7' },
  'PUT /groups/{type}/{id}': { path: '/groups/podcast/pod-1' },
  'PUT /groups': { path: '/groups?type=podcast&id=pod-1' },
  'PUT /users/{id}': { path: '/users/user-1' },
  'PUT /users': { path: '/users?id=user-1' },
  'PUT /budget/config': { path: '/budget/config' },
  'PUT /budgets/{id}': { make: () => madeBudget({ ...BUDGET, limitUsd: '5.00' }) },
  'PUT /budgets/{id}, by revenue': {
    make: () =>
      madeBudget({
        name: 'share',
        scope: { kind: 'organisation' },
        period: 'monthly',
        limitShareOfRevenue: '0.2',
      }),
  },
  'PUT /prices/{id}': { make: () => madePrice({ attributes: { tier: 'gold' }, region: 'eu' }) },
  'PUT /prices/{id}, with an end': {
    make: () => madePrice({ effectiveTo: '2026-12-01', tag: 'tier:tier2' }),
  },
  'PUT /history/import': {
    make: async () => {
      await put('/history/import', { from: '2026-01-01', hours: 48 });
      return { get: '/history', put: '/history/import', part: openImport };
    },
  },
};

/** Without what tells when it was read. */
function lasting(read: Body): Body {
  const { asOf: _asOf, changes: _changes, updatedAt: _at, updatedBy: _by, ...rest } = read;
  return rest;
}

describe('what was read and is sent back as it is', () => {
  it('has a row for each route that PUT has', async () => {
    const { body } = await api.call('/openapi.json');
    const paths = Object.entries((body as Body)['paths'] as Record<string, object>);
    const routes = paths
      .filter(([, methods]) => 'put' in methods)
      .map(([path]) => `PUT ${path.replace('/cost-tracking', '')}`);
    const tried = new Set(Object.keys(THINGS).map((name) => name.split(',')[0]));
    expect(routes.filter((route) => !tried.has(route))).toEqual([]);
    expect(tried.size).toBe(routes.length);
  });

  it.each(Object.entries(THINGS))('is taken and changes nothing: %s', async (_name, { make, path = '' }) => {
    const thing = (await make?.()) ?? { get: path, put: path, part: whole };
    const before = thing.part(await read(thing.get));
    const answer = await put(thing.put, before);
    expect(answer).toMatchObject({ status: 200 });
    expect(lasting(thing.part(await read(thing.get)))).toEqual(lasting(before));
  });

  it('but a price whose amount was edited is refused, with the way out', async () => {
    const { get, put: path, part } = await madePrice({ notes: 'x' });
    const answer = await put(path, { ...part(await read(get)), unitPriceUsd: '2' });
    expect(answer).toMatchObject({
      status: 400,
      body: {
        errors: [{ field: 'unitPriceUsd', message: expect.stringContaining('POST /prices') as string }],
      },
    });
    expect(part(await read(get))).toMatchObject({ unitPriceUsd: '1', effectiveTo: null });
  });
});

describe('a decimal comma', () => {
  it.each([
    ['PUT /budget/config', { monthlyLimit: '1.234,50' }, 'monthlyLimit', '1234.50'],
    ['POST /record', usageEvent('c1', { usage: { audio_seconds: '9,5' } }), 'usage.audio_seconds', '9.5'],
    ['POST /record', usageEvent('c2', { reportedCostUsd: '0,0004' }), 'reportedCostUsd', '0.0004'],
    [
      'POST /prices',
      { provider: 'openai', model: 'mine', unit: 'input_tokens', unitPriceUsd: '1,5' },
      'unitPriceUsd',
      '1.5',
    ],
    [
      'POST /budgets',
      { name: 'b', scope: { kind: 'organisation' }, period: 'daily', limitUsd: '5,00' },
      'limitUsd',
      '5.00',
    ],
    [
      'POST /reports/reconcile',
      'provider,model,day,usd\nopenai,gpt-4o,2026-11-20,"1,5"\n',
      'row 2, usd',
      '1.5',
    ],
  ])('is refused by %s with the way out', async (route, body, field, meant) => {
    const { status, body: answer } = await api.call(route, { as: CALLERS.admin, body });
    expect(status).toBe(400);
    const errors = (answer as unknown as { errors: { field: string; message: string }[] }).errors;
    expect(errors.find((error) => error.field === field)?.message).toContain(
      `has a decimal comma: write "${meant}"`,
    );
  });
});

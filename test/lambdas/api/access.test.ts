import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routesOf } from '../../../lambdas/api/routes.ts';
import { outcomeId } from '../../../core/usage/quarantine.ts';
import { aDay } from '../../../testing/dates.ts';
import { CALLERS, startApi, type TestApi, type TestCaller } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';

const WHO = { ...CALLERS, nobody: 'nobody' } as const satisfies Record<string, TestCaller>;
type Who = keyof typeof WHO;

const READERS = { admin: 200, reader: 200, writer: 403, user: 403, nobody: 401 };
const OPEN = { admin: 200, reader: 200, writer: 200, user: 200, nobody: 200 };
const OWN = { ...READERS, user: 200 };
const ALL_SIGNED_IN = { admin: 200, reader: 200, writer: 200, user: 200, nobody: 401 };

const ADMINS = { admin: 200, reader: 403, writer: 403, user: 403, nobody: 401 };
const WRITERS = { ...ADMINS, writer: 200 };
const SPENDERS = { ...WRITERS, user: 200 };

const BUDGET = { scope: { kind: 'organisation' }, period: 'daily', limitUsd: '5' } as const;
const QUOTE = { provider: 'openai', model: 'gpt-4o-mini', usage: { input_tokens: 1 } };
const MISSING = outcomeId({ day: aDay('2026-11-20'), messageId: 'm', index: 0, kind: 'rejected' });

/** Route, request, body, and what each kind of caller gets. */
const OVERRIDE = { provider: 'openai', model: 'mine', unit: 'input_tokens', unitPriceUsd: '1' };

const ALIAS = { provider: 'openai', model: 'gpt-4o-minni', as: 'gpt-4o-mini' };

/** An optimization that is not there. */
const NO_ADVICE = { admin: 404, reader: 403, writer: 403, user: 403, nobody: 401 };
const NO_ADVICE_READERS = { ...NO_ADVICE, reader: 404 };
/** Starts a job. */
const STARTS = { admin: 202, reader: 403, writer: 403, user: 403, nobody: 401 };

const TABLE: [route: string, request: string, body: unknown, expected: Record<Who, number>][] = [
  ['GET /health', '/health', undefined, OPEN],
  ['GET /openapi.json', '/openapi.json', undefined, OPEN],
  ['GET /docs', '/docs', undefined, OPEN],
  ['GET /status', '/status', undefined, READERS],
  ['GET /history', '/history', undefined, READERS],
  ['POST /history/check', 'POST /history/check', undefined, ADMINS],
  ['PUT /history/import', 'PUT /history/import', { from: '2019-01-01' }, ADMINS],
  ['DELETE /history/import', 'DELETE /history/import', undefined, ADMINS],
  [
    'POST /record',
    'POST /record',
    usageEvent('r1'),
    { admin: 202, reader: 403, writer: 202, user: 403, nobody: 401 },
  ],
  [
    'POST /record',
    'POST /record',
    usageEvent('r2', { userId: 'user-1' }),
    { admin: 202, reader: 403, writer: 202, user: 403, nobody: 401 },
  ],
  [
    'POST /record',
    'POST /record?dryRun=true',
    usageEvent('r3'),
    { admin: 200, reader: 403, writer: 200, user: 403, nobody: 401 },
  ],
  [
    'POST /record/{provider}',
    'POST /record/anthropic',
    { model: 'claude-sonnet-4-5', usage: { input_tokens: 1, output_tokens: 1 } },
    { admin: 202, reader: 403, writer: 202, user: 403, nobody: 401 },
  ],
  ['POST /otlp/v1/traces', 'POST /otlp/v1/traces', { resourceSpans: [] }, WRITERS],
  ['GET /keys', '/keys', undefined, ADMINS],
  ['POST /keys', 'POST /keys', { name: 'x', scopes: ['read'] }, { ...ADMINS, admin: 201 }],
  ['POST /keys/{id}/rotate', 'POST /keys/none/rotate', {}, { ...ADMINS, admin: 404 }],
  ['DELETE /keys/{id}', 'DELETE /keys/none', undefined, { ...ADMINS, admin: 404 }],
  ['GET /entries', '/entries', undefined, READERS],
  ['GET /entries', '/entries?userId=user-1', undefined, READERS],
  ['GET /entries/{id}', '/entries/e1', undefined, READERS],
  [
    'POST /entries/{id}/void',
    'POST /entries/none/void',
    { requestId: 'r', reason: 'x' },
    { ...ADMINS, admin: 404 },
  ],
  [
    'POST /entries/{id}/correct',
    'POST /entries/none/correct',
    { requestId: 'r', reason: 'x', userId: 'user-2' },
    { ...ADMINS, admin: 404 },
  ],
  ['GET /users/{id}/entries', '/users/user-1/entries', undefined, OWN],
  ['GET /users/{id}/entries', '/users/user-2/entries', undefined, READERS],
  ['GET /users/{id}/entries', '/users/system/entries', undefined, READERS],
  ['GET /me/entries', '/me/entries', undefined, ALL_SIGNED_IN],
  ['GET /me/resources', '/me/resources', undefined, ALL_SIGNED_IN],
  ['GET /me/resources', '/me/resources?type=episode&id=ep-7', undefined, ALL_SIGNED_IN],
  ['GET /me/resources/{type}/{id}', '/me/resources/episode/ep-7', undefined, ALL_SIGNED_IN],
  ['GET /resources/{type}/{id}', '/resources/episode/ep-7', undefined, READERS],
  ['GET /resources', '/resources', undefined, READERS],
  ['GET /resources', '/resources?type=episode&id=ep-7', undefined, READERS],
  ['GET /groups/{type}/{id}', '/groups/podcast/pod-1', undefined, READERS],
  ['GET /groups', '/groups', undefined, READERS],
  ['GET /groups', '/groups?type=podcast&id=pod-1', undefined, READERS],
  ['GET /users/{id}', '/users/user-1', undefined, OWN],
  ['GET /users/{id}', '/users/user-2', undefined, READERS],
  ['GET /users/{id}', '/users/system', undefined, READERS],
  ['GET /users', '/users', undefined, READERS],
  ['GET /users', '/users?id=user-1', undefined, OWN],
  ['GET /users', '/users?id=user-2', undefined, READERS],
  ['GET /me', '/me', undefined, ALL_SIGNED_IN],
  ['GET /search', '/search?q=ep', undefined, READERS],
  ['GET /summary/daily', '/summary/daily', undefined, READERS],
  ['GET /summary/weekly', '/summary/weekly', undefined, READERS],
  ['GET /summary/monthly', '/summary/monthly', undefined, READERS],
  ['GET /breakdown/{dimension}', '/breakdown/model', undefined, READERS],
  ['GET /breakdown/{dimension}', '/breakdown/model?userId=user-1', undefined, READERS],
  ['GET /trends', '/trends', undefined, READERS],
  ['GET /dashboard', '/dashboard', undefined, READERS],
  ['GET /projections', '/projections', undefined, READERS],
  ['GET /projections', '/projections?userId=user-1', undefined, OWN],
  ['GET /projections', '/projections?userId=user-2', undefined, READERS],
  ['GET /anomalies', '/anomalies', undefined, READERS],
  ['GET /optimizations', '/optimizations', undefined, READERS],
  ['GET /optimizations/{id}', '/optimizations/none', undefined, NO_ADVICE_READERS],
  ['POST /optimizations/refresh', 'POST /optimizations/refresh', undefined, ADMINS],
  ['POST /optimizations/{id}/apply', 'POST /optimizations/none/apply', {}, NO_ADVICE],
  ['POST /optimizations/{id}/reject', 'POST /optimizations/none/reject', {}, NO_ADVICE],
  ['GET /trends', '/trends?userId=user-1', undefined, OWN],
  ['GET /trends', '/trends?user=user-1', undefined, OWN],
  ['GET /trends', '/trends?user=user-2', undefined, READERS],
  ['GET /prices', '/prices?model=gpt-4o-mini', undefined, READERS],
  ['POST /prices/quote', 'POST /prices/quote', QUOTE, READERS],
  ['GET /prices/unpriced', '/prices/unpriced', undefined, READERS],
  ['GET /prices/variance', '/prices/variance', undefined, READERS],
  ['GET /prices/aliases', '/prices/aliases', undefined, READERS],
  ['POST /prices/aliases', 'POST /prices/aliases', ALIAS, { ...STARTS, admin: 201 }],
  ['GET /prices/changes', '/prices/changes', undefined, READERS],
  ['POST /prices/{id}/apply', 'POST /prices/none/apply', undefined, { ...STARTS, admin: 404 }],
  ['POST /prices/{id}/rollback', 'POST /prices/none/rollback', undefined, { ...STARTS, admin: 404 }],
  ['GET /prices/packs', '/prices/packs', undefined, READERS],
  ['GET /exchange-rates', 'GET /exchange-rates', undefined, READERS],
  ['POST /exchange-rates/fetch', 'POST /exchange-rates/fetch', {}, { ...STARTS, admin: 409 }],
  ['POST /prices/packs/fetch', 'POST /prices/packs/fetch', undefined, { ...STARTS, admin: 409 }],
  ['POST /prices/packs/{version}/apply', 'POST /prices/packs/1/apply', undefined, { ...STARTS, admin: 409 }],
  [
    'POST /prices/packs/{version}/rollback',
    'POST /prices/packs/1/rollback',
    undefined,
    { ...STARTS, admin: 409 },
  ],
  ['POST /prices', 'POST /prices', OVERRIDE, { ...STARTS, admin: 201 }],
  ['PUT /prices/{id}', 'PUT /prices/none', {}, { ...STARTS, admin: 404 }],
  ['POST /prices/what-if', 'POST /prices/what-if', { from: '2026-11-20', to: '2026-11-20' }, STARTS],
  [
    'POST /prices/what-if/{jobId}/apply',
    'POST /prices/what-if/none/apply',
    { reason: 'test' },
    { ...STARTS, admin: 404 },
  ],
  ['GET /quarantine', '/quarantine', undefined, READERS],
  [
    'GET /jobs/{id}',
    '/jobs/none',
    undefined,
    { admin: 404, reader: 404, writer: 403, user: 403, nobody: 401 },
  ],
  [
    'POST /reports/reconcile',
    'POST /reports/reconcile',
    'provider,model,day,usd\nopenai,gpt-4o-mini,2026-11-20,1\n',
    READERS,
  ],
  ['GET /reports/export', '/reports/export', undefined, READERS],
  ['PUT /resources/{type}/{id}', 'PUT /resources/episode/named', { name: 'A' }, ADMINS],
  ['PUT /resources', 'PUT /resources?type=episode&id=named', { name: 'A' }, ADMINS],
  ['PUT /groups/{type}/{id}', 'PUT /groups/podcast/named', { name: 'A' }, ADMINS],
  ['PUT /groups', 'PUT /groups?type=episode&id=named', { name: 'A' }, ADMINS],
  ['PUT /users/{id}', 'PUT /users/named', { name: 'A' }, ADMINS],
  ['PUT /users', 'PUT /users?id=named', { name: 'A' }, ADMINS],
  ['DELETE /resources/{type}/{id}', 'DELETE /resources/episode/named', undefined, ADMINS],
  ['DELETE /resources', 'DELETE /resources?type=episode&id=named', undefined, ADMINS],
  ['DELETE /groups/{type}/{id}', 'DELETE /groups/podcast/named', undefined, ADMINS],
  ['DELETE /groups', 'DELETE /groups?type=episode&id=named', undefined, ADMINS],
  ['DELETE /users/{id}', 'DELETE /users/named', undefined, ADMINS],
  ['DELETE /users', 'DELETE /users?id=named', undefined, ADMINS],
  ['POST /aggregate/daily', 'POST /aggregate/daily', { date: '2026-11-19' }, STARTS],
  ['POST /aggregate/monthly', 'POST /aggregate/monthly', { date: '2026-10' }, STARTS],
  ['GET /reports/statement', '/reports/statement?userId=user-1', undefined, OWN],
  ['GET /reports/statement', '/reports/statement?userId=user-2', undefined, READERS],
  ['POST /recalculate', 'POST /recalculate', { day: '2026-11-20' }, STARTS],
  ['POST /users/{id}/recalculate', 'POST /users/user-1/recalculate', undefined, STARTS],
  [
    'POST /quarantine/{id}/redrive',
    `POST /quarantine/${MISSING}/redrive`,
    undefined,
    { admin: 404, reader: 403, writer: 403, user: 403, nobody: 401 },
  ],
  ['GET /budget/config', '/budget/config', undefined, READERS],
  ['PUT /budget/config', 'PUT /budget/config', { dailyLimit: '5' }, ADMINS],
  ['GET /budget/status', '/budget/status', undefined, READERS],
  ['GET /budgets', '/budgets', undefined, READERS],
  ['POST /budgets', 'POST /budgets', BUDGET, { ...ADMINS, admin: 201 }],
  ['GET /budgets/{id}', '/budgets/stage-day', undefined, READERS],
  ['PUT /budgets/{id}', 'PUT /budgets/stage-day', { limitUsd: '6' }, ADMINS],
  ['POST /budgets/{id}/lift', 'POST /budgets/stage-day/lift', {}, ADMINS],
  ['DELETE /budgets/{id}', 'DELETE /budgets/stage-day', undefined, ADMINS],
  ['POST /budgets/preview', 'POST /budgets/preview', BUDGET, READERS],
  ['POST /budgets/check', 'POST /budgets/check', {}, ADMINS],
  ['POST /budgets/authorize', 'POST /budgets/authorize', { userId: 'user-1', estimateUsd: '0' }, SPENDERS],
  ['POST /budgets/authorize', 'POST /budgets/authorize', { userId: 'user-2', estimateUsd: '0' }, WRITERS],
  ['GET /budgets/expected', '/budgets/expected', undefined, READERS],
  ['GET /budgets/holds', '/budgets/holds', undefined, { ...READERS, writer: 200 }],
  ['POST /budgets/holds/release', 'POST /budgets/holds/release', { userId: 'user-1' }, WRITERS],
  [
    'POST /budgets/holds/{id}/release',
    'POST /budgets/holds/01JD8Z00000000000000000000/release',
    {},
    { ...WRITERS, admin: 404, writer: 404 },
  ],
  ['GET /alerts', '/alerts', undefined, READERS],
  ['GET /alerts/latency', '/alerts/latency', undefined, READERS],
  ['GET /alerts/{id}', '/alerts/none', undefined, { ...READERS, admin: 404, reader: 404 }],
  ['POST /alerts/test', 'POST /alerts/test', {}, ADMINS],
  ['POST /alerts/{id}/acknowledge', 'POST /alerts/none/acknowledge', {}, { ...ADMINS, admin: 404 }],
  ['POST /revenue', 'POST /revenue', { period: '2026-11', usd: '100' }, ADMINS],
  ['GET /unit-costs/{dimension}', '/unit-costs/resource', undefined, READERS],
  ['GET /revenue/{dimension}', '/revenue/user', undefined, READERS],
];

let dynamo: TestDynamo;
let api: TestApi;

beforeAll(async () => {
  dynamo = await startDynamo();
  const ledger = await startLedger(dynamo, 'access');
  await ledger.record([usageEvent('e1'), usageEvent('e2', { userId: 'user-2' })]);
  await ledger.aggregate([aDay('2026-11-20')]);
  api = startApi(dynamo, 'access', { settings: { budgets: [{ id: 'stage-day', ...BUDGET }] } });
});

afterAll(() => dynamo.stop());

describe('access', () => {
  it('is told for every route', async () => {
    const routes = (await routesOf(api.ports)).map(({ method, path }) => `${method} ${path}`);
    expect(new Set(TABLE.map(([route]) => route))).toEqual(new Set(routes));
  });

  describe.each(Object.keys(WHO) as Who[])('of %s', (who) => {
    it.each(TABLE)('%s as %s', async (_route, request, body, expected) => {
      const { status, headers } = await api.call(request, { as: WHO[who], body });
      expect(status).toBe(expected[who]);
      expect(headers['content-type'] === 'application/problem+json').toBe(status >= 400);
    });
  });

  it("shows a plain user's own costs and not another's", async () => {
    const { body } = await api.call('/me', { as: WHO.user });
    expect(body).toMatchObject({ userId: 'user-1', events: 1 });
    const entries = await api.call('/me/entries', { as: WHO.user });
    expect(entries.body).toMatchObject({ entries: [{ id: 'e1' }], total: 1 });
  });

  it('does not take a user id from a claim that the stage does not name', async () => {
    const byMail = startApi(dynamo, 'access', { settings: { userClaim: 'email' } });
    const as = { sub: 'user-1', email: 'user-2' };
    expect((await byMail.call('/users/user-1', { as })).status).toBe(403);
    expect((await byMail.call('/users/user-2', { as })).status).toBe(200);
    expect((await byMail.call('/me', { as: { sub: 'user-1' } })).status).toBe(403);
  });

  it('does not show work of the system to a user who is only called so', async () => {
    expect((await api.call('/users/system', { as: { sub: 'system' } })).status).toBe(403);
    expect((await api.call('/me', { as: { sub: '-' } })).status).toBe(403);
  });

  it('lets functions record and read below /service, and change nothing', async () => {
    const record = await api.call('POST /service/record', { as: 'iam', body: usageEvent('f1') });
    expect(record.status).toBe(202);
    expect((await api.call('/service/entries', { as: 'iam' })).status).toBe(200);
    expect((await api.call('/service/users/user-1', { as: 'iam' })).status).toBe(200);
    expect((await api.call('/service/me', { as: 'iam' })).status).toBe(404);
    expect((await api.call('PUT /service/users/user-1', { as: 'iam', body: { name: 'x' } })).status).toBe(
      404,
    );
    expect((await api.call('POST /service/recalculate', { as: 'iam', body: {} })).status).toBe(404);
    expect((await api.call('/entries', { as: 'iam' })).status).toBe(403);
    expect((await api.call('/me', { as: 'iam' })).status).toBe(403);
    expect((await api.call('POST /service/record', { as: 'nobody', body: usageEvent('f2') })).status).toBe(
      401,
    );
  });

  it('has an explanation for routes that do not exist', async () => {
    const { status, body, headers } = await api.call('/nothing');
    expect(status).toBe(404);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(body).toMatchObject({ status: 404, type: 'urn:costkeeper:no-such-route' });
    expect((await api.call('DELETE /entries')).status).toBe(404);
  });
});

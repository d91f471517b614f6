import { brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findStage } from '../../../config/stages.ts';
import { PROBLEMS } from '../../../contracts/problem-kinds.ts';
import { problemOf } from '../../../lambdas/api/problem.ts';
import { routesOf } from '../../../lambdas/api/routes.ts';
import { aDay } from '../../../testing/dates.ts';
import { CALLERS, REQUEST_ID, startApi, type TestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';
import { startLedger, type TestLedger, usageEvent } from '../../support/ledger.ts';

let dynamo: TestDynamo;
let ledger: TestLedger;
let api: TestApi;
let now = Date.parse('2026-11-20T12:00:00Z');

beforeAll(async () => {
  dynamo = await startDynamo();
  ledger = await startLedger(dynamo, 'answers');
  await ledger.record([usageEvent('e1'), usageEvent('e2', { occurredAt: '2026-09-10T00:00:00Z' })]);
  await ledger.aggregate([aDay('2026-09-10'), aDay('2026-11-20')]);
  api = startApi(dynamo, 'answers', { clock: { now: () => now } });
});

afterAll(() => dynamo.stop());

async function cachingOfOctober(time: string): Promise<string | undefined> {
  const later = startApi(dynamo, 'answers', { clock: { now: () => Date.parse(time) } });
  return (await later.call('/users?period=2026-10')).headers['cache-control'];
}

describe('reads', () => {
  it('say as of when they are', async () => {
    expect((await api.call('/users')).body).toMatchObject({ asOf: '2026-11-20T12:00:00.000Z' });
  });

  it('answer 304 to those who have the answer, until it changes', async () => {
    const first = await api.call('/users');
    const tag = first.headers['etag'] ?? '';
    expect(tag).toMatch(/^W\/".+"$/);
    now += 60_000;
    const again = await api.call('/users', { headers: { 'if-none-match': `"other", ${tag}` } });
    expect(again).toMatchObject({ status: 304, text: '', headers: { etag: tag } });
    expect((await api.call('/users', { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
    await ledger.record([usageEvent('e3')]);
    await ledger.aggregate([aDay('2026-11-20')]);
    const changed = await api.call('/users', { headers: { 'if-none-match': tag } });
    expect(changed.status).toBe(200);
    expect(changed.headers['etag']).not.toBe(tag);
  });

  it.each([
    ['an open period', '/users?period=2026-11', 'private, max-age=0'],
    ['all time', '/users', 'private, max-age=0'],
    ['a month that ended yesterday', '/users?period=2026-10', 'private, max-age=86400, immutable'],
    [
      'days of closed months',
      '/summary/daily?from=2026-09-01&to=2026-10-31',
      'private, max-age=86400, immutable',
    ],
    ['days into this month', '/summary/daily?from=2026-09-01&to=2026-11-01', 'private, max-age=0'],
    ['one entry, which may be voided any time', '/entries/e1', 'private, max-age=0'],
  ])('of %s say how long they may be kept', async (_name, path, header) => {
    const { headers } = await api.call(path);
    expect(headers['cache-control']).toBe(header);
  });

  it('keep a month open for two days after its end', async () => {
    expect(await cachingOfOctober('2026-11-02T23:59:59.999Z')).toBe('private, max-age=0');
    expect(await cachingOfOctober('2026-11-03T00:00:00Z')).toContain('immutable');
  });

  it('of open periods may be kept as long as the stage says', async () => {
    const slow = startApi(dynamo, 'answers', { settings: { cacheSeconds: 30 } });
    expect((await slow.call('/me', { as: CALLERS.user })).headers['cache-control']).toBe(
      'private, max-age=30',
    );
  });

  it.each([
    ['/dashboard', 60],
    ['/budget/status', 300],
    ['/breakdown/service', 900],
    ['/trends', 900],
    ['/summary/monthly', 3600],
    ['/users', 0],
  ])('of %s may be kept for %i seconds where the stage says so by kind', async (path, seconds) => {
    const { cacheSeconds } = findStage('production');
    const production = startApi(dynamo, 'answers', { settings: { cacheSeconds } });
    expect((await production.call(path)).headers['cache-control']).toBe(`private, max-age=${seconds}`);
  });

  it('take USD as a currency', async () => {
    expect((await api.call('/users?currency=USD')).status).toBe(200);
    const { status, body } = await api.call('/users?currency=XYZ');
    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ field: 'currency' }] });
  });
});

describe('the correlation id of a request', () => {
  it.each([
    ['/users', 'request-42'],
    ['/entries?limit=0', 'request-42'],
    ['/no-such-path', 'request-42'],
  ])('comes back with the answer of %s, whatever it is', async (path, id) => {
    const { headers } = await api.call(path, { headers: { 'x-correlation-id': id } });
    expect(headers['x-correlation-id']).toBe(id);
  });

  it.each<Record<string, string>>([
    {},
    { 'x-correlation-id': 'two words' },
    { 'x-correlation-id': 'a'.repeat(129) },
  ])('is the gateway’s own without a usable one: %j', async (sent) => {
    const { headers } = await api.call('/users', { headers: sent });
    expect(headers['x-correlation-id']).toBe(REQUEST_ID);
  });
});

describe('errors', () => {
  it('are problem+json that are never cached', async () => {
    const { status, headers, body } = await api.call('/entries?limit=0');
    expect(status).toBe(400);
    expect(headers).toMatchObject({
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
    });
    expect(body).toEqual({
      type: 'urn:costkeeper:invalid-input',
      title: 'Invalid input',
      status: 400,
      detail: 'the query cannot be used: limit must be a whole number from 1 to 200',
      instance: '/cost-tracking/entries',
      errors: [{ field: 'limit', message: 'must be a whole number from 1 to 200' }],
    });
  });

  it('of a busy table are 503 with Retry-After, and tell nothing of the inside', async () => {
    const busy = Object.assign(new Error('Throughput exceeds the current limits of table-7'), {
      name: 'ProvisionedThroughputExceededException',
    });
    const broken = startApi(dynamo, 'answers', {
      ports: { marks: { tallies: () => Promise.reject(busy) } },
    });
    const { status, headers, text } = await broken.call('/status');
    expect(status).toBe(503);
    expect(headers['retry-after']).toBe('1');
    expect(text).not.toContain('table-7');
  });

  it('of our own are 500, and tell nothing of the inside', () => {
    const { problem, unexpected } = problemOf(new Error('secret-value'), '/cost-tracking/status');
    expect(problem).toMatchObject({ status: 500, type: 'urn:costkeeper:internal' });
    expect(JSON.stringify(problem)).not.toContain('secret-value');
    expect(unexpected).toBe(true);
  });
});

describe('GET /openapi.json', () => {
  it('lists exactly the routes, each with its parameters and its answer', async () => {
    const { body } = await api.call('/openapi.json', { as: 'nobody' });
    const { paths } = body as unknown as {
      paths: Record<
        string,
        Record<string, { parameters: { name: string }[]; responses: Record<string, unknown> }>
      >;
    };
    const listed = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const routes = await routesOf(api.ports);
    expect(listed.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
    for (const route of routes) {
      const operation = paths[route.path]?.[route.method.toLowerCase()];
      const names = operation?.parameters.map(({ name }) => name) ?? [];
      expect(names).toEqual(
        expect.arrayContaining([...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)),
      );
      expect(operation?.responses).toHaveProperty(String(route.status));
    }
    expect(paths['/entries']?.['get']?.parameters.map(({ name }) => name)).toContain('resourceType');
  });

  it('names the types of problems', async () => {
    const { body } = await api.call('/openapi.json', { as: 'nobody' });
    expect(body).toMatchObject({
      components: {
        schemas: {
          Problem: {
            properties: { type: { enum: Object.keys(PROBLEMS).map((kind) => `urn:costkeeper:${kind}`) } },
          },
        },
      },
    });
  });

  it('names every operation differently', async () => {
    const { text } = await api.call('/openapi.json');
    const names = [...text.matchAll(/"operationId":"(\w+)"/g)].map(([, name]) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('GET /docs', () => {
  it('is a page of its own: no script, no other host', async () => {
    const { status, headers, text } = await api.call('/docs', { as: 'nobody' });
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'/);
    expect(text).not.toMatch(/<script|https?:\/\/(?!json-schema)/);
    for (const { path } of await routesOf(api.ports)) expect(text).toContain(`<code>${path}</code>`);
  });
});

describe('what needs no token', () => {
  it.each(['/docs', '/openapi.json'])('sends %s small, and nothing to who has it', async (path) => {
    const plain = await api.call(path, { as: 'nobody' });
    expect(plain.headers).toMatchObject({ 'cache-control': 'public, max-age=3600', vary: 'accept-encoding' });
    const accepted = { 'accept-encoding': 'gzip, deflate, br' };
    const packed = await api.call(path, { as: 'nobody', headers: accepted });
    expect(packed.headers).toMatchObject({ 'content-encoding': 'br', etag: plain.headers['etag'] });
    const bytes = Buffer.from(packed.text, 'base64');
    expect(bytes.length * 8).toBeLessThan(plain.text.length);
    expect(brotliDecompressSync(bytes).toString()).toBe(plain.text);
    const again = await api.call(path, {
      as: 'nobody',
      headers: { ...accepted, 'if-none-match': plain.headers['etag'] ?? '' },
    });
    expect(again).toMatchObject({ status: 304, text: '' });
  });
});

describe('GET /health', () => {
  it('needs no token', async () => {
    expect((await api.call('/health', { as: 'nobody' })).body).toEqual({ status: 'ok', stage: 'test' });
  });
});

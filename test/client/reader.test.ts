import { SignatureV4 } from '@smithy/signature-v4';
import { createHash, createHmac, type BinaryLike } from 'node:crypto';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type * as z from 'zod/mini';
import { iamFetch } from '../../client/iam.ts';
import {
  createCostkeeperReader,
  type BreakdownPage,
  type BudgetList,
  type BudgetStatus,
  type Dimension,
  type Entry,
  type EntryPage,
  type GroupTotals,
  type Job,
  type LedgerStatus,
  type OwnResource,
  type PriceList,
  type Receipt,
  type Statement,
  type Trends,
  type UserEntryPage,
  type UserList,
  type UserTotals,
} from '../../client/reader.ts';
import { signatureHeaders } from '../../client/wrappers/sigv4.ts';
import type { entryListSchema, entrySchema, userEntryListSchema } from '../../contracts/api/entries.ts';
import type { budgetListSchema, budgetStatusSchema } from '../../contracts/api/budgets.ts';
import type { priceListSchema } from '../../contracts/api/prices.ts';
import type { statementSchema } from '../../contracts/api/reports.ts';
import type { breakdownAnswerSchema } from '../../contracts/api/breakdown.ts';
import type { trendsSchema } from '../../contracts/api/trends.ts';
import type { jobSchema } from '../../contracts/api/jobs.ts';
import type { statusSchema } from '../../contracts/api/status.ts';
import type { groupSchema } from '../../contracts/api/groups.ts';
import type { ownResourceSchema, receiptSchema } from '../../contracts/api/resources.ts';
import type { userListSchema, userSchema } from '../../contracts/api/users.ts';
import { startStub } from './support/json-server.ts';

describe('createCostkeeperReader', () => {
  it('reads each route with the token, and puts unusual ids into the query', async () => {
    await using api = await startStub(() => ({ json: { jobId: 'j1' } }));
    const reader = createCostkeeperReader({ apiUrl: `${api.url}/cost-tracking/`, token: () => 'fresh' });
    await reader.me();
    await reader.myEntries({ limit: 10, from: '2026-11-01' });
    await reader.myResource('episode', 'ep-7', { period: '2026-11' });
    await reader.myResource('episode', 'ep 7%');
    await reader.user('user-42', { period: '2026-11' });
    await reader.user('a/b#c');
    await reader.resource('episode', 'ep-7');
    await reader.resource('episode', 'ep 7%');
    await reader.group('podcast', 'pod-1');
    await reader.users({ period: '2026-11', limit: 10, sort: 'cost' });
    await reader.myResources({ type: 'episode', limit: 2 });
    await reader.entries({
      system: true,
      names: true,
      sort: 'cost',
      rateDate: '2026-11-01',
      currency: 'EUR',
    });
    await reader.breakdown('tag:tier', { from: '2026-11-01', provider: 'openai' });
    await reader.trends({ interval: 'hour', userId: 'user-42' });
    await reader.budgets({ limit: 5 });
    await reader.prices({ provider: 'openai', at: '2026-11-01T00:00:00Z' });
    await reader.statement({ userId: 'user-42', month: '2026-11' });
    await reader.statement({ currency: 'EUR' });
    await reader.budgetStatus({ currency: 'EUR' });
    expect(await reader.recalculateUser('a/b')).toEqual({ jobId: 'j1' });
    expect(api.seen.map(({ method, path }) => `${method} ${path.replace('/cost-tracking', '')}`)).toEqual([
      'GET /me',
      'GET /me/entries?limit=10&from=2026-11-01',
      'GET /me/resources/episode/ep-7?period=2026-11',
      'GET /me/resources?type=episode&id=ep+7%25',
      'GET /users/user-42?period=2026-11',
      'GET /users?id=a%2Fb%23c',
      'GET /resources/episode/ep-7',
      'GET /resources?type=episode&id=ep+7%25',
      'GET /groups/podcast/pod-1',
      'GET /users?period=2026-11&limit=10&sort=cost',
      'GET /me/resources?type=episode&limit=2',
      'GET /entries?system=true&names=true&sort=cost&rateDate=2026-11-01&currency=EUR',
      'GET /breakdown/tag%3Atier?from=2026-11-01&provider=openai',
      'GET /trends?interval=hour&userId=user-42',
      'GET /budgets?limit=5',
      'GET /prices?provider=openai&at=2026-11-01T00%3A00%3A00Z',
      'GET /reports/statement?userId=user-42&month=2026-11&format=json',
      'GET /reports/statement?currency=EUR&format=json',
      'GET /budget/status?currency=EUR',
      'POST /users/a%2Fb/recalculate',
    ]);
    expect(new Set(api.seen.map(({ headers }) => headers.authorization))).toEqual(new Set(['Bearer fresh']));
  });

  it.each(['.', '..', ''])('never asks for more than what an id of %j names', async (id) => {
    await using api = await startStub(() => ({ json: {} }));
    const reader = createCostkeeperReader({ apiUrl: `${api.url}/cost-tracking`, token: 't' });
    for (const read of [
      () => reader.userEntries(id),
      () => reader.recalculateUser(id),
      () => reader.breakdown(id as Dimension),
      () => reader.job(id),
    ])
      await expect(read()).rejects.toThrow(RangeError);
    await reader.user(id);
    await reader.resource('episode', id);
    expect(api.seen.map(({ path }) => path)).toEqual([
      `/cost-tracking/users?id=${id}`,
      `/cost-tracking/resources?type=episode&id=${id}`,
    ]);
  });

  it('takes no web page for an answer', async () => {
    await using page = await startStub(() => ({ body: '<!doctype html>' }));
    const reader = createCostkeeperReader({ apiUrl: page.url, token: 't' });
    await expect(reader.me()).rejects.toThrow('GET /me was not answered by the ledger');
    await expect(reader.get('/reports/export')).resolves.toBe('<!doctype html>');
  });

  it('walks through all pages', async () => {
    await using api = await startStub((request) =>
      request.path.includes('cursor=')
        ? { json: { entries: [{ id: 'c' }] } }
        : { json: { entries: [{ id: 'a' }, { id: 'b' }], nextCursor: 'x' } },
    );
    const reader = createCostkeeperReader({ apiUrl: api.url });
    const ids: string[] = [];
    for await (const { id } of reader.eachEntry((cursor) => reader.myEntries({ cursor }))) ids.push(id);
    expect(ids).toEqual(['a', 'b', 'c']);
  });

  it.each([
    ['problem+json', { json: { title: 'Forbidden', detail: 'only readers may do this' } }, 'only readers'],
    ["the gateway's own answer", { json: { message: 'Unauthorized' } }, 'Unauthorized'],
    ['no JSON at all', { body: '<html>' }, '403'],
  ])('rejects with what %s says', async (_name, answer, said) => {
    await using api = await startStub(() => ({ status: 403, ...answer }));
    const reader = createCostkeeperReader({ apiUrl: api.url });
    await expect(reader.status()).rejects.toMatchObject({ name: 'ApiError', status: 403 });
    await expect(reader.status()).rejects.toThrow(said);
  });

  it('has the shapes that the API sends', () => {
    expectTypeOf<z.infer<typeof receiptSchema>>().toEqualTypeOf<Receipt>();
    expectTypeOf<z.infer<typeof ownResourceSchema>>().toEqualTypeOf<OwnResource>();
    expectTypeOf<z.infer<typeof userSchema>>().toEqualTypeOf<UserTotals>();
    expectTypeOf<z.infer<typeof groupSchema>>().toEqualTypeOf<GroupTotals>();
    expectTypeOf<z.infer<typeof entrySchema>>().toEqualTypeOf<Entry>();
    expectTypeOf<z.infer<typeof entryListSchema>>().toEqualTypeOf<EntryPage>();
    expectTypeOf<z.infer<typeof userEntryListSchema>>().toEqualTypeOf<UserEntryPage>();
    expectTypeOf<z.infer<typeof statusSchema>>().toEqualTypeOf<LedgerStatus>();
    expectTypeOf<z.infer<typeof budgetStatusSchema>>().toEqualTypeOf<BudgetStatus>();
    expectTypeOf<z.infer<typeof jobSchema>>().toEqualTypeOf<Job>();
    expectTypeOf<z.infer<typeof userListSchema>>().toEqualTypeOf<UserList>();
    expectTypeOf<z.infer<typeof breakdownAnswerSchema>>().toEqualTypeOf<BreakdownPage>();
    expectTypeOf<z.infer<typeof trendsSchema>>().toEqualTypeOf<Trends>();
    expectTypeOf<z.infer<typeof budgetListSchema>>().toEqualTypeOf<BudgetList>();
    expectTypeOf<z.infer<typeof priceListSchema>>().toEqualTypeOf<PriceList>();
    expectTypeOf<z.infer<typeof statementSchema>>().toEqualTypeOf<Statement>();
  });
});

/** SHA-256 as the AWS signer wants it. */
class Sha256 {
  readonly #hash;
  constructor(secret?: BinaryLike) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
  }
  update(data: BinaryLike): void {
    this.#hash.update(data);
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }
}

describe('iamFetch', () => {
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session' };

  it("signs as AWS's own signer does", async () => {
    const url = new URL(
      'https://api.example.com/cost-tracking/service/budgets/holds/a%2Fb/release?type=x&id=a+b',
    );
    const at = new Date('2026-11-21T10:15:30Z');
    const request = {
      method: 'POST',
      url,
      body: '{"a":1}',
      region: 'eu-west-1',
      service: 'execute-api',
      credentials,
      at,
    };
    const ours = signatureHeaders(request);
    const signer = new SignatureV4({
      credentials,
      region: 'eu-west-1',
      service: 'execute-api',
      sha256: Sha256 as never,
    });
    const theirs = await signer.sign(
      {
        method: 'POST',
        protocol: 'https:',
        hostname: url.hostname,
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: { host: url.host },
        body: '{"a":1}',
      },
      { signingDate: at },
    );
    expect(ours['authorization']).toBe(theirs.headers['authorization']);
  });

  it('sends the signature with the request', async () => {
    await using api = await startStub(() => ({ json: {} }));
    const signed = iamFetch({ region: 'us-east-1', credentials: () => Promise.resolve(credentials) });
    await createCostkeeperReader({ apiUrl: `${api.url}/service`, fetch: signed }).status();
    expect(api.seen[0]?.headers).toMatchObject({ 'x-amz-security-token': 'session' });
    expect(api.seen[0]?.headers.authorization).toContain('AKIDEXAMPLE');
  });
});

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sdkClient } from '../../../testing/sdk-client.ts';
import { retryPolicy, WAITED_FOR } from '../../../adapters/dynamo/retry-policy.ts';
import { TableHttp, type WireRequest } from '../../../adapters/dynamo/table-http.ts';
import { routesOf } from '../../../lambdas/api/routes.ts';
import { modelNames } from '../../../lambdas/support/model-names.ts';
import { CALLERS, startApi } from '../../support/api.ts';
import { startLedger, usageEvent } from '../../support/ledger.ts';
import { startDynamo, type TestDynamo } from '../../../testing/dynamo.ts';

let server: Server;
/** Tries of calls of the table, as the SDK makes them: whether one is on its way in time is the machine's matter. */
let tries = 0;
/** Times that a caller waits for the table: tries that begin while none is under way. */
let waits = 0;
let underWay = 0;
/** A table that takes every request and answers none. */
let silent: TestDynamo;

beforeAll(async () => {
  server = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = () => {
    const made = sdkClient({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      answerMs: 20,
      retryStrategy: retryPolicy(WAITED_FOR),
    });
    made.middlewareStack.add(
      (next) => async (args) => {
        tries++;
        if (underWay++ === 0) waits++;
        try {
          return await next(args);
        } finally {
          underWay--;
        }
      },
      { step: 'finalizeRequest', priority: 'low', name: 'tries' },
    );
    return made;
  };
  silent = {
    endpoint,
    client,
    pid: 0,
    databaseFile: '',
    createTable: () => Promise.resolve(),
    stop: () => undefined,
  };
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('a DynamoDB that does not answer', () => {
  it.each([
    ['/status', undefined],
    ['/me', undefined],
    ['/users', undefined],
    ['/entries', undefined],
    ['/dashboard', undefined],
    ['/summary/daily', undefined],
    ['POST /budgets/authorize', { estimateUsd: '1' }],
  ])('makes %s say 503 with Retry-After, after one try of each call', async (request, body) => {
    tries = 0;
    const api = startApi(silent, 'silent', { settings: { requestsPerMinute: 100, recordsPerMinute: 100 } });
    const { status, headers } = await api.call(request, body === undefined ? {} : { body });
    expect([status, headers['retry-after']]).toEqual([503, '1']);
    // The limit is asked first, once, and nothing after it.
    expect(tries).toBe(1);
  });

  it('is waited for once by every read and by the gate, also where a function has to read names of models', async () => {
    const { ports } = startApi(silent, 'silent');
    const knowModels = modelNames(ports, { warn: () => undefined }, 60_000);
    const api = startApi(silent, 'silent', { ports: { knowModels } });
    const reads = (await routesOf(ports))
      .filter(({ method, access, needsTable }) => method === 'GET' && access !== 'open' && needsTable)
      .map(({ path }) => path.replace('{dimension}', 'user').replaceAll(/\{\w+\}/g, 'x'));
    expect(reads.length).toBeGreaterThan(40);
    const wrong: unknown[] = [];
    for (const request of [...reads, 'POST /budgets/authorize']) {
      waits = 0;
      const { status } = await api.call(
        request,
        request.startsWith('POST') ? { body: { estimateUsd: '1' } } : {},
      );
      if (status !== 503 || waits !== 1) wrong.push([request, status, waits]);
    }
    expect(wrong).toEqual([]);
  });

  it.each(['/docs', '/openapi.json', '/health'])('does not stop %s, which needs no table', async (path) => {
    const { ports } = startApi(silent, 'silent');
    const knowModels = modelNames(ports, { warn: () => undefined }, 60_000);
    tries = 0;
    const api = startApi(silent, 'silent', { ports: { knowModels } });
    expect((await api.call(path)).status).toBe(200);
    expect(tries).toBe(0);
  });

  it('does not stop /record, which needs the queue alone', async () => {
    const api = startApi(silent, 'silent', { settings: { requestsPerMinute: 100, recordsPerMinute: 100 } });
    tries = 0;
    expect((await api.call('POST /record', { body: usageEvent('a') })).status).toBe(202);
    expect((await api.call('POST /record', { body: usageEvent('b') })).status).toBe(202);
    expect(api.sent).toHaveLength(2);
    expect(tries).toBe(1);
  });

  it('is waited for once by a dry run of /record, which needs prices, after a limit that lets it pass', async () => {
    const api = startApi(silent, 'silent', { settings: { requestsPerMinute: 100, recordsPerMinute: 100 } });
    tries = 0;
    const { status, headers } = await api.call('POST /record?dryRun=true', { body: usageEvent('a') });
    expect([status, headers['retry-after']]).toEqual([503, '1']);
    expect(tries).toBe(1);
  });
});

describe('a DynamoDB that falls silent while a request is under way', () => {
  const ORGANISATION = { scope: { kind: 'organisation' }, period: 'daily', limitUsd: '100' };
  const OWN = { scope: { kind: 'user', id: '*' }, period: 'daily', limitUsd: '10' };
  let dynamo: TestDynamo;
  beforeAll(async () => {
    dynamo = await startDynamo();
    await startLedger(dynamo, 'falls-silent');
    const admin = startApi(dynamo, 'falls-silent');
    for (const body of [ORGANISATION, OWN]) await admin.call('POST /budgets', { body });
  });
  afterAll(() => dynamo.stop());

  /** A function that has served nothing yet, whose table answers so many calls; with how often it waited. */
  function freshApi(answered: number) {
    // Of its own: what an earlier one waits for beside its answer may go on.
    let [calls, waiting, waited] = [0, 0, 0];
    const client = dynamo.client({ retryStrategy: retryPolicy(WAITED_FOR) });
    client.middlewareStack.add(
      (next) => async (args) => {
        if (calls++ < answered) return next(args);
        const { hostname, port } = new URL(silent.endpoint);
        const request = Object.assign(args.request as WireRequest, { hostname, port: Number(port) });
        if (waiting++ === 0) waited++;
        try {
          return await new TableHttp(20).handle(request);
        } finally {
          waiting--;
        }
      },
      { step: 'deserialize', priority: 'low', name: 'fallSilent' },
    );
    const api = startApi({ ...dynamo, client: () => client }, 'falls-silent');
    return { api, waits: () => waited };
  }

  it.each([
    ['a backend', CALLERS.writer],
    ['a person', CALLERS.user],
  ])('makes the gate say 503 to %s after one wait, whatever it holds by then', async (_who, as) => {
    const body = { userId: 'user-1', estimateUsd: '0.01' };
    const answers: unknown[] = [];
    for (let status = 0; status !== 200;) {
      const { api, waits } = freshApi(answers.length);
      const answer = await api.call('POST /budgets/authorize', { as, body });
      ({ status } = answer);
      answers.push([status, waits(), answer.headers['retry-after']]);
    }
    // Before each of its calls, and never another answer; at the end it had all that it needs.
    expect(answers.pop()).toEqual([200, 0, undefined]);
    expect(answers.filter((answer) => !isDeepStrictEqual(answer, [503, 1, '1']))).toEqual([]);
    expect(answers.length).toBeGreaterThan(5);
  });
});

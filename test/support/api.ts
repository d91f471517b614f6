import { resolveGone } from '../../core/alerts/resolve-gone.ts';
import { Buffer } from 'node:buffer';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { expect } from 'vitest';
import type * as z from 'zod/mini';
import { randomSecret } from '../../adapters/chance/random-secret.ts';
import { randomPseudonym } from '../../adapters/chance/random-pseudonym.ts';
import type { LedgerSettings } from '../../contracts/ledger-settings.ts';
import { scopeText } from '../../core/scopes/scope.ts';
import type { Clock } from '../../core/time/ledger-time.ts';
import { exchangeSchema } from '../../contracts/api/reports.ts';
import { createApi } from '../../lambdas/api/create-api.ts';
import type { ApiPorts } from '../../lambdas/api/ports.ts';
import { routesOf } from '../../lambdas/api/routes.ts';
import { correctionBatches } from '../../lambdas/support/correction-batches.ts';
import { budgetServices } from '../../lambdas/support/budget-services.ts';
import { claimsAsText } from '../../local/api-gateway/http-event.ts';
import type { TestDynamo } from '../../testing/dynamo.ts';
import { ledgerOn } from '../../testing/ledger-on.ts';

/** Claims of a token, or `iam` for a function with a role, or `nobody`. */
export type TestCaller = Readonly<Record<string, unknown>> | 'iam' | 'nobody';

export const CALLERS = {
  admin: { sub: 'admin-1', 'cognito:groups': ['cost-admins'] },
  reader: { sub: 'reader-1', 'cognito:groups': ['cost-readers'] },
  writer: { sub: 'writer-1', 'cognito:groups': ['cost-writers'] },
  user: { sub: 'user-1' },
} as const;

/** Settings of a ledger without limits, so that many requests can be made. */
export const UNLIMITED: Partial<LedgerSettings> = { requestsPerMinute: 0, recordsPerMinute: 0 };

interface TestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The body as JSON; fields are what the test expects them to be. */
  readonly body: Record<string, never>;
}

interface TestRequest {
  readonly as?: TestCaller;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The gateway encodes bodies whose type it does not know as text. */
  readonly base64?: boolean;
}

export interface TestApi {
  readonly ports: ApiPorts;
  /** Messages that went on the usage queue. */
  readonly sent: string[];
  /** Jobs that were asked for. */
  readonly started: string[];
  /** Alerts that wait to be sent. */
  readonly waiting: string[];
  /** Scopes whose budgets are to be checked at once. */
  readonly checked: string[];
  /** Gates that were turned or lifted, as events tell it. */
  readonly gates: string[];
  /** Sends a request below the API's base; good answers are checked against the route's schema. */
  call(request: string, options?: TestRequest): Promise<TestAnswer>;
}

const API_TIME = Date.parse('2026-11-20T12:00:00Z');

/** The API over a table of the embedded engine, as the function runs it, with a queue that only remembers. */
export function startApi(
  dynamo: TestDynamo,
  table: string,
  options: {
    readonly settings?: Partial<LedgerSettings>;
    readonly clock?: Clock;
    readonly ports?: Partial<ApiPorts>;
  } = {},
): TestApi {
  const clock = options.clock ?? { now: () => API_TIME };
  const ledger = ledgerOn(
    dynamo.client(),
    table,
    { requestsPerMinute: 0, recordsPerMinute: 0, trackedTags: ['tier'], ...options.settings },
    clock,
  );
  const sent: string[] = [];
  const started: string[] = [];
  const waiting: string[] = [];
  const checked: string[] = [];
  const gates: string[] = [];
  const ports: ApiPorts = {
    stage: 'test',
    settings: ledger.settings,
    clock,
    totals: ledger.totals,
    history: ledger.history,
    marks: ledger.marks,
    sender: { send: (body) => Promise.resolve(void sent.push(body)) },
    queue: { waiting: () => Promise.resolve(0) },
    newCorrections: correctionBatches(ledger),
    readChain: ledger.entries.chain.bind(ledger.entries),
    quarantine: ledger.quarantine,
    files: { putText: (key) => Promise.reject(new Error(`no bucket here for ${key}`)) },
    bodies: { getBody: (key) => Promise.reject(new Error(`no bucket here for ${key}`)) },
    prices: ledger.prices,
    overrides: ledger.overrides,
    packs: ledger.packs,
    exchangeRates: ledger.exchangeRates,
    revenues: ledger.revenues,
    jobs: {
      jobs: ledger.jobs,
      queue: { send: (jobId) => Promise.resolve(void started.push(jobId)) },
      resultUrl: (key) => Promise.resolve(`https://bucket.test/${key}`),
    },
    keys: ledger.keys,
    names: ledger.names,
    erasures: ledger.erasures,
    extent: ledger.extent,
    imports: ledger.imports,
    months: ledger.months,
    dayFacts: ledger.dayFacts,
    audits: ledger.audits,
    optimizations: ledger.optimizations,
    anomalies: ledger.anomalies,
    counters: ledger.counters,
    newId: ledger.newId,
    newSecret: randomSecret,
    newPseudonym: randomPseudonym,
    alerting: {
      alerts: ledger.alerts,
      events: {
        alertsWaiting: (ids) => Promise.resolve(void waiting.push(...ids)),
        gateChanged: ({ key, gate }) => Promise.resolve(void gates.push(`${key.budgetId} ${gate}`)),
      },
      gateLog: { untold: () => undefined },
      check: (scopes) => Promise.resolve(void checked.push(...scopes.map(scopeText))),
      resolveGone: async (book, at) => {
        await resolveGone(book, at, ledger.alerts);
      },
      wait: () => Promise.resolve(),
    },
    budgets: budgetServices(ledger, {
      secrets: {
        encrypt: (clear) => Promise.resolve(`sealed ${clear.length}`),
        decrypt: () => Promise.reject(new Error('nothing opens secrets here')),
      },
      log: { leftToExpiry: () => undefined },
      development: false,
    }),
    ...options.ports,
  };
  const failures: unknown[] = [];
  const api = createApi(ports, { error: (...args: unknown[]) => void failures.push(args) });
  return {
    ports,
    sent,
    started,
    waiting,
    checked,
    gates,
    call: async (request, { as = CALLERS.admin, body, headers = {}, base64 = false } = {}) => {
      const event = gatewayEvent(request, as, body, headers);
      if (base64) {
        event.body = Buffer.from(body instanceof Uint8Array ? body : (event.body ?? '')).toString('base64');
        event.isBase64Encoded = true;
      }
      const result = await api(event, {} as Context);
      const text = result.body ?? '';
      const status = result.statusCode ?? 0;
      if (status === 500) {
        throw new Error(`the API failed: ${JSON.stringify(failures, errorText)}`);
      }
      const answer = {
        status,
        headers: result.headers as Record<string, string>,
        text,
        body: (/^[{[]/.test(text) ? JSON.parse(text) : {}) as Record<string, never>,
      };
      await checkShape(event, answer, ports);
      return answer;
    },
  };
}

function errorText(_key: string, value: unknown): unknown {
  return value instanceof Error ? value.stack : value;
}

/** A request as the HTTP API hands it over, payload format 2.0. */
export function gatewayEvent(
  request: string,
  as: TestCaller,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): APIGatewayProxyEventV2 {
  const [method = 'GET', address = '/'] = request.includes(' ') ? request.split(' ', 2) : ['GET', request];
  const [path = '', rawQueryString = ''] = address.split('?');
  const rawPath = decodeURIComponent(`/cost-tracking${path}`);
  return {
    version: '2.0',
    routeKey: 'ANY /cost-tracking/{proxy+}',
    rawPath,
    rawQueryString,
    headers: { ...tokenHeader(as), ...headers },
    queryStringParameters: Object.fromEntries(new URLSearchParams(rawQueryString)),
    pathParameters: { proxy: rawPath.replace('/cost-tracking/', '') },
    requestContext: {
      requestId: REQUEST_ID,
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      ...(as === 'nobody' ? {} : { authorizer: authorizerOf(as) }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    isBase64Encoded: false,
  } as unknown as APIGatewayProxyEventV2;
}

/** What the gateway of these tests calls each request. */
export const REQUEST_ID = 'of-the-gateway';

function authorizerOf(as: Exclude<TestCaller, 'nobody'>): object {
  if (as === 'iam') {
    return {
      iam: {
        userArn: 'arn:aws:sts::123456789012:assumed-role/app-role/function-7',
        callerId: 'A:function-7',
      },
    };
  }
  return { jwt: { claims: claimsAsText(as), scopes: null } };
}

/** The token that the gateway has verified: it hands the header on as it came. */
function tokenHeader(as: TestCaller): Record<string, string> {
  if (as === 'iam' || as === 'nobody') return {};
  const payload = Buffer.from(JSON.stringify(as)).toString('base64url');
  return { authorization: `Bearer e30.${payload}.c2ln` };
}

/** The routes' schemas are what the document says and the client believes: nothing more, nothing less. */
async function checkShape(event: APIGatewayProxyEventV2, answer: TestAnswer, ports: ApiPorts): Promise<void> {
  const { method, path } = event.requestContext.http;
  if (answer.status >= 300 || !answer.text.startsWith('{')) return;
  const inside = path.replace(/^\/cost-tracking(\/service|\/key(?=\/))?/, '');
  const matching = (await routesOf(ports)).filter(
    (route) => route.method === method && pattern(route).test(inside),
  );
  const route = matching.find((one) => one.path === inside) ?? matching[0];
  if (!route) throw new Error(`no route describes ${method} ${inside}`);
  // A read in another currency says so beside what its schema tells.
  const { currency, ...body } = answer.body as Record<string, unknown>;
  const shape = typeof currency === 'object' ? body : answer.body;
  if (typeof currency === 'object') expect(exchangeSchema.parse(currency)).toEqual(currency);
  expectShape(route.answer, shape, `${method} ${inside} against its schema`);
}

/** Fails unless a value is exactly what a schema says: nothing is missing, and no field is unknown at any depth. */
export function expectShape(schema: z.ZodMiniType, value: unknown, what: string): void {
  // oxlint-disable-next-line vitest/valid-expect -- Vitest takes the name of what is checked as second argument
  expect(schema.parse(value), what).toEqual(value);
}

function pattern({ path, slashes }: { readonly path: string; readonly slashes: boolean }): RegExp {
  return new RegExp(`^${path.replace(/\{[^}]+\}/g, slashes ? '.+' : '[^/]+')}$`);
}

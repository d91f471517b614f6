import { resolveGone } from '../../core/alerts/resolve-gone.ts';
import { Buffer } from 'node:buffer';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { ulid } from 'ulid';
import { expect } from 'vitest';
import { scopeText } from '../../core/scopes/scope.ts';
import { DynamoAdviceStore } from '../../adapters/dynamo/optimization-store.ts';
import { DynamoAnomalyStore } from '../../adapters/dynamo/anomaly-store.ts';
import { DynamoAlertStore } from '../../adapters/dynamo/alert-store.ts';
import { DynamoAuditStore } from '../../adapters/dynamo/audit-store.ts';
import { DynamoClosedMonthStore } from '../../adapters/dynamo/closed-month-store.ts';
import { DynamoDayFactsStore } from '../../adapters/dynamo/day-facts-store.ts';
import { DynamoJobStore } from '../../adapters/dynamo/job-store.ts';
import { randomPseudonym } from '../../adapters/chance/random-pseudonym.ts';
import { DynamoErasureStore } from '../../adapters/dynamo/erasure/erasure-store.ts';
import { DynamoHistoryReader } from '../../adapters/dynamo/history-reader.ts';
import { DynamoMarkReader } from '../../adapters/dynamo/mark-reader.ts';
import { DynamoNameStore } from '../../adapters/dynamo/name-store.ts';
import { DynamoQuarantineStore } from '../../adapters/dynamo/quarantine-store.ts';
import { DynamoRequestCounter } from '../../adapters/dynamo/request-counter.ts';
import { DynamoTotalsReader } from '../../adapters/dynamo/totals-reader.ts';
import { DynamoOverrideStore } from '../../adapters/dynamo/override-store.ts';
import { overrideSource } from '../../adapters/prices/override-source.ts';
import { type LedgerSettings, ledgerSettingsSchema } from '../../contracts/ledger-settings.ts';
import type { Clock } from '../../core/time/ledger-time.ts';
import { exchangeSchema } from '../../contracts/api/reports.ts';
import { createApi } from '../../lambdas/api/create-api.ts';
import type { ApiPorts } from '../../lambdas/api/ports.ts';
import { routesOf } from '../../lambdas/api/routes.ts';
import { budgetServices } from '../../lambdas/support/budget-services.ts';
import type { TestDynamo } from '../../testing/dynamo.ts';

/** Claims of a token, or `iam` for a function with a role, or `nobody`. */
export type TestCaller = Readonly<Record<string, unknown>> | 'iam' | 'nobody';

export const CALLERS = {
  admin: { sub: 'admin-1', 'cognito:groups': '[cost-admins]' },
  reader: { sub: 'reader-1', 'cognito:groups': '[cost-readers]' },
  writer: { sub: 'writer-1', 'cognito:groups': '[cost-writers]' },
  user: { sub: 'user-1' },
} as const;

export interface TestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The body as JSON; fields are what the test expects them to be. */
  readonly body: Record<string, never>;
}

export interface TestRequest {
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
  /** Scopes whose budgets are to be evaluated at once. */
  readonly evaluated: string[];
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
  const client = dynamo.client();
  const settings = ledgerSettingsSchema.parse({
    requestsPerMinute: 0,
    recordsPerMinute: 0,
    trackedTags: ['tier'],
    ...options.settings,
  });
  const clock = options.clock ?? { now: () => API_TIME };
  const sent: string[] = [];
  const overrides = new DynamoOverrideStore(client, table);
  const prices = overrideSource(settings, overrides);
  const newId = () => ulid(clock.now());
  const started: string[] = [];
  const waiting: string[] = [];
  const evaluated: string[] = [];
  const gates: string[] = [];
  const ports: ApiPorts = {
    stage: 'test',
    settings,
    clock,
    totals: new DynamoTotalsReader(client, table, settings.lanes),
    history: new DynamoHistoryReader(client, table, settings),
    marks: new DynamoMarkReader(client, table),
    sender: { send: (body) => Promise.resolve(void sent.push(body)) },
    quarantine: new DynamoQuarantineStore(client, table),
    files: { putText: (key) => Promise.reject(new Error(`no bucket here for ${key}`)) },
    bodies: { getBody: (key) => Promise.reject(new Error(`no bucket here for ${key}`)) },
    prices,
    overrides,
    jobs: {
      jobs: new DynamoJobStore(client, table),
      queue: { send: (jobId) => Promise.resolve(void started.push(jobId)) },
      resultUrl: (key) => Promise.resolve(`https://bucket.test/${key}`),
    },
    names: new DynamoNameStore(client, table),
    erasures: new DynamoErasureStore(client, table),
    months: new DynamoClosedMonthStore(client, table),
    dayFacts: new DynamoDayFactsStore(client, table),
    audits: new DynamoAuditStore(client, table),
    advice: new DynamoAdviceStore(client, table),
    anomalies: new DynamoAnomalyStore(client, table),
    counters: {
      requests: new DynamoRequestCounter(client, table, 'requests'),
      records: new DynamoRequestCounter(client, table, 'records'),
    },
    newId,
    newPseudonym: randomPseudonym,
    alerting: {
      alerts: new DynamoAlertStore(client, table),
      events: {
        alertsWaiting: (ids) => Promise.resolve(void waiting.push(...ids)),
        gateChanged: ({ key, gate }) => Promise.resolve(void gates.push(`${key.budgetId} ${gate}`)),
      },
      gateLog: { untold: () => undefined },
      evaluate: (scopes) => Promise.resolve(void evaluated.push(...scopes.map(scopeText))),
      resolveGone: async (book, at) => {
        await resolveGone(book, at, new DynamoAlertStore(client, table));
      },
      wait: () => Promise.resolve(),
    },
    budgets: budgetServices({
      clients: { reads: client, once: client },
      table,
      settings,
      clock,
      prices,
      newId,
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
    evaluated,
    gates,
    call: async (request, { as = CALLERS.admin, body, headers = {}, base64 = false } = {}) => {
      const event = gatewayEvent(request, as, body, headers);
      if (base64) {
        event.body = Buffer.from(event.body ?? '').toString('base64');
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
      checkShape(event, answer, ports);
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
    headers: { ...headers },
    queryStringParameters: Object.fromEntries(new URLSearchParams(rawQueryString)),
    pathParameters: { proxy: rawPath.replace('/cost-tracking/', '') },
    requestContext: {
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      ...(as === 'nobody' ? {} : { authorizer: authorizerOf(as) }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    isBase64Encoded: false,
  } as unknown as APIGatewayProxyEventV2;
}

function authorizerOf(as: Exclude<TestCaller, 'nobody'>): object {
  if (as === 'iam') {
    return {
      iam: {
        userArn: 'arn:aws:sts::123456789012:assumed-role/app-role/function-7',
        callerId: 'A:function-7',
      },
    };
  }
  return { jwt: { claims: as, scopes: null } };
}

/** The routes' schemas are what the document says and the client believes: nothing more, nothing less. */
function checkShape(event: APIGatewayProxyEventV2, answer: TestAnswer, ports: ApiPorts): void {
  const { method, path } = event.requestContext.http;
  if (answer.status >= 300 || !answer.text.startsWith('{')) return;
  const inside = path.replace(/^\/cost-tracking(\/service)?/, '');
  const matching = routesOf(ports).filter((route) => route.method === method && pattern(route).test(inside));
  const route = matching.find((one) => one.path === inside) ?? matching[0];
  if (!route) throw new Error(`no route describes ${method} ${inside}`);
  // A read in another currency says so beside what its schema tells.
  const { currency, ...body } = answer.body as Record<string, unknown>;
  const shape = typeof currency === 'object' ? body : answer.body;
  if (typeof currency === 'object') expect(exchangeSchema.parse(currency)).toEqual(currency);
  expect(route.answer.parse(shape), `${method} ${inside} against its schema`).toEqual(shape);
}

function pattern({ path, slashes }: { readonly path: string; readonly slashes: boolean }): RegExp {
  return new RegExp(`^${path.replace(/\{[^}]+\}/g, slashes ? '.+' : '[^/]+')}$`);
}

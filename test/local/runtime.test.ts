import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { importJWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsJson } from '../../local/aws-json.ts';
import { gatewayAnswer } from '../../local/api-gateway/http-event.ts';
import { startRuntime } from '../../local/runtime.ts';
import type { Runtime } from '../../local/runtime.ts';
import { mintToken } from '../../local/tokens.ts';
import { app } from './fixtures/app.ts';

let runtime: Runtime;
let bearer: string;
const folder = mkdtempSync(path.join(tmpdir(), 'local-runtime-'));

const page = () => gatewayAnswer(200, 'the page');

beforeAll(async () => {
  runtime = await startRuntime({
    stacks: [app],
    port: 0,
    folder,
    keep: false,
    page,
    report: () => undefined,
  });
  const token = await mintToken(runtime.key, { sub: 'user-1', groups: ['cost-admins', 'cost-readers'] });
  bearer = `Bearer ${token}`;
});

afterAll(async () => {
  await runtime.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Echo {
  readonly event: Record<string, unknown> & { readonly requestContext: Record<string, unknown> };
}

async function call(target: string, init: RequestInit = {}) {
  const response = await fetch(`${runtime.gateway}${target}`, init);
  const body = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: body === '' ? undefined : (JSON.parse(body) as unknown),
  };
}

async function event(
  target: string,
  init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {},
): Promise<Echo['event']> {
  const { body } = await call(target, { ...init, headers: { authorization: bearer, ...init.headers } });
  return (body as Echo).event;
}

/** A token with single claims changed, or left out. */
async function tokenWith(changed: Record<string, unknown>): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const { issuer, audience, privateKey } = runtime.key;
  const claims = { sub: 'user-1', iss: issuer, aud: [...audience], iat: now, exp: now + 600, ...changed };
  const key = await importJWK(privateKey, 'RS256');
  return await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'local' }).sign(key);
}

async function preflight(origin: string, path = '/v1/me', asked: Record<string, string> = {}) {
  const headers = { origin, 'access-control-request-method': 'GET', ...asked };
  return await call(path, { method: 'OPTIONS', headers });
}

async function nextMessage(): Promise<unknown> {
  const sqs = awsJson(runtime.sqs, 'sqs', 'eu-west-1');
  const QueueUrl = runtime.resolver.resolve({ Ref: 'Queue' }, 'App');
  const answer = await sqs('AmazonSQS.ReceiveMessage', { QueueUrl, WaitTimeSeconds: 10 });
  const [message] = answer['Messages'] as { Body: string; ReceiptHandle: string }[];
  await sqs('AmazonSQS.DeleteMessage', { QueueUrl, ReceiptHandle: message?.ReceiptHandle });
  return JSON.parse(message?.Body ?? '');
}

type Refused = Omit<RequestInit, 'headers'> & { readonly headers?: Record<string, string> };

describe('the HTTP API', () => {
  it('sends events of payload 2.0, decoded where API Gateway decodes', async () => {
    const sent = await event('/v1/users/a%2Fb?x=1&x=2&y=%20', {
      headers: { 'x-own': 'A', cookie: 'a=1; b=2' },
    });
    expect(sent).toMatchObject({
      version: '2.0',
      routeKey: 'GET /v1/{proxy+}',
      rawPath: '/v1/users/a/b',
      rawQueryString: 'x=1&x=2&y=%20',
      queryStringParameters: { x: '1,2', y: ' ' },
      pathParameters: { proxy: 'users/a/b' },
      cookies: ['a=1', 'b=2'],
      headers: { 'x-own': 'A' },
      isBase64Encoded: false,
      requestContext: { http: { method: 'GET', path: '/v1/users/a/b' }, stage: '$default' },
    });
    expect(sent).not.toHaveProperty('body');
  });

  it('gives claims as text, lists in brackets', async () => {
    const { requestContext } = await event('/v1/me');
    const claims = {
      sub: 'user-1',
      'cognito:groups': '[cost-admins cost-readers]',
      iss: 'https://issuer.example.com',
    };
    expect(requestContext['authorizer']).toMatchObject({ jwt: { claims, scopes: null } });
    const { jwt } = requestContext['authorizer'] as { jwt: { claims: Record<string, unknown> } };
    expect(typeof jwt.claims['exp']).toBe('string');
  });

  it('passes text bodies as they are and others in base64', async () => {
    const json = await event('/v1/users/7', {
      method: 'POST',
      body: '{"a":1}',
      headers: { 'content-type': 'application/json' },
    });
    expect(json).toMatchObject({ body: '{"a":1}', isBase64Encoded: false, pathParameters: { id: '7' } });
    const bytes = await event('/v1/users/7', {
      method: 'POST',
      body: 'xyz',
      headers: { 'content-type': 'application/zip' },
    });
    expect(bytes).toMatchObject({ body: 'eHl6', isBase64Encoded: true });
  });

  it('words its own refusals as a message', async () => {
    expect(await call('/v1/me')).toMatchObject({ status: 401, body: { message: 'Unauthorized' } });
    const forged = { headers: { authorization: `${bearer}x` } };
    expect(await call('/v1/me', forged)).toMatchObject({ status: 401, body: { message: 'Unauthorized' } });
    expect(await call('/v1/me', { method: 'PATCH' })).toMatchObject({
      status: 404,
      body: { message: 'Not Found' },
    });
    expect(await call('/v1/service/x')).toMatchObject({ status: 403, body: { message: 'Forbidden' } });
    expect(await call('/v1/slow')).toMatchObject({ status: 503, body: { message: 'Service Unavailable' } });
  });

  it('refuses tokens of another issuer or for another client', async () => {
    for (const wrong of [{ issuer: 'https://other.example.com' }, { audience: ['client-2'] }]) {
      const token = await mintToken({ ...runtime.key, ...wrong }, { sub: 'user-1' });
      expect(await call('/v1/me', { headers: { authorization: `Bearer ${token}` } })).toMatchObject({
        status: 401,
      });
    }
  });

  it('refuses tokens that never end, or that were issued tomorrow', async () => {
    const tomorrow = Math.floor(Date.now() / 1000) + 86_400;
    for (const wrong of [{ exp: undefined }, { iat: tomorrow }]) {
      const token = await tokenWith(wrong);
      expect(await call('/v1/me', { headers: { authorization: `Bearer ${token}` } })).toMatchObject({
        status: 401,
        body: { message: 'Unauthorized' },
      });
    }
  });

  it('asks for a scope where a route does, and tells the function all that the token has', async () => {
    expect(await call('/v1/scoped', { headers: { authorization: bearer } })).toMatchObject({
      status: 403,
      body: { message: 'Forbidden' },
    });
    const token = await mintToken(runtime.key, {
      sub: 'user-1',
      claims: { scope: 'costs/read costs/write' },
    });
    const { requestContext } = await event('/v1/scoped', { headers: { authorization: `Bearer ${token}` } });
    const scopes = ['costs/read', 'costs/write'];
    expect(requestContext['authorizer']).toMatchObject({ jwt: { scopes } });
  });

  it('takes no CORS headers from a function', async () => {
    const answer = await call('/v1/cors', { headers: { origin: 'https://evil.example.com' } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    const allowed = await call('/v1/cors', { headers: { origin: 'https://app.example.com' } });
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
  });

  it('lets a page of an allowed origin read each refusal, and no other page', async () => {
    const headers = { authorization: bearer, 'content-type': 'text/plain' };
    const large = 'x'.repeat(10 * 1024 * 1024 + 1);
    await call('/v1/throttled', { headers });
    const refusals: readonly (readonly [status: number, path: string, init?: Refused])[] = [
      [401, '/v1/me'],
      [403, '/v1/scoped', { headers }],
      [404, '/v1/me', { method: 'PATCH' }],
      [413, '/v1/users/7', { method: 'POST', headers, body: large }],
      [429, '/v1/throttled', { headers }],
      [500, '/v1/closed'],
      [503, '/v1/slow'],
    ];
    for (const [status, path, init] of refusals) {
      const from = async (origin: string) => {
        const answer = await call(path, { ...init, headers: { ...init?.headers, origin } });
        const { message } = answer.body as { message?: string };
        return [answer.status, answer.headers.get('access-control-allow-origin'), typeof message];
      };
      expect(await from('https://app.example.com')).toEqual([status, 'https://app.example.com', 'string']);
      expect(await from('https://evil.example.com')).toEqual([status, null, 'string']);
      expect((await preflight('https://app.example.com', path)).status).toBe(204);
    }
  });

  it('refuses more than 10,240 bytes of request line and headers together', async () => {
    expect((await call(`/v1/cors?q=${'x'.repeat(8_000)}`)).status).toBe(200);
    expect((await call(`/v1/cors?q=${'x'.repeat(10_240)}`)).status).toBe(431);
    const headers = { 'x-long': 'x'.repeat(3_000) };
    expect((await call(`/v1/cors?q=${'x'.repeat(8_000)}`, { headers })).status).toBe(431);
  });

  it('refuses bodies over 10 MB', async () => {
    const headers = { authorization: bearer, 'content-type': 'text/plain' };
    const body = 'x'.repeat(10 * 1024 * 1024 + 1);
    expect(await call('/v1/users/7', { method: 'POST', headers, body })).toMatchObject({ status: 413 });
  });

  it('lets signed callers into routes of type IAM', async () => {
    const authorization =
      'AWS4-HMAC-SHA256 Credential=AKIALOCAL/20260101/eu-west-1/execute-api/aws4_request, Signature=0';
    const { requestContext } = await event('/v1/service/record', { headers: { authorization } });
    expect(requestContext['authorizer']).toMatchObject({ iam: { accessKey: 'AKIALOCAL' } });
  });

  it('answers a preflight itself, for the origins it allows', async () => {
    const allowed = await preflight('https://app.example.com');
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-methods')).toBe('GET');
  });

  it('answers a preflight that asks for more than it allows without a header of CORS', async () => {
    const refused = [
      await preflight('https://evil.example.com'),
      await preflight('https://app.example.com', '/v1/me', { 'access-control-request-method': 'DELETE' }),
      await preflight('https://app.example.com', '/v1/me', { 'access-control-request-headers': 'x-other' }),
    ];
    const allowed = await preflight('https://APP.example.com', '/v1/me', {
      'access-control-request-headers': 'Authorization',
    });
    const seen = [...refused, allowed].map(({ status, headers }) => [
      status,
      headers.get('access-control-allow-origin'),
    ]);
    expect(seen).toEqual([
      [204, null],
      [204, null],
      [204, null],
      [204, 'https://APP.example.com'],
    ]);
  });

  it('sends a preflight to a route of any method, which asks for a token: as API Gateway, it routes first', async () => {
    expect(await preflight('https://app.example.com', '/v1/any')).toMatchObject({
      status: 401,
      body: { message: 'Unauthorized' },
    });
  });

  it('leaves other paths to the page', async () => {
    expect(await call('/anything')).toMatchObject({ body: { message: 'the page' } });
  });
});

describe('the services', () => {
  it('answer the SDK as it is: metrics, events, objects, mails, keys', async () => {
    const body = JSON.stringify({ to: 'to@example.com', key: 'Key' });
    const answer = await call('/v1/services', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.body).toMatchObject({ metric: 200, failedEvents: 0, object: 'kept', plain: 'secret' });
    expect(answer.body).toMatchObject({ refusedMetric: 'InvalidParameterValueException' });
    expect(answer.body).toMatchObject({
      unknown: expect.stringContaining('TrentService.ListKeys has no stand-in') as string,
    });
    expect(await nextMessage()).toMatchObject({
      source: 'app',
      'detail-type': 'TotalsChanged',
      detail: { scope: 'U#1' },
    });
    const { emails } = (await (await fetch(runtime.mail)).json()) as { emails: object[] };
    expect(emails).toMatchObject([{ subject: 'Hello', destination: { to: ['to@example.com'] } }]);
  });

  it('carry a write to the stream to its function', async () => {
    const dynamodb = awsJson(runtime.dynamodb, 'dynamodb', 'eu-west-1');
    const TableName = runtime.resolver.resolve({ Ref: 'Table' }, 'App');
    await dynamodb('DynamoDB_20120810.PutItem', { TableName, Item: { pk: { S: 'a' }, n: { N: '1' } } });
    await dynamodb('DynamoDB_20120810.PutItem', { TableName, Item: { pk: { S: 'a' }, n: { N: '2' } } });
    await dynamodb('DynamoDB_20120810.PutItem', { TableName, Item: { pk: { S: 'b' } } });
    expect(await nextMessage()).toEqual({ eventName: 'INSERT', keys: { pk: { S: 'a' } } });
    expect(await nextMessage()).toEqual({ eventName: 'INSERT', keys: { pk: { S: 'b' } } });
  });
});

import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { record } from '../template.ts';

/** A request as it came in, its body read. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly sourceIp: string;
}

/** What an HTTP API takes of request line and values of headers together. Source: API Gateway, quotas of HTTP APIs. */
const MOST_HEAD_BYTES = 10_240;

/** True for a request whose line and headers are longer than API Gateway takes. */
export function isTooLongHead({ method, url, headers }: HttpRequest): boolean {
  const values = Object.values(headers).flatMap((value) => value ?? []);
  const bytes = values.reduce((sum, value) => sum + value.length, `${method} ${url} HTTP/1.1`.length);
  return bytes > MOST_HEAD_BYTES;
}

/** Who the authorizer says the caller is, in the event's own form. */
export type Authorizer = Readonly<Record<string, unknown>>;

const TEXT_TYPES = /^(text\/|application\/(json|javascript|xml|[\w.-]+\+(json|xml))\b)/i;

/** The path as routes and functions see it: percent-decoded, a broken encoding left as it is. */
export function decodedPath(url: string): string {
  const path = url.split('?', 1)[0] ?? '/';
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The event of payload format 2.0 that an HTTP API sends to its function. */
export function httpEvent(
  request: HttpRequest,
  routeKey: string,
  parameters: Readonly<Record<string, string>>,
  authorizer: Authorizer | undefined,
  now: Date,
): Record<string, unknown> {
  const rawPath = decodedPath(request.url);
  const rawQueryString = request.url.split(/\?(.*)/s, 2)[1] ?? '';
  const { cookie, ...headers } = request.headers;
  // Packed bytes are no text, whatever they unpack to.
  const isPacked = !/^(?:identity)?$/i.test(headers['content-encoding'] ?? '');
  const isText = !isPacked && TEXT_TYPES.test(headers['content-type'] ?? 'text/plain');
  const host = headers.host ?? 'localhost';
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString,
    ...(cookie !== undefined && { cookies: cookie.split(/; */) }),
    headers: joined(headers),
    ...(rawQueryString !== '' && { queryStringParameters: readQuery(rawQueryString) }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      ...(authorizer && { authorizer }),
      domainName: host,
      domainPrefix: host.split('.')[0],
      http: {
        method: request.method,
        path: rawPath,
        protocol: 'HTTP/1.1',
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: logTime(now),
      timeEpoch: now.getTime(),
    },
    ...(Object.keys(parameters).length > 0 && { pathParameters: parameters }),
    ...(request.body.length > 0 && { body: request.body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: request.body.length > 0 && !isText,
  };
}

/** As access logs write a time: 21/Nov/2026:10:15:30 +0000. */
function logTime(now: Date): string {
  const [, day = '', month = '', year = '', time = ''] = now.toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}

function joined(headers: IncomingHttpHeaders): Record<string, string> {
  const entries = Object.entries(headers).map(
    ([name, value]) => [name, Array.isArray(value) ? value.join(',') : (value ?? '')] as const,
  );
  return Object.fromEntries(entries);
}

/** Values of a repeated name are joined by commas. */
function readQuery(query: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    values[name] = name in values ? `${values[name]},${value}` : value;
  }
  return values;
}

/**
 * Claims as API Gateway passes them: all text, lists as `[a b]`, objects and what else lists hold as JSON; a claim of
 * null is left out.
 */
export function claimsAsText(claims: Readonly<Record<string, unknown>>): Record<string, string> {
  const entries = Object.entries(claims).flatMap(([name, value]) => {
    if (value === null || value === undefined) return [];
    if (Array.isArray(value)) return [[name, `[${value.map(claimText).join(' ')}]`] as const];
    return [[name, claimText(value)] as const];
  });
  return Object.fromEntries(entries);
}

function claimText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** An answer to send. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer;
}

/** One of the gateway's own answers; it words them as a message, not as problem+json. */
export function gatewayAnswer(status: number, message: string): HttpAnswer {
  const body = Buffer.from(JSON.stringify({ message }));
  return { status, headers: { 'content-type': 'application/json' }, body };
}

/** What a function's result means: with a statusCode an answer, without one JSON to send as it is. */
export function answerOf(payload: string): HttpAnswer {
  const result = JSON.parse(payload) as unknown;
  const { statusCode, headers, cookies, body, isBase64Encoded } = record(result);
  if (statusCode === undefined) {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(payload) };
  }
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599)
    return gatewayAnswer(500, 'Internal Server Error');
  const named = Object.entries(record(headers)).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return {
    status,
    headers: {
      'content-type': 'text/plain;charset=UTF-8',
      ...(Object.fromEntries(named) as Record<string, string>),
      ...(Array.isArray(cookies) && { 'set-cookie': cookies.map(String) }),
    },
    body: Buffer.from(typeof body === 'string' ? body : '', isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}

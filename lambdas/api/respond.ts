import { createHash } from 'node:crypto';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { isoTime, type Instant } from '../../core/time/ledger-time.ts';
import { pack } from './compress.ts';
import type { Answer, Route } from './route.ts';

/** Closed periods are cached for a day: a late entry, which a closed period never shows itself, shows then. */
const CLOSED_SECONDS = 86_400;

const COMMON_HEADERS = { 'x-content-type-options': 'nosniff' } as const;

/** JSON with its status; errors say `application/problem+json`. */
export function jsonResult(
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
  contentType = 'application/json',
): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: status,
    headers: { 'content-type': contentType, 'cache-control': 'no-store', ...COMMON_HEADERS, ...headers },
    body: JSON.stringify(body),
  };
}

/**
 * The answer of a route. Reads get `asOf`, an ETag over everything but `asOf`, Cache-Control by
 * `cacheSeconds`, and 304 without a body when the caller has this answer already.
 */
export function respond(
  route: Route,
  answer: Answer,
  event: APIGatewayProxyEventV2,
  { now, cacheSeconds }: { readonly now: Instant; readonly cacheSeconds: number },
): APIGatewayProxyStructuredResultV2 {
  const status = answer.status ?? route.status;
  if (route.access === 'open') return openResult(status, answer, event);
  if ('text' in answer) {
    const head = { statusCode: status, headers: { ...COMMON_HEADERS, ...answer.headers } };
    return { ...head, body: answer.text, ...(answer.isBase64 && { isBase64Encoded: true }) };
  }
  // Work that was started is no answer to keep.
  if (route.method !== 'GET' || status === 202) return jsonResult(status, answer.body, answer.headers);
  const tag = etagOf(JSON.stringify(answer.body));
  const headers = {
    etag: tag,
    'cache-control': answer.closed
      ? `private, max-age=${CLOSED_SECONDS}, immutable`
      : `private, max-age=${cacheSeconds}`,
    vary: 'authorization',
    ...answer.headers,
  };
  if (isKnown(event.headers['if-none-match'], tag)) {
    return { statusCode: 304, headers: { ...COMMON_HEADERS, ...headers }, body: '' };
  }
  return jsonResult(status, { asOf: isoTime(now), ...answer.body }, headers);
}

/** What anybody may ask for costs as little as it can: packed, and once for each caller that keeps it. */
function openResult(
  status: number,
  answer: Answer,
  { headers: asked }: APIGatewayProxyEventV2,
): APIGatewayProxyStructuredResultV2 {
  const text = 'text' in answer ? answer.text : JSON.stringify(answer.body);
  const tag = etagOf(text);
  const headers: Record<string, string> = {
    ...COMMON_HEADERS,
    ...('text' in answer ? {} : { 'content-type': 'application/json' }),
    'cache-control': 'no-cache',
    etag: tag,
    vary: 'accept-encoding',
    ...answer.headers,
  };
  if (isKnown(asked['if-none-match'], tag)) return { statusCode: 304, headers, body: '' };
  const { encoding, body } = pack(text, tag, asked['accept-encoding']);
  if (encoding === undefined) return { statusCode: status, headers, body };
  return {
    statusCode: status,
    headers: { ...headers, 'content-encoding': encoding },
    body,
    isBase64Encoded: true,
  };
}

/** Weak: two answers with the same tag differ in `asOf`. */
function etagOf(text: string): string {
  return `W/"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
}

function isKnown(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  const plain = tag.replace(/^W\//, '');
  return header.split(',').some((known) => {
    const text = known.trim().replace(/^W\//, '');
    return text === '*' || text === plain;
  });
}

import { cutText } from '../../contracts/cut-text.ts';
import { parseJson } from '../../core/json-text.ts';
import { Buffer } from 'node:buffer';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { LIMITS } from '../../contracts/message-limits.ts';
import { boundedText } from '../../contracts/bounded-text.ts';
import { fitOneKey } from '../../contracts/key-names.ts';
import { CostkeeperError, InvalidInputError, UnsupportedMediaTypeError } from '../../core/errors.ts';
import { bodyBytes, MOST_SMALL_BYTES } from './body-bytes.ts';
import type { NamingRequest } from './hide-request.ts';
import type { Route } from './route.ts';

const name = boundedText(LIMITS.nameCharacters);
/** Ids of what is kept aside are made of names of items. */
const ownId = boundedText(4000);

/**
 * What a request sends: variables of the path, the query, the body as text. Throws InvalidInputError for a name
 * that no key can hold, for a body or query that is not UTF-8 and for one of more than 256 KB where none is expected,
 * UnsupportedMediaTypeError for a body that says it is not UTF-8.
 */
export function readRequest(
  route: Pick<Route, 'longIds'> & Partial<Pick<Route, 'bytesBody' | 'rawBody'>>,
  event: APIGatewayProxyEventV2,
): NamingRequest {
  const path = (event.pathParameters ?? {}) as Record<string, string>;
  checkPath(route, path);
  return { path, query: queryOf(event), text: route.bytesBody ? '' : decodeBody(event, route.rawBody) };
}

function checkPath({ longIds }: Pick<Route, 'longIds'>, path: Readonly<Record<string, string>>): void {
  const schema = longIds ? ownId : name;
  const errors = Object.entries(path).flatMap(([field, text]) => {
    const message = schema.safeParse(text).error?.issues[0]?.message;
    return message === undefined ? [] : [{ field, message }];
  });
  const { type, id } = path;
  if (errors.length === 0 && type !== undefined && id !== undefined && !fitOneKey(type, id)) {
    errors.push({ field: 'id', message: `type and id may have ${LIMITS.keyBytes} bytes together` });
  }
  if (errors.length > 0) throw new InvalidInputError('the path cannot be used', errors);
}

/** Values as they were sent; API Gateway's own map joins repeated names by commas. */
function queryOf(event: APIGatewayProxyEventV2): Record<string, string> {
  if (!event.rawQueryString) return { ...event.queryStringParameters } as Record<string, string>;
  const query: Record<string, string> = {};
  for (const [field, value] of new URLSearchParams(event.rawQueryString)) query[field] = value;
  const meant = /%EF%BF%BD|\uFFFD/i.test(event.rawQueryString);
  const mangled = meant ? [] : Object.keys(query).filter((field) => query[field]?.includes(REPLACED));
  if (mangled.length > 0) {
    const errors = mangled.map((field) => ({ field, message: NOT_UTF_8 }));
    throw new InvalidInputError('the query cannot be read', errors);
  }
  return query;
}

/** The character where bytes are no UTF-8 once they have been read as if they were. */
const REPLACED = '\uFFFD';
const NOT_UTF_8 = 'is not UTF-8: encode the text as UTF-8';

/** Character sets whose bytes are UTF-8. */
const UTF_8: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii']);
const CHARSET = /;\s*charset\s*=\s*"?([^";\s]+)/i;

/** Lists and files are read by their handlers and may be large; other bodies are parsed for every caller with a token. */
function decodeBody({ body, isBase64Encoded, headers }: APIGatewayProxyEventV2, isLarge = false): string {
  if (body === undefined) return '';
  const most = isLarge ? undefined : MOST_SMALL_BYTES;
  const charset = CHARSET.exec(headers['content-type'] ?? '')?.[1]?.toLowerCase();
  if (charset !== undefined && !UTF_8.has(charset)) {
    throw new UnsupportedMediaTypeError(`the body is "${cutText(charset, 40)}": send it as UTF-8`);
  }
  if (!isBase64Encoded) {
    if (most !== undefined) bodyBytes({ body, isBase64Encoded, headers: {} }, most);
    if (isMangled(body, headers['content-length'])) throw notUtf8();
    return body;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(
      bodyBytes({ body, isBase64Encoded, headers }, most),
    );
  } catch (error) {
    if (error instanceof CostkeeperError) throw error;
    throw notUtf8(error);
  }
}

/**
 * What the gateway took for text has a replacement character of three bytes where a byte was no UTF-8, and so
 * another length than was sent. Where no length was sent, one that was meant cannot be told from one that was not.
 */
function isMangled(body: string, sentBytes: string | undefined): boolean {
  return body.includes(REPLACED) && Number(sentBytes ?? Number.NaN) !== Buffer.byteLength(body);
}

function notUtf8(cause?: unknown): InvalidInputError {
  return new InvalidInputError('the body cannot be read', [{ field: '', message: NOT_UTF_8 }], { cause });
}

/** A request's body; an empty one is an object without fields. Throws InvalidInputError for what is no JSON. */
export function jsonOf(text: string): unknown {
  try {
    return parseJson(text === '' ? '{}' : text);
  } catch (error) {
    if (error instanceof InvalidInputError) throw error;
    const message = `is not JSON: ${error instanceof Error ? error.message : String(error)}`;
    throw new InvalidInputError('the body cannot be read', [{ field: '', message }], { cause: error });
  }
}

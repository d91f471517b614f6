import { Buffer } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { cutText } from '../../contracts/cut-text.ts';
import { InvalidInputError, UnsupportedMediaTypeError } from '../../core/errors.ts';

/** What packed bytes may become: a function gets 6 MB at most, and a small body could unpack to all its memory. */
const MOST_BYTES = 32 * 1024 * 1024;
/** Bodies of routes that take no lists of events, bills or prices: far more than the longest of them. */
export const MOST_SMALL_BYTES = 256 * 1024;

type Sent = Pick<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded' | 'headers'>;

/**
 * The bytes of a body, unpacked where `content-encoding` is gzip. Throws InvalidInputError for bytes that are not
 * packed so, or more than `most` bytes, packed or not, UnsupportedMediaTypeError for another encoding.
 */
export function bodyBytes({ body = '', isBase64Encoded, headers }: Sent, most = MOST_BYTES): Uint8Array {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || encoding === '') {
    if (bytes.length > most) throw refused(`is larger than ${sizeText(most)}`);
    return bytes;
  }
  if (encoding !== 'gzip' && encoding !== 'x-gzip') {
    throw new UnsupportedMediaTypeError(
      `the body is packed by "${cutText(encoding, 40)}": send it by gzip, or plain`,
    );
  }
  try {
    return gunzipSync(bytes, { maxOutputLength: most });
  } catch (error) {
    const large = error instanceof RangeError;
    throw refused(large ? `unpacks to more than ${sizeText(most)}` : 'is not packed by gzip', error);
  }
}

function refused(message: string, cause?: unknown): InvalidInputError {
  return new InvalidInputError(`the body ${message}`, [{ field: '', message }], { cause });
}

function sizeText(bytes: number): string {
  return bytes < 1024 * 1024 ? `${bytes / 1024} KB` : `${bytes / 1024 / 1024} MB`;
}

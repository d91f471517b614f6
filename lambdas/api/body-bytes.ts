import { Buffer } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { InvalidInputError, UnsupportedMediaTypeError } from '../../core/errors.ts';

/** What packed bytes may become: a function gets 6 MB at most, and a small body could unpack to all its memory. */
const MOST_BYTES = 32 * 1024 * 1024;

type Sent = Pick<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded' | 'headers'>;

/**
 * The bytes of a body, unpacked where `content-encoding` is gzip. Throws InvalidInputError for bytes that are not
 * packed so, or unpack to more than 32 MB, UnsupportedMediaTypeError for another encoding.
 */
export function bodyBytes({ body = '', isBase64Encoded, headers }: Sent): Uint8Array {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || encoding === '') return bytes;
  if (encoding !== 'gzip' && encoding !== 'x-gzip') {
    throw new UnsupportedMediaTypeError(
      `the body is packed by "${encoding.slice(0, 40)}": send it by gzip, or plain`,
    );
  }
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    const large = error instanceof RangeError;
    const message = large ? `unpacks to more than ${MOST_BYTES / 1024 / 1024} MB` : 'is not packed by gzip';
    throw new InvalidInputError(`the body ${message}`, [{ field: '', message }], { cause: error });
  }
}

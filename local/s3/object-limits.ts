import { type S3Request, s3Target } from '../iam/calls/s3.ts';

/** S3 quotas: bytes of a key and of an object's own metadata, parts of an upload, seconds that an address works. */
const MOST_KEY_BYTES = 1024;
const MOST_METADATA_BYTES = 2048;
const MOST_PARTS = 10_000;
const MOST_SECONDS = 604_800;

type Refusal = readonly [status: number, code: string, message: string];

/** What S3 says of a request that is too large or too late; undefined for one that it takes. */
export function objectLimitRefusal({ method, url, headers }: S3Request, now: number): Refusal | undefined {
  const { key, query } = s3Target(url);
  if (Buffer.byteLength(key) > MOST_KEY_BYTES) return [400, 'KeyTooLongError', 'Your key is too long'];
  const part = query.get('partNumber');
  if (method === 'PUT' && part !== null && !(Number(part) >= 1 && Number(part) <= MOST_PARTS)) {
    return [400, 'InvalidArgument', `Part number must be an integer between 1 and ${MOST_PARTS}, inclusive`];
  }
  const metadata = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-meta-'));
  const bytes = metadata.reduce(
    (sum, [name, value]) => sum + name.length - 'x-amz-meta-'.length + Buffer.byteLength(String(value)),
    0,
  );
  if (bytes > MOST_METADATA_BYTES) {
    return [400, 'MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size'];
  }
  return addressRefusal(query, now);
}

/** An address that is given away works for the time that it says, a week at the most. */
function addressRefusal(query: URLSearchParams, now: number): Refusal | undefined {
  const seconds = query.get('X-Amz-Expires');
  if (seconds === null) return undefined;
  const lasts = Number(seconds);
  if (!(lasts >= 0 && lasts <= MOST_SECONDS)) {
    return [
      400,
      'AuthorizationQueryParametersError',
      `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${MOST_SECONDS} seconds`,
    ];
  }
  const [, date = '', time = ''] = /^(\d{8})T(\d{6})Z$/.exec(query.get('X-Amz-Date') ?? '') ?? [];
  const signed = Date.parse(
    `${date.replace(/(....)(..)(..)/, '$1-$2-$3')}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`,
  );
  if (Number.isNaN(signed)) {
    return [400, 'AuthorizationQueryParametersError', 'X-Amz-Date must be in the ISO8601 Long Format'];
  }
  return now > signed + lasts * 1000 ? [403, 'AccessDenied', 'Request has expired'] : undefined;
}

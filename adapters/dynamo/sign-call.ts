import { Buffer } from 'node:buffer';
import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

/** Whose call it is. */
export interface CallSigner {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** Where and when it is made. */
export interface CallPlace {
  /** Without characters that an address would have to escape. */
  readonly path: string;
  readonly region: string;
  readonly service: string;
  readonly at: Date;
}

/**
 * The last key that was derived, by what it was derived from: it is the same for a day. Given bytes, Node 24 makes a
 * key of them for each HMAC, which takes longer than all the rest of signing.
 */
const last: { of: string; key: KeyObject | undefined } = { of: '', key: undefined };

/**
 * Adds to the headers of a POST those that sign it: `x-amz-date`, the session's token, `authorization`. `headers`
 * have lower-case names, `host` among them, and all of them are signed. Source: "Signature Version 4 signing process",
 * AWS Signature Version 4 for API requests.
 */
export function signCall(
  headers: Record<string, string>,
  body: string | Uint8Array,
  { accessKeyId, secretAccessKey, sessionToken }: CallSigner,
  { path, region, service, at }: CallPlace,
): void {
  const time = at.toISOString().replace(/[:-]|\.\d{3}/g, '');
  const day = time.slice(0, 8);
  headers['x-amz-date'] = time;
  if (sessionToken !== undefined) headers['x-amz-security-token'] = sessionToken;
  delete headers['authorization'];
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/\s+/g, ' ')}`);
  const signed = names.join(';');
  const canonical = `POST\n${path}\n\n${lines.join('\n')}\n\n${signed}\n${hash('sha256', body)}`;
  const scope = `${day}/${region}/${service}/aws4_request`;
  const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash('sha256', canonical)}`;
  const signature = createHmac('sha256', keyOfDay(secretAccessKey, [day, region, service]))
    .update(text)
    .digest('hex');
  headers['authorization'] =
    `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
}

function keyOfDay(secret: string, parts: readonly string[]): KeyObject {
  const of = JSON.stringify([secret, ...parts]);
  if (last.key === undefined || last.of !== of) {
    const bytes = [...parts, 'aws4_request'].reduce<Buffer>(
      (key, part) => createHmac('sha256', key).update(part).digest(),
      Buffer.from(`AWS4${secret}`),
    );
    last.key = createSecretKey(bytes);
    last.of = of;
  }
  return last.key;
}

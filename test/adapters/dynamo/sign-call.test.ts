import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { describe, expect, it } from 'vitest';
import { signCall } from '../../../adapters/dynamo/sign-call.ts';

/** What the SDK's own signer signs with. */
class Sha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string);
  }
  update(data: string | Uint8Array) {
    this.#hash.update(data);
  }
  digest() {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }
  reset() {}
}

const BODY = Buffer.from('{"TableName":"ledger","Key":{"pk":{"S":"ä"}}}');
const HEADERS = {
  host: 'dynamodb.eu-central-1.amazonaws.com',
  'content-type': 'application/x-amz-json-1.0',
  'content-length': String(BODY.length),
  'x-amz-target': 'DynamoDB_20120810.GetItem',
  'amz-sdk-request': 'attempt=1;  max=3',
};
const KEY = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

async function bySdk(
  credentials: typeof KEY & { sessionToken?: string },
  path: string,
  region: string,
  at: Date,
) {
  const signer = new SignatureV4({
    credentials,
    region,
    service: 'dynamodb',
    sha256: Sha256,
    applyChecksum: false,
  });
  const request = {
    method: 'POST',
    protocol: 'https:',
    hostname: HEADERS.host,
    path,
    query: {},
    headers: { ...HEADERS },
    body: BODY,
  };
  return (await signer.sign(request, { signingDate: at })).headers;
}

describe('a signed call', () => {
  it.each([
    ['of a key', KEY, '/', 'eu-central-1', '2026-11-30T23:59:59.999Z'],
    ['of the next day', KEY, '/', 'eu-central-1', '2026-12-01T00:00:00.000Z'],
    ['of another region', KEY, '/', 'us-east-1', '2026-12-01T00:00:00.000Z'],
    ['of another key', { ...KEY, secretAccessKey: 'other' }, '/', 'us-east-1', '2026-12-01T00:00:00.000Z'],
    [
      'of a role',
      { ...KEY, sessionToken: 'AQoDYXdzEPT//token==' },
      '/',
      'us-east-1',
      '2026-12-01T00:00:00.000Z',
    ],
    ['below a path', KEY, '/0123456789abcdef/', 'us-east-1', '2026-12-01T00:00:00.000Z'],
  ])("%s has the signature of the SDK's signer", async (_, key, path, region, time) => {
    const at = new Date(time);
    const headers: Record<string, string> = { ...HEADERS };
    signCall(headers, BODY, key, { path, region, service: 'dynamodb', at });
    const { 'x-amz-content-sha256': _hash, ...wanted } = await bySdk(key, path, region, at);
    expect(headers).toEqual(wanted);
    signCall(headers, BODY, key, { path, region, service: 'dynamodb', at });
    expect(headers, 'signed again').toEqual(wanted);
  });
});

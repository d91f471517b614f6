import { describe, expect, it } from 'vitest';
import { Buffer } from 'node:buffer';
import { gzipSync } from 'node:zlib';
import { claimsAsText, httpEvent } from '../../../local/api-gateway/http-event.ts';

describe('claims', () => {
  it('are text: lists in brackets, numbers and booleans as written, objects as JSON, null left out', () => {
    const claims = {
      sub: 'user-1',
      exp: 9_999_999_999,
      email_verified: true,
      'cognito:groups': ['cost-admins', 'cost readers'],
      levels: [1, 2.5, true, { a: ['b'] }],
      address: { country: 'DE' },
      nickname: null,
      empty: [],
    };
    expect(claimsAsText(claims)).toEqual({
      sub: 'user-1',
      exp: '9999999999',
      email_verified: 'true',
      'cognito:groups': '[cost-admins cost readers]',
      levels: '[1 2.5 true {"a":["b"]}]',
      address: '{"country":"DE"}',
      empty: '[]',
    });
  });
});

const eventOf = (body: Buffer, headers: Record<string, string>) =>
  httpEvent(
    { method: 'POST', url: '/x', headers, body, sourceIp: '127.0.0.1' },
    'POST /x',
    {},
    undefined,
    new Date(0),
  );

describe('the body of a request', () => {
  it.each([
    ['JSON', Buffer.from('{}'), { 'content-type': 'application/json' }, false],
    ['protobuf', Buffer.from([10, 0]), { 'content-type': 'application/x-protobuf' }, true],
    ['packed JSON', gzipSync('{}'), { 'content-type': 'application/json', 'content-encoding': 'gzip' }, true],
    [
      'JSON that is not packed',
      Buffer.from('{}'),
      { 'content-type': 'application/json', 'content-encoding': 'identity' },
      false,
    ],
  ])('of %s arrives as it was sent', (_name, sent, headers, isBase64Encoded) => {
    const { body, isBase64Encoded: encoded } = eventOf(sent, headers);
    expect(encoded).toBe(isBase64Encoded);
    expect(Buffer.from(String(body), encoded ? 'base64' : 'utf8')).toEqual(sent);
  });
});

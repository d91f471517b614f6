import { Buffer } from 'node:buffer';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { InvalidInputError, UnsupportedMediaTypeError } from '../../../core/errors.ts';
import { readRequest } from '../../../lambdas/api/read-request.ts';
import { gatewayEvent } from '../../support/api.ts';

function eventWith(pathParameters: Readonly<Record<string, string>>) {
  return { ...gatewayEvent('/x?a=1&a=2&b=%2Cc', 'nobody'), pathParameters };
}

describe('readRequest', () => {
  it('gives the path, the last value of each name of the query, and the body', () => {
    const event = { ...eventWith({ id: 'ü#%/x' }), body: 'text' };
    expect(readRequest({ longIds: false }, event)).toEqual({
      path: { id: 'ü#%/x' },
      query: { a: '2', b: ',c' },
      text: 'text',
    });
  });

  it.each([
    ['an empty one', { id: '' }, 'id'],
    ['a long one', { id: 'x'.repeat(257) }, 'id'],
    ['half a character', { type: 'a\uD800', id: 'x' }, 'type'],
    ['a control character', { id: 'a\u0000' }, 'id'],
    ['two that do not fit one key', { type: '#'.repeat(200), id: '#'.repeat(200) }, 'id'],
  ])('throws at a variable of the path that no key can hold: %s', (_what, path, field) => {
    let thrown: unknown;
    try {
      readRequest({ longIds: false }, eventWith(path));
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(InvalidInputError);
    expect(thrown).toMatchObject({ fields: [{ field }] });
  });

  it('takes long ids where they are the ledger’s own', () => {
    expect(readRequest({ longIds: true }, eventWith({ id: 'x'.repeat(2000) })).path['id']).toHaveLength(2000);
  });
});

/** What a gateway hands on of a body of JSON: its bytes read as UTF-8, whatever they are, and its headers. */
function textEvent(bytes: Buffer, headers: Readonly<Record<string, string>>) {
  const event = { ...eventWith({}), body: bytes.toString('utf8') };
  return { ...event, headers: { 'content-type': 'application/json', ...headers } };
}

const length = (bytes: Buffer) => ({ 'content-length': String(bytes.length) });
const read = (event: ReturnType<typeof textEvent>) => () => readRequest({ longIds: false }, event);
const readQuery = (query: string) =>
  readRequest({ longIds: false }, gatewayEvent(`/entries?${query}`, 'nobody'));

describe('a body', () => {
  const latin1 = Buffer.from('{"userId":"müller"}', 'latin1');
  const replaced = Buffer.from('{"userId":"m\uFFFDller"}');

  it('that is not UTF-8 is refused when it comes as text without a charset', () => {
    expect(read(textEvent(latin1, length(latin1)))).toThrow(InvalidInputError);
    expect(read(textEvent(latin1, {}))).toThrow(InvalidInputError);
    expect(read(textEvent(latin1, { 'content-type': 'text/plain', ...length(latin1) }))).toThrow(
      'the body cannot be read',
    );
  });

  it('that is not UTF-8 is refused when it comes as bytes, and when it says so', () => {
    const encoded = { ...textEvent(latin1, {}), body: latin1.toString('base64'), isBase64Encoded: true };
    expect(read(encoded)).toThrow(InvalidInputError);
    const named = textEvent(latin1, { 'content-type': 'application/json; charset=iso-8859-1' });
    expect(read(named)).toThrow(UnsupportedMediaTypeError);
  });

  it('may hold the character that stands for what cannot be read, where the length says that it was sent', () => {
    expect(read(textEvent(replaced, length(replaced)))().text).toBe('{"userId":"m\uFFFDller"}');
    expect(read(textEvent(Buffer.from('{"userId":"müller"}'), {}))().text).toBe('{"userId":"müller"}');
  });
});

describe('a large body', () => {
  const large = Buffer.from(`{"tags":"${'x'.repeat(256 * 1024)}"}`);
  const plain = textEvent(large, length(large));
  const packed = {
    ...textEvent(Buffer.alloc(0), { 'content-encoding': 'gzip' }),
    body: gzipSync(large).toString('base64'),
    isBase64Encoded: true,
  };

  it('is refused before it is read, packed or not, where no list or file is expected', () => {
    expect(read(plain)).toThrow('the body is larger than 256 KB');
    expect(read(packed)).toThrow('the body unpacks to more than 256 KB');
  });

  it('is taken where one is', () => {
    const takesLarge = { longIds: false, rawBody: true };
    expect(readRequest(takesLarge, plain).text).toBe(large.toString());
    expect(readRequest(takesLarge, packed).text).toBe(large.toString());
  });
});

describe('a query', () => {
  it('that is not UTF-8 is refused with the name', () => {
    let thrown: unknown;
    try {
      readQuery('from=2026-11-01&userId=m%FCller');
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ fields: [{ field: 'userId' }] });
  });

  it('may hold the character that stands for what cannot be read', () => {
    expect(readQuery('userId=m%EF%BF%BDller').query).toEqual({ userId: 'm\uFFFDller' });
    expect(readQuery('userId=m%C3%BCller').query).toEqual({ userId: 'müller' });
  });
});

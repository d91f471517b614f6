import { createServer, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admitBelow, belowSecret, guardServer, refusalOf } from '../../local/guard.ts';
import { addressOf, closeServer, listen } from '../../local/http-server.ts';

describe('refusalOf', () => {
  it.each(['127.0.0.1:4400', 'localhost:8080', 'localhost', '[::1]:4400'])('lets %s in', (host) => {
    expect(refusalOf({ host }, true)).toBeUndefined();
  });

  it.each(['evil.example', 'evil.example:4400', '127.0.0.1.nip.io', 'localhost.evil.example', '', undefined])(
    'refuses the host %s',
    (host) => {
      expect(refusalOf({ host }, false)).toContain('127.0.0.1 or localhost');
    },
  );

  it('refuses pages of elsewhere where it is told to', () => {
    const foreign = { host: '127.0.0.1:1', origin: 'https://evil.example' };
    expect(refusalOf(foreign, true)).toContain('another origin');
    expect(refusalOf({ ...foreign, origin: 'null' }, true)).toContain('another origin');
    expect(refusalOf(foreign, false)).toBeUndefined();
    expect(refusalOf({ ...foreign, origin: 'http://localhost:3000' }, true)).toBeUndefined();
  });
});

describe('belowSecret', () => {
  it.each([
    ['/abc', '/'],
    ['/abc?x=1', '/?x=1'],
    ['/abc/store', '/store'],
    ['/abcd/store', undefined],
    ['/abd/store', undefined],
    ['/', undefined],
    ['', undefined],
    ['//abc', undefined],
  ])('%s is %s', (url, rest) => {
    expect(belowSecret(url, 'abc')).toBe(rest);
  });
});

describe('guardServer', () => {
  const server = createServer((incoming, response) => response.end(incoming.url));
  let address: string;

  beforeAll(async () => {
    guardServer(
      server,
      admitBelow([
        { secret: 'one', takes: (path) => path === '/' },
        { secret: 'two', takes: () => true },
      ]),
    );
    await listen(server, 0);
    address = addressOf(server);
  });

  afterAll(() => closeServer(server));

  async function call(path: string, headers: Record<string, string> = {}) {
    return await new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const sent = request(`${address}${path}`, { headers }, (answer) => {
        let body = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
        answer.on('end', () => resolve({ status: answer.statusCode, body }));
      });
      sent.on('error', reject).end();
    });
  }

  it('passes what knows the secret on, without it, and nothing else', async () => {
    expect(await call('/one')).toEqual({ status: 200, body: '/' });
    expect(await call('/two/bucket/key?x=1')).toEqual({ status: 200, body: '/bucket/key?x=1' });
    for (const path of ['/one/bucket', '/', '/bucket', '/three'])
      expect(await call(path)).toMatchObject({ status: 403 });
    expect(await call('/one', { host: 'evil.example' })).toMatchObject({ status: 403 });
    expect(await call('/one', { origin: 'https://evil.example' })).toMatchObject({ status: 403 });
  });
});

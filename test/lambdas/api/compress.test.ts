import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { pack } from '../../../lambdas/api/compress.ts';

const TEXT = 'What it cost. '.repeat(1000);

function bytesOf(base64: string): Buffer {
  return Buffer.from(base64, 'base64');
}

describe('pack', () => {
  it.each([
    ['br', 'br'],
    ['gzip, deflate, br', 'br'],
    ['GZIP', 'gzip'],
    ['gzip;q=0.5, br;q=0', 'gzip'],
    ['gzip; q=1.0', 'gzip'],
    ['br;q=0.000, gzip;q=0', undefined],
    ['identity', undefined],
    ['*', undefined],
    ['', undefined],
    [undefined, undefined],
    ['toString', undefined],
  ])('answers %s with %s', (accepted, encoding) => {
    expect(pack(TEXT, 'answers', accepted).encoding).toBe(encoding);
  });

  it('packs what unpacks to the same, each text for itself', () => {
    const other = TEXT.toUpperCase();
    for (const [text, name] of [
      [TEXT, 'one'],
      [other, 'two'],
      [TEXT, 'one'],
    ] as const) {
      expect(gunzipSync(bytesOf(pack(text, name, 'gzip').body)).toString()).toBe(text);
      expect(brotliDecompressSync(bytesOf(pack(text, name, 'br').body)).toString()).toBe(text);
    }
  });

  it('leaves small texts as they are', () => {
    expect(pack('ok', 'small', 'gzip')).toEqual({ encoding: undefined, body: 'ok' });
  });
});

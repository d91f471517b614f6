import { Buffer } from 'node:buffer';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { InvalidInputError, UnsupportedMediaTypeError } from '../../../core/errors.ts';
import { bodyBytes } from '../../../lambdas/api/body-bytes.ts';

const packed = (bytes: Uint8Array, encoding: string) => ({
  body: Buffer.from(bytes).toString('base64'),
  isBase64Encoded: true,
  headers: { 'content-encoding': encoding },
});

describe('bodyBytes', () => {
  it('unpacks gzip, and leaves other bytes as they are', () => {
    expect(Buffer.from(bodyBytes(packed(gzipSync('text'), 'GZIP'))).toString()).toBe('text');
    expect(Buffer.from(bodyBytes({ body: 'text', isBase64Encoded: false, headers: {} })).toString()).toBe(
      'text',
    );
    expect(bodyBytes({ isBase64Encoded: false, headers: {} })).toHaveLength(0);
  });

  it('refuses what is no gzip, what unpacks to more than there is room for, and other encodings', () => {
    expect(() => bodyBytes(packed(Buffer.from('text'), 'gzip'))).toThrow(InvalidInputError);
    expect(() => bodyBytes(packed(gzipSync(Buffer.alloc(40_000_000)), 'gzip'))).toThrow('more than 32 MB');
    expect(() => bodyBytes(packed(Buffer.from('text'), 'zstd'))).toThrow(UnsupportedMediaTypeError);
  });
});

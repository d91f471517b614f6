import { describe, expect, it } from 'vitest';
import { byteLength } from '../../../client/core/byte-length.ts';

describe('byteLength', () => {
  it.each(['', 'plain', 'é', '漢字', '😀', '\ud800'])('counts %j as UTF-8 does', (text) => {
    expect(byteLength(text)).toBe(Buffer.byteLength(text));
  });
});

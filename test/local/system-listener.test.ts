import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { packed } from '../../local/system-listener.ts';

function answer(type: string, length: number) {
  return { status: 200, headers: { 'content-type': type }, body: Buffer.alloc(length, 'a') };
}

describe('files of the page', () => {
  it('are packed for who takes them so, as the distribution packs them', () => {
    const script = answer('text/javascript; charset=utf-8', 5000);
    const { headers, body } = packed(script, 'br, gzip');
    expect(headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
    expect(gunzipSync(body)).toEqual(script.body);
    expect(body.length).toBeLessThan(100);
  });

  it('come as they are where nothing is gained or nobody asked', () => {
    const [script, picture, small] = [
      answer('text/javascript', 5000),
      answer('image/png', 5000),
      answer('text/html', 100),
    ];
    expect(packed(script, '')).toBe(script);
    expect(packed(picture, 'gzip')).toBe(picture);
    expect(packed(small, 'gzip')).toBe(small);
  });
});

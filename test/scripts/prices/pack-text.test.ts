import { deflateRawSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { unpackText } from '../../../core/pricing/unpack-providers.ts';
import { packText, sameWhenUnpacked } from '../../../scripts/prices/pack-text.ts';

it('packs what is repeated, and says the same when it is unpacked', () => {
  const entries = Array.from({ length: 700 }, (_, index) => {
    const id = `model-${(index % 300) * 7919}`;
    return JSON.stringify({ id, prices: [{ usd: { input_tokens: '1.25' } }] });
  });
  const json = `[${entries.join(',\n')}]`;
  expect(unpackText(packText(json))).toBe(json);
  expect(packText(json).length).toBeLessThan(json.length / 3);
});

it.each(['[]', '[{"id":"#1 50% `é` 中 😀 \\" \\\\"}]', '["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]'])(
  'keeps the value of %s, whatever its characters',
  (json) => {
    expect(JSON.parse(unpackText(packText(json)))).toEqual(JSON.parse(json));
    // Nothing that a literal of the module would have to escape.
    expect(packText(json)).toMatch(/^[A-Za-z0-9+/=]+$/);
  },
);

function written(packed: string, version: string): string {
  return `export const V = '${version}';\n  source: 'catalogue',\n  providers: {\n    'acme': '${packed}',\n  },\n`;
}

it('compares modules by what their texts unpack to', () => {
  const json = '["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]';
  const packed = packText(json);
  const stored = deflateRawSync(json, { level: 0 }).toString('base64');
  expect(unpackText(stored)).toBe(unpackText(packed));
  expect(stored).not.toBe(packed);
  expect(sameWhenUnpacked(written(packed, '1'), written(stored, '1'))).toBe(true);
  expect(sameWhenUnpacked(written(packed, '1'), written(stored, '2'))).toBe(false);
  expect(sameWhenUnpacked(written(packed, '1'), written(packText('["b"]'), '1'))).toBe(false);
});

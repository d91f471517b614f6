import { expect, it } from 'vitest';
import { unpackProviders } from '../../../core/pricing/unpack-providers.ts';
import { packText } from '../../../scripts/prices/pack-text.ts';

const unpacked = (json: string) => unpackProviders({ acme: packText(json) })['acme'] ?? '';

it('packs what is repeated, near and far, and says the same when it is unpacked', () => {
  const entries = Array.from({ length: 700 }, (_, index) => {
    const id = `model-${(index % 300) * 7919}`;
    return JSON.stringify({ id, prices: [{ usd: { input_tokens: '1.25' } }] });
  });
  const json = `[${entries.join(',\n')}]`;
  expect(unpacked(json)).toBe(json);
  expect(packText(json).length).toBeLessThan(json.length / 3);
});

it.each([
  '[]',
  '[{"id":"#1 50% `é` 中 😀 \\" \\\\"}]',
  '["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]',
  '',
])('keeps the value of %s, whatever its characters', (json) => {
  const text = unpacked(json);
  expect(text === '' ? '' : JSON.parse(text)).toEqual(json === '' ? '' : JSON.parse(json));
  // Nothing that a literal of the module would have to escape.
  expect(packText(json).replaceAll('\\', '')).toMatch(/^[\x20-\x26\x28-\x7e]*$/);
});

import { expect, it } from 'vitest';
import { expandEntry } from '../../../core/pricing/expand-entry.ts';
import type { PriceSet } from '../../../core/pricing/price-file.ts';
import { parseCharges } from '../../../core/pricing/row-charges.ts';

function chargesOf(set: PriceSet) {
  const [row] = expandEntry('acme', { id: 'm', prices: [set] }, 'catalogue', {
    source: 's',
    observedAt: '2026-11-29',
  });
  if (!row) throw new Error('the set has no row');
  return { row, charges: parseCharges(row) };
}

it('keeps a price and its quantity in lowest terms, and its steps from the highest', () => {
  const { charges } = chargesOf({ usd: { input_tokens: ['2.5', '5', '10'] }, over: [200_000, 400_000] });
  expect([charges.share, charges.whole, charges.per]).toEqual([1n, 400_000n, 10n ** 18n]);
  expect(charges.tiers.map(({ above, price }) => [above, price])).toEqual([
    [400_000n * 10n ** 12n, 10n ** 13n],
    [200_000n * 10n ** 12n, 5n * 10n ** 12n],
  ]);
  expect([charges.minimum, charges.monthBlock]).toEqual([0n, 0n]);
});

it('parses the least quantity and the block of a month, and throws on what is no decimal', () => {
  const { row, charges } = chargesOf({ usd: { images: '1' }, minQuantity: 10, monthBlock: 1000 });
  expect([charges.minimum, charges.monthBlock]).toEqual([10n ** 13n, 10n ** 15n]);
  expect(() => parseCharges({ ...row, per: 'many' })).toThrow(/decimal/);
});

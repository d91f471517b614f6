import { expect, it } from 'vitest';
import { BROKEN } from '../../../prove/packs/broken-packs.ts';
import { provePacks } from '../../../prove/packs/prove-packs.ts';
import { smallPack } from '../../../testing/price-packs.ts';

const KINDS = Object.keys(BROKEN).length;

it('no broken pack of any kind comes into force, each for its own reason', async () => {
  const used = { provider: 'acme', model: 'large' };
  const { faults, counts } = await provePacks(smallPack(1), used, 10 * KINDS, 7);
  expect(faults).toEqual([]);
  expect(Object.keys(counts)).toHaveLength(KINDS);
});

it('would tell of one that does', async () => {
  const blind = { provider: 'acme', model: 'large', holdAbovePercent: 1000 };
  const { faults } = await provePacks(smallPack(1), blind, KINDS, 7);
  expect(faults[0]).toMatch(/^too much of a week .* it is applied/);
});

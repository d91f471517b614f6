import { expect, it } from 'vitest';
import { heldPacks } from '../../../core/price-packs/waiting-packs.ts';
import { BUILT_IN, type PackRecord } from '../../../core/price-packs/pack-record.ts';

const record = (version: number, status: PackRecord['status'], isReplaying = false) =>
  ({ version, status, isReplaying }) as PackRecord;

function held(inForce: number | null, ...packs: readonly PackRecord[]): Promise<number> {
  return heldPacks({
    inForce: () => Promise.resolve({ ...BUILT_IN, version: inForce }),
    list: () => Promise.resolve({ packs: [...packs], others: [record(9, 'refused')] }),
  });
}

it('counts packs that wait for a person, and none that is replayed or that a later one took the place of', async () => {
  expect(await held(null)).toBe(0);
  expect(await held(null, record(2, 'held'), record(1, 'held', true), record(3, 'refused'))).toBe(1);
  expect(await held(3, record(4, 'held'), record(3, 'applied'), record(2, 'held'))).toBe(1);
  expect(await held(3, record(3, 'applied'), record(2, 'held'))).toBe(0);
});

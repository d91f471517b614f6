import { describe, expect, it } from 'vitest';
import { disputed } from '../../../scripts/prices/second-source.ts';

const found = [{ key: 'acme/m input_tokens', ours: '1', theirs: '2' }];
const accepted = {
  ...found[0],
  key: 'acme/m input_tokens',
  ours: '1',
  theirs: '2',
  acceptedOn: '2026-11-01',
};

describe('a difference between two sources', () => {
  it('is disputed until it is accepted as it is', () => {
    expect(disputed(found, [], '2026-11-29')).toEqual([{ ...found[0], expired: false }]);
    expect(disputed(found, [accepted], '2026-11-29')).toEqual([]);
    expect(disputed(found, [{ ...accepted, theirs: '3' }], '2026-11-29')).toEqual([
      { ...found[0], expired: false },
    ]);
  });

  it('is disputed again thirty days after it was accepted', () => {
    expect(disputed(found, [accepted], '2026-12-01')).toEqual([]);
    expect(disputed(found, [accepted], '2026-12-02')).toEqual([{ ...found[0], expired: true }]);
  });
});

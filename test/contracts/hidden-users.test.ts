import { describe, expect, it } from 'vitest';
import { ERASED_USER, HASHED_USER, isHiddenUser } from '../../contracts/hidden-users.ts';

const HASH = '0123456789abcdef0123456789abcdef';

describe('a user whose id is not kept', () => {
  it('is told by the beginning of its name and a whole hash', () => {
    expect([`${HASHED_USER}${HASH}`, `${ERASED_USER}${HASH}`].map(isHiddenUser)).toEqual([true, true]);
    expect([HASH, `${HASHED_USER}${HASH}0`, `${HASHED_USER}1`, 'user-1'].map(isHiddenUser)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

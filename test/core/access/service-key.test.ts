import { describe, expect, it } from 'vitest';
import {
  fitsKey,
  keyState,
  keyText,
  parseKeyText,
  rotatedKey,
  secretHash,
  type ServiceKey,
} from '../../../core/access/service-key.ts';

const DAY = 86_400_000;
const SECRET = 's'.repeat(43);
const ID = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const KEY: ServiceKey = {
  id: ID,
  name: 'podcasts',
  scopes: ['record'],
  createdAt: 0,
  createdBy: 'admin-1',
  expiresAt: 100 * DAY,
  hash: secretHash(SECRET),
};

describe('a key', () => {
  it('is a text of its id and its secret, and nothing else is one', () => {
    expect(parseKeyText(keyText(ID, SECRET))).toEqual({ id: ID, secret: SECRET });
    const others = ['', 'ck_', `ck_${ID}_`, `ck_${ID}_${SECRET}x`, ` ${keyText(ID, SECRET)}`, SECRET];
    expect(others.map(parseKeyText)).toEqual(others.map(() => undefined));
  });

  it('keeps no secret', () => {
    expect(JSON.stringify(KEY)).not.toContain(SECRET);
    expect(secretHash(SECRET)).toHaveLength(43);
  });

  it('opens for its secret alone', () => {
    expect([SECRET, `t${SECRET.slice(1)}`, ''].map((secret) => fitsKey(KEY, secret, 0))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('takes the old secret for some hours after a rotation, and never beyond its old end', () => {
    const next = 'n'.repeat(43);
    const rotated = rotatedKey(KEY, { hash: secretHash(next), expiresAt: 400 * DAY, graceEnds: DAY });
    expect([0, DAY - 1, DAY].map((now) => fitsKey(rotated, SECRET, now))).toEqual([true, true, false]);
    expect(fitsKey(rotated, next, DAY)).toBe(true);
    const late = rotatedKey(KEY, { hash: secretHash(next), expiresAt: 400 * DAY, graceEnds: 101 * DAY });
    expect(fitsKey(late, SECRET, 100 * DAY)).toBe(false);
  });

  it('is expiring in its last thirty days, and then expired', () => {
    expect([70 * DAY - 1, 70 * DAY, 100 * DAY - 1, 100 * DAY].map((now) => keyState(KEY, now))).toEqual([
      'active',
      'expiring',
      'expiring',
      'expired',
    ]);
  });
});

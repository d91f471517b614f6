import { describe, expect, it } from 'vitest';
import {
  isSystemUser,
  shownUserId,
  storedUserId,
  SYSTEM_NAME,
  SYSTEM_USER,
} from '../../contracts/system-user.ts';

describe('work without a user', () => {
  it('is stored under one name and shown under another', () => {
    expect(storedUserId('system')).toBe('-');
    expect(shownUserId('-')).toBe('system');
    expect(storedUserId('user-1')).toBe('user-1');
    expect(shownUserId('user-1')).toBe('user-1');
  });

  it('is what an entry without a user is', () => {
    expect(shownUserId(undefined)).toBe(SYSTEM_NAME);
    expect(shownUserId(null)).toBe(SYSTEM_NAME);
  });

  it('is named neither by an id of a user nor by none', () => {
    expect([SYSTEM_USER, SYSTEM_NAME, 'user-1', ''].map(isSystemUser)).toEqual([true, true, false, false]);
  });
});

import { describe, expect, it } from 'vitest';
import { isInRange } from '../../../scripts/check/version-range.ts';

describe('isInRange', () => {
  it.each([
    ['1.2.3', '<1.2.4', true],
    ['1.2.4', '<1.2.4', false],
    ['1.10.0', '<1.9.0', false],
    ['1.2.4', '<=1.2.4', true],
    ['2.0.0', '>=2.1.0 <4.1.11', false],
    ['2.1.0', '>=2.1.0 <4.1.11', true],
    ['4.1.11', '>=2.1.0 <4.1.11', false],
    ['6.13.9', '<6.14.0 || >=7.0.0-alpha.0 <8.18.0', true],
    ['6.14.0', '<6.14.0 || >=7.0.0-alpha.0 <8.18.0', false],
    ['7.0.0-alpha.2', '<6.14.0 || >=7.0.0-alpha.0 <8.18.0', true],
    ['8.18.0-beta.1', '>=8.0.0 <8.18.0', true],
    ['8.0.0-beta.1', '>=8.0.0', false],
    ['1.0.0-rc.10', '>1.0.0-rc.9', true],
    ['1.0.0+build.5', '=1.0.0', true],
    ['1.0.1', '>1.0.0', true],
  ])('%s in %s is %s', (version, range, expected) => {
    expect(isInRange(version, range)).toBe(expected);
  });

  it.each([
    ['latest', '<1.0.0'],
    ['1.0.0', '*'],
    ['1.0.0', '<1.0'],
    ['1.0.0', ''],
  ])('refuses %s in "%s"', (version, range) => {
    expect(() => isInRange(version, range)).toThrow('is no');
  });
});

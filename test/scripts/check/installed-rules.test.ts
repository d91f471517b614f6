import { describe, expect, it } from 'vitest';
import { checkInstalled, findOtherVersions } from '../../../scripts/check/installed-rules.ts';

const LOCKED = {
  '': {},
  client: { version: '0.1.0' },
  'node_modules/a': { version: '1.0.1' },
  'node_modules/@x/b': { version: '2.0.0' },
  'node_modules/built-darwin': { version: '1.0.0', optional: true },
};

describe('findOtherVersions', () => {
  it('names what is missing or of another version, with the way out', () => {
    expect(findOtherVersions(LOCKED, { 'node_modules/a': { version: '1.0.0' } })).toEqual([
      { file: 'node_modules', what: 'a is 1.0.0, and package-lock.json has 1.0.1', mend: 'npm ci' },
      { file: 'node_modules', what: '@x/b is not there, and package-lock.json has 2.0.0', mend: 'npm ci' },
    ]);
  });

  it('needs no builds for other platforms, but the right version of one that is there', () => {
    const { '': _root, 'node_modules/built-darwin': built, ...rest } = LOCKED;
    expect(findOtherVersions(LOCKED, rest)).toEqual([]);
    expect(findOtherVersions(LOCKED, { ...rest, 'node_modules/built-darwin': built })).toEqual([]);
    expect(
      findOtherVersions(LOCKED, { ...rest, 'node_modules/built-darwin': { version: '0.9.0' } }),
    ).toHaveLength(1);
  });
});

describe('the packages of this project', () => {
  it('are installed as the lockfile has them', () => {
    expect(checkInstalled()).toEqual([]);
  });
});

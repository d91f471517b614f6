import { describe, expect, it } from 'vitest';
import { checkDependencies, findDependencyFaults } from '../../../scripts/check/dependency-rules.ts';

const RULES = {
  licences: { shipped: ['MIT'], development: ['MPL-2.0'] },
  advisories: { asOf: '2026-11-29', known: [{ package: 'b', versions: ['1.0.0'], id: 'GHSA-x' }] },
};
const locked = { version: '1.0.0', license: 'MIT', integrity: 'sha512-x' };

describe('findDependencyFaults', () => {
  it('names licences that are not listed, more of them where a package is shipped', () => {
    const packages = {
      '': { license: 'Apache-2.0' },
      client: { version: '1.0.0' },
      'node_modules/client': { link: true },
      'node_modules/a': locked,
      'node_modules/tool': { ...locked, license: 'MPL-2.0', dev: true },
      'node_modules/c': { ...locked, license: 'MPL-2.0' },
      'node_modules/d/node_modules/@x/e': { ...locked, license: 'GPL-3.0', dev: true },
    };
    expect(findDependencyFaults(packages, RULES).map(({ what }) => what)).toEqual([
      'c: licence MPL-2.0 is not listed',
      '@x/e: licence GPL-3.0 is not listed',
    ]);
  });

  it('names versions with a known advisory, and packages without a hash', () => {
    const packages = {
      'node_modules/b': locked,
      'node_modules/a/node_modules/b': { ...locked, version: '1.0.1' },
      'node_modules/f': { version: '1.0.0', license: 'MIT' },
      'node_modules/f/node_modules/g': { version: '1.0.0', license: 'MIT', inBundle: true },
    };
    expect(findDependencyFaults(packages, RULES).map(({ what }) => what)).toEqual([
      'b: 1.0.0 has the advisory GHSA-x',
      'f: has no hash',
    ]);
  });

  it('finds nothing in this project', () => {
    expect(checkDependencies()).toEqual([]);
  });
});

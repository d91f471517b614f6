import { describe, expect, it } from 'vitest';
import dependencies from '../../../scripts/check/dependencies.json' with { type: 'json' };
import lockfile from '../../../package-lock.json' with { type: 'json' };
import { checkDependencies, findDependencyFaults } from '../../../scripts/check/dependency-rules.ts';

const RULES = {
  licences: { shipped: ['MIT'], development: ['MPL-2.0'] },
  advisories: {
    asOf: '2026-11-29',
    how: 'made up for this test',
    known: [
      { package: 'b', affected: '<1.0.1', fixed: '1.0.1', id: 'MADE-UP-1', source: 'https://example.com/1' },
    ],
  },
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
      'node_modules/silent': { ...locked, license: undefined },
      // A package and its builds for other platforms are one work under one licence; another's version is not.
      'node_modules/built': { ...locked, optionalDependencies: { '@built/darwin': '1.0.0', other: '2.0.0' } },
      'node_modules/@built/darwin': { ...locked, license: undefined },
      'node_modules/copied': {
        ...locked,
        license: 'MPL-2.0',
        dev: true,
        optionalDependencies: { '@copied/win32': '1.0.0' },
      },
      'node_modules/@copied/win32': { ...locked, license: undefined },
      'node_modules/other': { ...locked, version: '2.0.0', license: undefined },
    };
    expect(findDependencyFaults(packages, RULES).map(({ what }) => what)).toEqual([
      'c: licence MPL-2.0 is not listed',
      '@x/e: licence GPL-3.0 is not listed',
      'silent: names no licence',
      '@copied/win32: licence MPL-2.0 is not listed',
      'other: names no licence',
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
      'b: 1.0.0 has the advisory MADE-UP-1',
      'f: has no hash',
    ]);
  });

  it('finds a published advisory in a lockfile with a version that has it, with the way out', () => {
    const packages = {
      'node_modules/esbuild': { ...locked, version: '0.24.2', dev: true },
      'node_modules/vitest': { ...locked, version: '4.1.10', dev: true },
      'node_modules/a/node_modules/vitest': { ...locked, version: '4.1.11', dev: true },
      'node_modules/@vitest/mocker': { ...locked, version: '4.1.10', dev: true },
    };
    const found = findDependencyFaults(packages, dependencies);
    expect(found.map(({ what }) => what)).toEqual([
      'esbuild: 0.24.2 has the advisory GHSA-67mh-4wv8-2f99',
      'vitest: 4.1.10 has the advisory GHSA-82fw-gwwq-j7x9',
      '@vitest/mocker: 4.1.10 has the advisory GHSA-82fw-gwwq-j7x9',
    ]);
    expect(found[1]?.mend).toBe(
      'install 4.1.11 or later; see https://github.com/advisories/GHSA-82fw-gwwq-j7x9',
    );
  });

  it('knows advisories of packages that this project has, each with an id and a source', () => {
    const { known } = dependencies.advisories;
    expect(known.length).toBeGreaterThan(40);
    for (const { id, source } of known) {
      expect(id).toMatch(/^GHSA(-[23456789cfghjmpqrvwx]{4}){3}$/);
      expect(source).toBe(`https://github.com/advisories/${id}`);
    }
    const installed = new Set(
      Object.keys(lockfile.packages).map((key) => key.slice(key.lastIndexOf('node_modules/') + 13)),
    );
    expect(known.filter((one) => !installed.has(one.package))).toEqual([]);
  });

  it('finds nothing in this project', () => {
    expect(checkDependencies()).toEqual([]);
  });
});

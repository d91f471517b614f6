import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Finding } from './finding.ts';

const ROOT = path.join(import.meta.dirname, '../..');
/** What npm writes down of its own installation. */
const INSTALLED = 'node_modules/.package-lock.json';

type Packages = Readonly<Record<string, { readonly version?: string; readonly optional?: boolean }>>;

/** Packages that are not installed as the lockfile has them; those of other platforms need not be there. */
export function findOtherVersions(locked: Packages, installed: Packages): Finding[] {
  return Object.entries(locked).flatMap(([key, { version, optional }]) => {
    if (!key.startsWith('node_modules/') || version === undefined) return [];
    const there = installed[key]?.version;
    if (there === version || (there === undefined && optional)) return [];
    const name = key.slice('node_modules/'.length);
    const what = `${name} is ${there ?? 'not there'}, and package-lock.json has ${version}`;
    return [{ file: 'node_modules', what, mend: 'npm ci' }];
  });
}

/**
 * What is wrong with this project's installed packages. The tools would tell of code that uses what is not there as
 * if the code were wrong, so that nothing else is checked before.
 */
export function checkInstalled(): Finding[] {
  return findOtherVersions(readPackages('package-lock.json'), readPackages(INSTALLED));
}

function readPackages(name: string): Packages {
  const file = path.join(ROOT, name);
  if (!existsSync(file)) return {};
  return (JSON.parse(readFileSync(file, 'utf8')) as { packages: Packages }).packages;
}

import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const CLIENT = join(import.meta.dirname, '../client');

/** Makes a project of an empty folder and installs these packages in it, as `name` or `name@version`. */
export function installPackages(folder: string, packages: readonly string[]): void {
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  npm(folder, 'install', '--no-audit', '--no-fund', '--loglevel', 'error', ...packages);
}

/** The same with the client, packed as it is published. */
export function installClient(folder: string, packages: readonly string[]): void {
  npm(folder, 'pack', '--silent', '--pack-destination', folder, CLIENT);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? 'none';
  installPackages(folder, [`./${tarball}`, ...packages]);
}

function npm(cwd: string, ...args: readonly string[]): void {
  execFileSync('npm', args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}

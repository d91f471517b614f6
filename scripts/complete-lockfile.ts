import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readOptions } from './read-options.ts';

const HELP = `node scripts/complete-lockfile.ts [--check]

npm leaves optional packages of other platforms out of package-lock.json when it cannot look them up at the
moment of the install, and then refuses its own lockfile in "npm ci". This adds them: name, version, os and cpu.
Each entry that lacks its integrity hash gets it from the registry, by "npm view". Run it after "npm install".
--check asks no registry and only tells; it exits with 1 when an entry or a hash is missing.`;

interface LockedPackage {
  version?: string;
  integrity?: string;
  link?: boolean;
  /** Comes inside another package, whose hash covers it. */
  inBundle?: boolean;
  os?: string[];
  cpu?: string[];
  optional?: boolean;
  dev?: boolean;
  optionalDependencies?: Record<string, string>;
}

const SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const PROCESSORS = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

/** Platform packages carry system and processor in their names. */
function platformOf(name: string): Pick<LockedPackage, 'os' | 'cpu'> | undefined {
  const words = name.split(/[/-]/);
  const os = SYSTEMS.find((system) => words.includes(system));
  const cpu = PROCESSORS.find((processor) => words.includes(processor));
  return os && cpu ? { os: [os], cpu: [cpu] } : undefined;
}

const { values } = readOptions({ options: { check: { type: 'boolean' }, help: { type: 'boolean' } } });
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const file = join(import.meta.dirname, '../package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, LockedPackage> };
const added: string[] = [];
for (const { optionalDependencies = {}, dev } of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const key = `node_modules/${name}`;
    const platform = platformOf(name);
    if (lock.packages[key] || !platform) continue;
    lock.packages[key] = { version, ...platform, ...(dev ? { dev } : {}), optional: true };
    added.push(`${name}@${version}`);
  }
}
const unhashed = Object.entries(lock.packages).filter(
  ([key, { integrity, link, inBundle }]) =>
    key.includes('node_modules/') && !link && !inBundle && integrity === undefined,
);
if (!values.check && added.length + unhashed.length > 0) {
  for (const [key, entry] of unhashed) {
    const name = key.slice(key.lastIndexOf('node_modules/') + 'node_modules/'.length);
    lock.packages[key] = inOrder(entry, await publishedHash(`${name}@${entry.version}`));
  }
  const packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify({ ...lock, packages }, null, 2)}\n`);
}
console.log(
  added.length === 0 ? 'The lockfile names every platform.' : `${added.length} missing: ${added.join(' ')}`,
);
console.log(
  unhashed.length === 0
    ? 'Every entry has its hash.'
    : `${unhashed.length} without a hash: ${unhashed.map(([key]) => key).join(' ')}`,
);
process.exit(values.check && added.length + unhashed.length > 0 ? 1 : 0);

/** The hash of a published package. @throws when the registry does not know it */
async function publishedHash(spec: string): Promise<string> {
  const { stdout } = await promisify(execFile)('npm', ['view', spec, 'dist.integrity', '--json']);
  const integrity = JSON.parse(stdout) as unknown;
  if (typeof integrity !== 'string') throw new Error(`the registry names no integrity hash of ${spec}`);
  return integrity;
}

/** As npm orders an entry: version and hash first. */
function inOrder({ version, ...rest }: LockedPackage, integrity: string): LockedPackage {
  return { ...(version === undefined ? {} : { version }), integrity, ...rest };
}

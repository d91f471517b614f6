import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Finding } from './finding.ts';
import { isInRange } from './version-range.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const LOCK = 'package-lock.json';
const RULES = 'scripts/check/dependencies.json';

/** What a lockfile says of one package. */
interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
  readonly inBundle?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Licences that may be used, and advisories as they were known on a day. */
interface DependencyRules {
  readonly licences: { readonly shipped: readonly string[]; readonly development: readonly string[] };
  readonly advisories: {
    /** The day the list was put together; what was published later is not in it. */
    readonly asOf: string;
    /** Where it comes from. */
    readonly how: string;
    readonly known: readonly Advisory[];
  };
}

interface Advisory {
  readonly package: string;
  readonly id: string;
  /** Versions that have it, as advisories write ranges. */
  readonly affected: string;
  /** The first release without it, where the source names it. */
  readonly fixed?: string;
  readonly source: string;
}

/**
 * Licences of packages by what has them as its optional parts at its own version, as builds for other platforms are:
 * npm writes no licence of what it did not install.
 */
function licencesOfParts(packages: Readonly<Record<string, LockedPackage>>): ReadonlyMap<string, string> {
  const licences = new Map<string, string>();
  for (const { version, license, optionalDependencies = {} } of Object.values(packages))
    for (const [name, wanted] of Object.entries(optionalDependencies))
      if (license !== undefined && wanted === version) licences.set(`${name}@${wanted}`, license);
  return licences;
}

/** Packages with a licence that is not listed or not known, without a hash, or in a version with a known advisory. */
export function findDependencyFaults(
  packages: Readonly<Record<string, LockedPackage>>,
  { licences, advisories }: DependencyRules,
): Finding[] {
  const ofParts = licencesOfParts(packages);
  return Object.entries(packages).flatMap(([key, locked]) => {
    const at = key.lastIndexOf('node_modules/');
    if (at < 0 || locked.link) return [];
    const name = key.slice(at + 'node_modules/'.length);
    const found = (what: string, mend: string): Finding => ({ file: LOCK, what: `${name}: ${what}`, mend });
    const allowed = locked.dev ? [...licences.shipped, ...licences.development] : licences.shipped;
    const bad: Finding[] = [];
    const licence = locked.license ?? ofParts.get(`${name}@${locked.version}`);
    if (licence === undefined)
      bad.push(found('names no licence', 'read the package, and write its "license" into the lockfile'));
    else if (!allowed.includes(licence))
      bad.push(
        found(`licence ${licence} is not listed`, `read it, then add it to ${RULES} or take another package`),
      );
    if (locked.integrity === undefined && !locked.inBundle)
      bad.push(found('has no hash', 'node scripts/complete-lockfile.ts'));
    for (const one of advisories.known) {
      if (one.package !== name || !isInRange(locked.version ?? '', one.affected)) continue;
      const mend = one.fixed === undefined ? 'install a later one' : `install ${one.fixed} or later`;
      bad.push(found(`${locked.version} has the advisory ${one.id}`, `${mend}; see ${one.source}`));
    }
    return bad;
  });
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(path.join(ROOT, file), 'utf8'));
}

/** The same of this project's lockfile. */
export function checkDependencies(): Finding[] {
  const { packages } = read(LOCK) as { packages: Record<string, LockedPackage> };
  return findDependencyFaults(packages, read(RULES) as DependencyRules);
}

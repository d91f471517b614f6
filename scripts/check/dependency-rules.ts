import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Finding } from './finding.ts';

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
}

/** Licences that may be used, and advisories as they were known on a day. */
interface DependencyRules {
  readonly licences: { readonly shipped: readonly string[]; readonly development: readonly string[] };
  readonly advisories: {
    /** The day they were asked for; null: never yet. */
    readonly asOf: string | null;
    readonly known: readonly {
      readonly package: string;
      readonly versions: readonly string[];
      readonly id: string;
    }[];
  };
}

/** Packages with a licence that is not listed, without a hash, or in a version with a known advisory. */
export function findDependencyFaults(
  packages: Readonly<Record<string, LockedPackage>>,
  { licences, advisories }: DependencyRules,
): Finding[] {
  return Object.entries(packages).flatMap(([key, locked]) => {
    const at = key.lastIndexOf('node_modules/');
    if (at < 0 || locked.link) return [];
    const name = key.slice(at + 'node_modules/'.length);
    const found = (what: string, mend: string): Finding => ({ file: LOCK, what: `${name}: ${what}`, mend });
    const allowed = locked.dev ? [...licences.shipped, ...licences.development] : licences.shipped;
    const bad: Finding[] = [];
    if (locked.license !== undefined && !allowed.includes(locked.license))
      bad.push(
        found(
          `licence ${locked.license} is not listed`,
          `read it, then add it to ${RULES} or take another package`,
        ),
      );
    if (locked.integrity === undefined && !locked.inBundle)
      bad.push(found('has no hash', 'node scripts/complete-lockfile.ts'));
    for (const one of advisories.known) {
      if (one.package === name && one.versions.includes(locked.version ?? ''))
        bad.push(found(`${locked.version} has the advisory ${one.id}`, 'install a version without it'));
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

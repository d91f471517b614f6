import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGES } from './pack/packages.ts';
import { readNotes } from './release/read-notes.ts';
import { readOptions } from './read-options.ts';

const HELP = `node scripts/release-notes.ts TAG

Prints the changelog's section of a release, as v0.2.0. Exit 1 where the tag, the versions of package.json and of every
package that is published, what these say of each other, and CHANGELOG.md disagree.`;

const { values, positionals } = readOptions({
  options: { help: { type: 'boolean', short: 'h' } },
  allowPositionals: true,
});
const root = join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** The version that a manifest has, and those that it wants of packages that are released with it. */
function versionsIn(file: string): [string, string][] {
  const { version, dependencies, optionalDependencies } = JSON.parse(read(file)) as {
    version: string;
    dependencies?: Record<string, string>;
    optionalDependencies?: Record<string, string>;
  };
  const ours = Object.entries({ ...dependencies, ...optionalDependencies }).filter(([name]) =>
    name.startsWith('@costkeeper/'),
  );
  return [[file, version], ...ours.map(([name, wanted]): [string, string] => [`${file}, ${name}`, wanted])];
}

const [tag] = positionals;
if (values.help || tag === undefined) {
  console.log(HELP);
  process.exitCode = values.help ? 0 : 1;
} else {
  try {
    const files = ['package.json', ...PACKAGES.map((folder) => `${folder}/package.json`)];
    const versions = Object.fromEntries(files.flatMap(versionsIn));
    console.log(readNotes({ tag, versions, changelog: read('CHANGELOG.md') }));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}

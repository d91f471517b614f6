import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readNotes } from './release/read-notes.ts';
import { readOptions } from './read-options.ts';

const HELP = `node scripts/release-notes.ts TAG

Prints the changelog's section of a release, as v0.2.0. Exit 1 where the tag, the versions of package.json and
client/package.json, and CHANGELOG.md disagree.`;

const { values, positionals } = readOptions({
  options: { help: { type: 'boolean', short: 'h' } },
  allowPositionals: true,
});
const root = join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const versionOf = (file: string): string => (JSON.parse(read(file)) as { version: string }).version;

const [tag] = positionals;
if (values.help || tag === undefined) {
  console.log(HELP);
  process.exitCode = values.help ? 0 : 1;
} else {
  try {
    const files = ['package.json', 'client/package.json', 'cdk/package.json'];
    const versions = Object.fromEntries(files.map((file) => [file, versionOf(file)]));
    console.log(readNotes({ tag, versions, changelog: read('CHANGELOG.md') }));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}

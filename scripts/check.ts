import { relative, resolve } from 'node:path';
import { existsSync } from 'node:fs';
import { readOptions } from './read-options.ts';
import { runChecks } from './check/run-checks.ts';

const HELP = `npm run check [-- FILES] [--json]

Checks the project, or only these files and folders:
  rules    who may import whom (scripts/check/rooms.ts), length and names of files, licences and known
           advisories of packages (scripts/check/dependencies.json), source and day of every price
  types    tsc; always of the whole project, but only what changed since the last run is read again
  lint     oxlint, type-aware; .oxlintrc.json
  format   oxfmt; .oxfmtrc.json
  unused   knip: files, exports and packages that nothing uses; knip.json

Where packages are not installed as package-lock.json has them, that is told and nothing else is checked.
Each complaint says how to mend it. Exit 1 when there is one, 2 when a file does not exist.

  npm run check -- core/spend lambdas/api/present.ts
  npm run check -- $(git diff --name-only --diff-filter=d main)

  --json   one object instead of text: { ok, checks: [{ name, ok, seconds, findings }] }`;

const { values, positionals } = readOptions({
  options: { help: { type: 'boolean', short: 'h' }, json: { type: 'boolean' } },
  allowPositionals: true,
});
const root = resolve(import.meta.dirname, '..');
const files = positionals.map((file) => relative(root, resolve(file)));
const missing = files.filter((file) => !existsSync(resolve(root, file)));

if (values.help) {
  console.log(HELP);
} else if (missing.length > 0) {
  console.error(
    `There is no ${missing.join(', ')}. Name files and folders of the project; --help tells more.`,
  );
  process.exitCode = 2;
} else {
  process.chdir(root);
  const ok = await runChecks(files, { json: values.json === true, colours: process.stdout.isTTY });
  process.exitCode = ok ? 0 : 1;
}

import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PACKAGES } from './pack/packages.ts';
import { readOptions } from './read-options.ts';

const { values } = readOptions({
  options: {
    out: { type: 'string' },
    only: { type: 'string', multiple: true },
    json: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});

if (values.help) {
  console.log(
    `npm run pack:all -- --out DIR [--only NAME …] [--json]: builds every package that is published and puts its tarball into DIR.
  npm install DIR/FILE.tgz takes one in another project, without this repository.
  --only NAME  packs the package of this folder alone; can be given several times
  --json  prints one JSON object in the end: {"files":[…]}`,
  );
  process.exit(0);
}
if (values.out === undefined) {
  console.error('--out is missing: name the folder that the tarballs go into, such as --out ./packages');
  process.exit(2);
}

const known: readonly string[] = PACKAGES;
const unknown = values.only?.find((name) => !known.includes(name));
if (unknown !== undefined) {
  console.error(`--only takes ${PACKAGES.join(', ')}, not "${unknown}"`);
  process.exit(2);
}
const out = resolve(values.out);
mkdirSync(out, { recursive: true });
const files = PACKAGES.filter((name) => values.only?.includes(name) ?? true).map((name) => {
  if (!values.json) console.log(`packing ${name} …`);
  const printed = execFileSync('npm', ['pack', '--silent', '--pack-destination', out], {
    cwd: join(import.meta.dirname, '..', name),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return join(out, printed.trim().split('\n').at(-1) ?? '');
});

console.log(values.json ? JSON.stringify({ files }) : files.join('\n'));

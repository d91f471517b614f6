/** Builds the package into `dist`: one file, with the versions it writes inside. `npm pack` runs it first. */
import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const DIST = join(import.meta.dirname, 'dist');
const FILE = join(DIST, 'create-costkeeper.js');

rmSync(DIST, { recursive: true, force: true });
await build({
  entryPoints: [join(import.meta.dirname, 'create-costkeeper.ts')],
  outfile: FILE,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  legalComments: 'none',
  logLevel: 'warning',
});
chmodSync(FILE, 0o755);

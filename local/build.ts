/**
 * Builds the package into `dist`: the runner and its command as ES modules, what starts it as CommonJS too, Costkeeper's
 * cloud assembly, the page, the sample, and the types. `npm pack` runs it first.
 */
import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import { buildCommonJs } from '../scripts/pack/build-commonjs.ts';
import { buildTypes } from '../scripts/pack/build-types.ts';
import { LEDGER_CONTEXT } from './ledger-context.ts';
import { ledgerAssembly, PAGE, preparePage } from './system-parts.ts';

const HERE = import.meta.dirname;
const REPOSITORY = path.join(HERE, '..');
const DIST = path.join(HERE, 'dist');
const SAMPLE = path.join(REPOSITORY, 'examples', 'sample');

/** Takes what is built already in the place of what builds at the start. */
const packaged: Plugin = {
  name: 'packaged',
  setup: (plugin) => {
    plugin.onResolve({ filter: /\/system-parts\.ts$/ }, () => ({
      path: path.join(HERE, 'packaged-parts.ts'),
    }));
    plugin.onLoad({ filter: /\/main-file\.ts$/ }, ({ path: file }) => ({
      contents: readFileSync(file, 'utf8').replace("'main.ts'", "'main.js'"),
      loader: 'ts',
    }));
  },
};

/** Each by itself: threads and processes start with a file. */
const ENTRIES = ['bin.ts', 'main.ts', 'sandbox-bootstrap.ts', 'start-costkeeper.ts'];

async function buildModules(): Promise<void> {
  const shared = {
    bundle: true,
    format: 'esm',
    platform: 'node',
    minifySyntax: true,
    legalComments: 'none',
    logLevel: 'warning',
  } as const;
  await build({
    ...shared,
    entryPoints: ENTRIES.map((name) => path.join(HERE, name)),
    outdir: DIST,
    target: 'node20',
    packages: 'external',
    plugins: [packaged],
  });
  await build({
    ...shared,
    entryPoints: [path.join(SAMPLE, 'replay.ts')],
    outfile: path.join(DIST, 'sample', 'replay.js'),
    target: 'node24',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  const command = path.join(DIST, 'bin.js');
  writeFileSync(command, `#!/usr/bin/env node\n${readFileSync(command, 'utf8')}`, { mode: 0o755 });
}

async function copyParts(): Promise<void> {
  await preparePage((error) => {
    throw error;
  });
  cpSync(PAGE, path.join(DIST, 'page'), { recursive: true });
  cpSync(await ledgerAssembly(LEDGER_CONTEXT), path.join(DIST, 'assembly'), { recursive: true });
  for (const file of globSync(path.join(SAMPLE, '*.csv'))) {
    cpSync(file, path.join(DIST, 'sample', path.basename(file)));
  }
}

rmSync(DIST, { recursive: true, force: true });
await buildModules();
await copyParts();
buildTypes([path.join(HERE, 'start-costkeeper.ts')], path.join(DIST, 'types'), 'ES2024,ESNext.Disposable');
// What a test imports, which Jest takes as CommonJS alone; the rest is started.
await buildCommonJs(DIST, ['start-costkeeper.js']);

/**
 * Builds the package into `dist`: the construct and the app of a folder without code as ES modules, the bundles of the functions, the page of the
 * dashboard, and the types. `npm pack` runs it first.
 */
import { execFileSync } from 'node:child_process';
import { globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { buildCommonJs } from '../scripts/pack/build-commonjs.ts';
import { buildTypes } from '../scripts/pack/build-types.ts';
import { bundleFunctions } from './bundle/bundle-functions.ts';

const HERE = import.meta.dirname;
const REPOSITORY = join(HERE, '..');
const DIST = join(HERE, 'dist');

/** Takes what is built already in the place of what builds at synthesis. */
const prebuilt: Plugin = {
  name: 'prebuilt',
  setup: (plugin) => {
    plugin.onResolve({ filter: /\/assets\.ts$/ }, () => ({ path: join(HERE, 'prebuilt-assets.ts') }));
  },
};

async function buildConstruct(): Promise<void> {
  await build({
    entryPoints: [join(HERE, 'costkeeper.ts'), join(HERE, 'app.ts')],
    outdir: DIST,
    bundle: true,
    splitting: true,
    // Beside the entries: what is built is found from the folder that the code is in.
    chunkNames: 'shared-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    plugins: [prebuilt],
    legalComments: 'none',
    logLevel: 'warning',
  });
}

function buildPage(): void {
  const vite = join(REPOSITORY, 'node_modules/vite/bin/vite.js');
  const args = [
    vite,
    'build',
    'dashboard',
    '--outDir',
    join(DIST, 'page'),
    '--emptyOutDir',
    '--logLevel',
    'error',
  ];
  execFileSync(process.execPath, args, { cwd: REPOSITORY, stdio: 'inherit' });
}

rmSync(DIST, { recursive: true, force: true });
await buildConstruct();
await bundleFunctions(join(DIST, 'functions'));
buildPage();
buildTypes([join(HERE, 'costkeeper.ts')], join(DIST, 'types'), 'ES2024,ESNext');
// The app of a folder is started, not imported.
await buildCommonJs(DIST, globSync('{costkeeper,shared-*}.js', { cwd: DIST }));

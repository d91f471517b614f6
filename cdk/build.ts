/**
 * Builds the package into `dist`: the construct as one ES module, the bundles of the functions, the page of the
 * dashboard, and the types. `npm pack` runs it first.
 */
import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { BUNDLING } from '../lib/assets.ts';

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
    entryPoints: [join(HERE, 'costkeeper.ts')],
    outfile: join(DIST, 'costkeeper.js'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    plugins: [prebuilt],
    legalComments: 'none',
    logLevel: 'warning',
  });
}

/** Every function as lib/constructs/ledger-function.ts has it bundled. */
async function buildFunctions(): Promise<void> {
  for (const entry of globSync(join(REPOSITORY, 'lambdas/*.ts'))) {
    const folder = join(DIST, 'functions', basename(entry, '.ts'));
    mkdirSync(folder, { recursive: true });
    await build({
      entryPoints: [entry],
      outfile: join(folder, 'index.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: BUNDLING.target ?? 'node24',
      minify: BUNDLING.minify ?? true,
      keepNames: BUNDLING.keepNames ?? true,
      mainFields: [...(BUNDLING.mainFields ?? [])],
      banner: { js: BUNDLING.banner ?? '' },
      absWorkingDir: REPOSITORY,
      logLevel: 'warning',
    });
  }
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

const COMPILER_FLAGS =
  '--ignoreConfig --declaration --emitDeclarationOnly --noEmit false --target ES2024 --module NodeNext ' +
  '--lib ES2024,ESNext --types node --strict --skipLibCheck --allowImportingTsExtensions --resolveJsonModule';

/** Types with the imports that Node-style resolution of a consumer understands. */
function buildTypes(): void {
  const tsc = join(REPOSITORY, 'node_modules/typescript/bin/tsc');
  const outDir = join(DIST, 'types');
  const folders = ['--outDir', outDir, '--rootDir', REPOSITORY];
  execFileSync(
    process.execPath,
    [tsc, ...COMPILER_FLAGS.split(' '), ...folders, join(HERE, 'costkeeper.ts')],
    {
      stdio: 'inherit',
      cwd: REPOSITORY,
    },
  );
  for (const file of globSync(join(outDir, '**/*.d.ts'))) {
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/(from '|import\(['"]|from ")(\.[^'"]+)\.ts(['"])/g, '$1$2.js$3'));
  }
}

rmSync(DIST, { recursive: true, force: true });
await buildConstruct();
await buildFunctions();
buildPage();
buildTypes();

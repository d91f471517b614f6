/**
 * Builds the package into `dist`: one ES module for each entry of `exports`, what they share in chunks beside
 * them, and the types. `npm pack` runs it first.
 */
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const CLIENT = import.meta.dirname;
const REPOSITORY = join(CLIENT, '..');

/** The source of each entry: `./dist/openai.js` is made from `openai.ts`. */
function entryPoints(): string[] {
  const { exports } = JSON.parse(readFileSync(join(CLIENT, 'package.json'), 'utf8')) as {
    exports: Record<string, string | { default: string }>;
  };
  return Object.values(exports).flatMap((target) =>
    typeof target === 'string'
      ? []
      : join(CLIENT, target.default.replace('./dist/', '').replace(/js$/, 'ts')),
  );
}

async function buildModules(outdir: string): Promise<void> {
  await build({
    entryPoints: entryPoints(),
    outdir,
    outbase: CLIENT,
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    minifySyntax: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
}

const COMPILER_FLAGS =
  '--ignoreConfig --declaration --emitDeclarationOnly --noEmit false --target ES2024 --module NodeNext ' +
  '--lib ES2024,ESNext.Disposable,DOM --types node --strict --skipLibCheck --allowImportingTsExtensions';

/** Types with the imports that Node-style resolution of a consumer understands. */
function buildTypes(outDir: string): void {
  const tsc = join(REPOSITORY, 'node_modules/typescript/bin/tsc');
  const folders = ['--outDir', outDir, '--rootDir', REPOSITORY];
  execFileSync(process.execPath, [tsc, ...COMPILER_FLAGS.split(' '), ...folders, ...entryPoints()], {
    stdio: 'inherit',
    cwd: REPOSITORY,
  });
  for (const file of globSync(join(outDir, '**/*.d.ts'))) {
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/(from '|import\(['"]|from ")(\.[^'"]+)\.ts(['"])/g, '$1$2.js$3'));
  }
}

const dist = join(CLIENT, 'dist');
rmSync(dist, { recursive: true, force: true });
await buildModules(dist);
buildTypes(join(dist, 'types'));

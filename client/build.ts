/**
 * Builds the package into `dist`: one ES module for each entry of `exports`, what they share in chunks beside
 * them, the same as CommonJS, and the types. `npm pack` runs it first.
 */
import { globSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { buildCommonJs } from '../scripts/pack/build-commonjs.ts';
import { buildTypes } from '../scripts/pack/build-types.ts';

const CLIENT = import.meta.dirname;

/** The source of each entry: `./dist/openai.js` is made from `openai.ts`. */
function entryPoints(): string[] {
  const { exports } = JSON.parse(readFileSync(join(CLIENT, 'package.json'), 'utf8')) as {
    exports: Record<string, string | { import: { default: string } }>;
  };
  return Object.values(exports).flatMap((target) =>
    typeof target === 'string'
      ? []
      : join(CLIENT, target.import.default.replace('./dist/', '').replace(/js$/, 'ts')),
  );
}

/** The client has no dependency: what checks messages in the client for tests goes into the package. */
const checksInside: Plugin = {
  name: 'checks-inside',
  setup: (plugin) => {
    plugin.onResolve({ filter: /^zod\// }, ({ path }) => ({
      path: fileURLToPath(import.meta.resolve(path)),
    }));
  },
};

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
    plugins: [checksInside],
    minifySyntax: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
}

const dist = join(CLIENT, 'dist');
rmSync(dist, { recursive: true, force: true });
await buildModules(dist);
buildTypes(entryPoints(), join(dist, 'types'), 'ES2024,ESNext.Disposable,DOM');
await buildCommonJs(dist, globSync('{*,chunks/*}.js', { cwd: dist }));

/** Builds the package into `dist`: the command line and the programs beside it. `npm pack` runs it first. */
import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

const HERE = import.meta.dirname;
const DIST = join(HERE, 'dist');

/** The local system is a package of its own. */
const localSystem: Plugin = {
  name: 'local-system',
  setup: (plugin) => {
    plugin.onResolve({ filter: /local\/start-costkeeper\.ts$/ }, () => ({
      path: '@costkeeper/local',
      external: true,
    }));
  },
};

rmSync(DIST, { recursive: true, force: true });
await build({
  entryPoints: {
    costkeeper: join(HERE, 'costkeeper.ts'),
    smoke: join(HERE, '../scripts/smoke.ts'),
    import: join(HERE, '../scripts/import.ts'),
  },
  outdir: DIST,
  bundle: true,
  // Programs share what they are made of, and load the local system only where they start one.
  splitting: true,
  chunkNames: 'shared-[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minify: true,
  keepNames: true,
  legalComments: 'none',
  logLevel: 'warning',
  plugins: [localSystem],
  banner: {
    js: "import { createRequire as createRequireOf } from 'node:module'; const require = createRequireOf(import.meta.url);",
  },
});
chmodSync(join(DIST, 'costkeeper.js'), 0o755);

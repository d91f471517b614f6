import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build as buildByEsbuild } from 'esbuild';
import { build as buildByVite } from 'vite';

/** Makes one file of `app.mjs` in a folder that has the client installed, and answers where it is. */
export type Bundler = (folder: string) => Promise<string>;

/** Bundlers that come with this project. What of Node they meet stays an import, as Workers and Deno take it. */
export const BUNDLERS: Readonly<Record<string, Bundler>> = {
  esbuild: async (folder) => {
    const outfile = join(folder, 'esbuild.mjs');
    await buildByEsbuild({
      entryPoints: [join(folder, 'app.mjs')],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'neutral',
      external: ['node:*'],
      absWorkingDir: folder,
      logLevel: 'error',
    });
    return outfile;
  },
  vite: async (folder) => {
    await buildByVite({
      root: folder,
      configFile: false,
      logLevel: 'error',
      build: {
        lib: { entry: join(folder, 'app.mjs'), formats: ['es'], fileName: () => 'vite.mjs' },
        outDir: folder,
        emptyOutDir: false,
        minify: false,
        rollupOptions: { external: [/^node:/] },
      },
    });
    return join(folder, 'vite.mjs');
  },
};

/** The text of a bundle. */
export function bundleText(file: string): string {
  return readFileSync(file, 'utf8');
}

/** `node cdk/bundle-functions.ts FOLDER`: the bundle of each function as FOLDER/NAME/index.mjs, all in one go. */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ESBUILD_OPTIONS } from '../lib/bundling.ts';

const REPOSITORY = join(import.meta.dirname, '..');

/** Bundles every function as lib/constructs/ledger-function.ts has it bundled. @throws where one does not build */
export async function bundleFunctions(folder: string): Promise<void> {
  await build({
    ...ESBUILD_OPTIONS,
    entryPoints: globSync(join(REPOSITORY, 'lambdas/*.ts')),
    outdir: folder,
    entryNames: '[name]/index',
    outExtension: { '.js': '.mjs' },
    absWorkingDir: REPOSITORY,
    logLevel: 'warning',
  });
}

const [folder] = process.argv.slice(2);
if (import.meta.main && folder !== undefined) await bundleFunctions(folder);

/**
 * `node cdk/bundle-functions.ts FOLDER`: the bundle of each function as FOLDER/NAME/index.mjs, with the files that it
 * loads later beside it; `node cdk/bundle-functions.ts FOLDER NAME` puts that one function's into FOLDER itself.
 */
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { ESBUILD_OPTIONS, FUNCTION_FILES } from '../lib/bundling.ts';

const REPOSITORY = join(import.meta.dirname, '..');

/** Bundles every function, each into a folder of its name. @throws where one does not build */
export async function bundleFunctions(folder: string): Promise<void> {
  const names = globSync(join(REPOSITORY, 'lambdas/*.ts')).map((file) => basename(file, '.ts'));
  await Promise.all(names.map((name) => bundleFunction(name, join(folder, name))));
}

async function bundleFunction(name: string, outdir: string): Promise<void> {
  await build({
    ...ESBUILD_OPTIONS,
    ...FUNCTION_FILES,
    entryPoints: [`lambdas/${name}.ts`],
    outdir,
    absWorkingDir: REPOSITORY,
    logLevel: 'warning',
  });
}

const [folder, name] = process.argv.slice(2);
if (import.meta.main && folder !== undefined) {
  await (name === undefined ? bundleFunctions(folder) : bundleFunction(name, folder));
}

/**
 * `node cdk/bundle/bundle-functions.ts FOLDER`: the bundle of each function as FOLDER/NAME/index.mjs, with the files
 * that it loads later beside it; `… FOLDER NAME` puts that one function's into FOLDER itself.
 */
import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { bundleFunction } from './bundle-function.ts';

/** Bundles every function, each into a folder of its name. @throws where one does not build */
export async function bundleFunctions(folder: string): Promise<void> {
  const names = globSync(join(import.meta.dirname, '../../lambdas/*.ts')).map((file) =>
    basename(file, '.ts'),
  );
  await Promise.all(names.map((name) => writeBundle(name, join(folder, name))));
}

async function writeBundle(name: string, folder: string): Promise<void> {
  const { files } = await bundleFunction(name);
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of files) writeFileSync(join(folder, file), text);
}

const [folder, name] = process.argv.slice(2);
if (import.meta.main && folder !== undefined) {
  await (name === undefined ? bundleFunctions(folder) : writeBundle(name, folder));
}

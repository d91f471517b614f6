import { createHash } from 'node:crypto';
import path from 'node:path';
import { addToHash } from './hash-files.ts';
import { keepFolder } from './keep-folder.ts';
import { runScript } from './run-script.ts';

/** Rooms and files that decide what is in the bundles. */
const INPUTS = [
  'contracts',
  'providers',
  'core',
  'adapters',
  'lambdas',
  'prices',
  'cdk/bundle',
  'lib/bundling.ts',
  'package-lock.json',
  'tsconfig.json',
];

const MAKE = path.join('cdk', 'bundle', 'bundle-functions.ts');

/**
 * The folder of the functions' bundles, NAME/index.mjs: made now, or earlier of the same sources, whatever context the
 * templates are made for. @throws with esbuild's own words where one does not build
 */
export async function keepBundles(root: string, cache: string): Promise<string> {
  const hash = createHash('sha256');
  for (const input of INPUTS) addToHash(hash, path.join(root, input));
  const key = hash.digest('hex').slice(0, 16);
  return await keepFolder(cache, { key, last: 'serve-api/index.mjs' }, (fresh) =>
    runScript([path.join(root, MAKE), fresh], 'the functions were not bundled', { cwd: root }),
  );
}

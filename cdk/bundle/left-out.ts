import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/** Files of zod that hand on all that it has. */
const ALL_OF_ZOD = /zod\/v4\/(?:mini\/external|core\/index)\.js$/;
const JSON_SCHEMAS = /^export .* from "[^"]*json-schema[^"]*";$/gm;

/**
 * Keeps the makers of JSON schemas out of what starts: only the description of the API asks for them, and names their
 * file (lib/bundling.ts). esbuild cuts bundles by files, and the file that hands on a schema hands them on too.
 */
export const noJsonSchemas: Plugin = {
  name: 'no-json-schemas',
  setup: (plugin) => {
    plugin.onLoad({ filter: ALL_OF_ZOD }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll(JSON_SCHEMAS, ''),
    }));
  },
};

import { readFileSync } from 'node:fs';
import { dirname, extname } from 'node:path';
import type { Loader, Plugin, PluginBuild } from 'esbuild';

/** Packages whose files hand on what others have: `import { one } from 'package'` reaches each of their files. */
const HANDING_ON = /node_modules\/@(?:aws-sdk|smithy)\/|\/(?:adapters|lambdas)\//;
const IMPORT = /\bimport\s*\{([^}]*)\}\s*from\s*(["'])([^"']+)\2;?/g;
const EXPORT_NAMES = /\bexport\s*\{([^}]*)\}\s*from\s*["']([^"']+)["']/g;
const EXPORT_ALL = /\bexport\s*\*\s*from\s*["']([^"']+)["']/g;

/** Where an exported name comes from. */
interface Origin {
  readonly file: string;
  readonly name: string;
}

/**
 * Has every file import what it uses from the file that makes it, and not from one that hands on all of a package.
 * esbuild cuts bundles by files, and to it a start that needs one class of a package reaches all that the package's
 * index hands on: what only late files use would be loaded at the start.
 */
export const directImports: Plugin = {
  name: 'direct-imports',
  setup: (plugin) => {
    const origins = new Map<string, Promise<ReadonlyMap<string, Origin>>>();
    plugin.onLoad({ filter: HANDING_ON }, async ({ path }) => {
      const loader = extname(path).slice(1);
      if (loader !== 'js' && loader !== 'ts') return undefined;
      const text = readFileSync(path, 'utf8');
      const direct = await withDirectImports(text, path, { plugin, origins });
      return direct === text ? undefined : { contents: direct, loader: loader as Loader };
    });
  },
};

interface Known {
  readonly plugin: PluginBuild;
  readonly origins: Map<string, Promise<ReadonlyMap<string, Origin>>>;
}

async function withDirectImports(text: string, path: string, known: Known): Promise<string> {
  let direct = text;
  for (const [whole, names = '', , from = ''] of text.matchAll(IMPORT)) {
    const file = await pureFile(from, path, known);
    if (file === undefined) continue;
    const found = await originsOf(file, known);
    const imports = namesIn(names).map(([name, own]) => {
      const origin = found.get(name) ?? { file: from, name };
      return `import { ${origin.name} as ${own} } from ${JSON.stringify(origin.file)};`;
    });
    direct = direct.replace(whole, () => imports.join(''));
  }
  return direct;
}

/** The file of a package that says that loading it does nothing. */
async function pureFile(from: string, importer: string, { plugin }: Known): Promise<string | undefined> {
  const options = { kind: 'import-statement', importer, resolveDir: dirname(importer) } as const;
  const { path, namespace, sideEffects, errors } = await plugin.resolve(from, options);
  if (errors.length > 0 || namespace !== 'file' || sideEffects || extname(path) !== '.js') return undefined;
  return path;
}

/** What a file hands on of others, by the name that it gives it. */
function originsOf(file: string, known: Known): Promise<ReadonlyMap<string, Origin>> {
  const found = known.origins.get(file) ?? readOrigins(file, known);
  known.origins.set(file, found);
  return found;
}

async function readOrigins(file: string, known: Known): Promise<ReadonlyMap<string, Origin>> {
  const text = readFileSync(file, 'utf8');
  const found = new Map<string, Origin>();
  for (const [, from = ''] of text.matchAll(EXPORT_ALL)) {
    const next = await pureFile(from, file, known);
    if (next === undefined) continue;
    for (const name of ownExports(next)) found.set(name, { file: next, name });
    for (const [name, origin] of await originsOf(next, known)) found.set(name, origin);
  }
  // What a file makes itself goes before what it hands on by a star.
  for (const name of ownExports(file)) found.delete(name);
  for (const [, names = '', from = ''] of text.matchAll(EXPORT_NAMES)) {
    const next = await pureFile(from, file, known);
    if (next === undefined) continue;
    const further = await originsOf(next, known);
    for (const [name, own] of namesIn(names)) found.set(own, further.get(name) ?? { file: next, name });
  }
  return found;
}

/** Names that a file declares itself, or gives to what it imported. */
function ownExports(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const declared = text.matchAll(/\bexport\s+(?:async\s+)?(?:const|let|var|function\*?|class)\s+([\w$]+)/g);
  const lists = text.matchAll(/\bexport\s*\{([^}]*)\}(?!\s*from)/g);
  return [
    ...Array.from(declared, ([, name = '']) => name),
    ...Array.from(lists, ([, names = '']) => namesIn(names).map(([, own]) => own)).flat(),
  ];
}

/** The names of a list, each with the one it gets. */
function namesIn(list: string): [name: string, own: string][] {
  return list
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '' && !one.startsWith('type '))
    .map((one) => {
      const [name = '', own = name] = one.split(/\s+as\s+/);
      return [name, own];
    });
}

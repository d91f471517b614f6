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
    const known: Known = { plugin, links: new Map(), origins: new Map() };
    plugin.onLoad({ filter: HANDING_ON }, async ({ path }) => {
      const loader = extname(path).slice(1);
      if (loader !== 'js' && loader !== 'ts') return undefined;
      const text = readFileSync(path, 'utf8');
      const direct = await withDirectImports(text, path, known);
      return direct === text ? undefined : { contents: direct, loader: loader as Loader };
    });
  },
};

/** What a file exports, and the files that it hands on. */
interface Links {
  /** Names that it declares itself, or gives to what it imported. */
  readonly own: readonly string[];
  readonly stars: readonly string[];
  readonly named: readonly {
    readonly file: string;
    readonly names: readonly [name: string, own: string][];
  }[];
}

interface Known {
  readonly plugin: PluginBuild;
  readonly links: Map<string, Promise<Links>>;
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
  return remembered(known.origins, file, () => findOrigins(file, [], known));
}

/** @param above files that are being looked into for this one: some hand on each other */
async function findOrigins(
  file: string,
  above: readonly string[],
  known: Known,
): Promise<Map<string, Origin>> {
  const found = new Map<string, Origin>();
  if (above.includes(file)) return found;
  const below = [...above, file];
  const { own, stars, named } = await linksOf(file, known);
  for (const next of stars) {
    for (const name of (await linksOf(next, known)).own) found.set(name, { file: next, name });
    for (const [name, origin] of await findOrigins(next, below, known)) found.set(name, origin);
  }
  // What a file makes itself goes before what it hands on by a star.
  for (const name of own) found.delete(name);
  for (const { file: next, names } of named) {
    const further = await findOrigins(next, below, known);
    for (const [name, its] of names) found.set(its, further.get(name) ?? { file: next, name });
  }
  return found;
}

function linksOf(file: string, known: Known): Promise<Links> {
  return remembered(known.links, file, () => readLinks(file, known));
}

async function readLinks(file: string, known: Known): Promise<Links> {
  const text = readFileSync(file, 'utf8');
  const stars: string[] = [];
  for (const [, from = ''] of text.matchAll(EXPORT_ALL)) {
    const next = await pureFile(from, file, known);
    if (next !== undefined) stars.push(next);
  }
  const named: Links['named'][number][] = [];
  for (const [, names = '', from = ''] of text.matchAll(EXPORT_NAMES)) {
    const next = await pureFile(from, file, known);
    if (next !== undefined) named.push({ file: next, names: namesIn(names) });
  }
  return { own: ownExports(text), stars, named };
}

function remembered<T>(map: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}

/** Names that a file declares itself, or gives to what it imported. */
function ownExports(text: string): string[] {
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

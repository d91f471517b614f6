import { basename, join } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { ESBUILD_OPTIONS, FUNCTION_FILES } from '../../lib/bundling.ts';
import { builtinsAsked } from './builtin-modules.ts';
import { directImports } from './direct-imports.ts';
import { noJsonSchemas } from './left-out.ts';
import { PRICES_FILE, pricesApart, pricesText } from './prices-apart.ts';

const REPOSITORY = join(import.meta.dirname, '../..');
/** Nothing is written there. */
const OUT = 'bundle';
const FIRST = 'index.mjs';

/** Bundles of functions and of what is compared with them. */
export const BUNDLE_OPTIONS = {
  ...ESBUILD_OPTIONS,
  absWorkingDir: REPOSITORY,
  plugins: [builtinsAsked, noJsonSchemas, pricesApart, directImports],
  write: false,
  logLevel: 'warning',
} as const satisfies BuildOptions;

/** A function's files. */
export interface FunctionBundle {
  /** Each by its name; index.mjs is all that is loaded at the start, the others are loaded or read later. */
  readonly files: ReadonlyMap<string, string>;
  /** What esbuild says of the files of the project. */
  readonly inputs: Metafile['inputs'];
}

/**
 * Makes the bundle of a function, a file in lambdas/ without its ending. esbuild cuts what several late files share into
 * files of their own, up to 45 of which were loaded at a start, half a millisecond each: here they are one.
 * @throws esbuild's own errors
 */
export async function bundleFunction(name: string): Promise<FunctionBundle> {
  const cut = await build({
    ...BUNDLE_OPTIONS,
    ...FUNCTION_FILES,
    entryPoints: [`lambdas/${name}.ts`],
    outdir: OUT,
    metafile: true,
  });
  const pieces = new Map(cut.outputFiles.map(({ path, text }) => [basename(path), text]));
  const atStart = loadedAtStart(cut.metafile.outputs);
  // In an order that is the same in every run: the hash of a function's files says whether it is deployed anew.
  const late = [...pieces.keys()].filter((file) => !atStart.has(file)).sort();
  const exported = new Map<string, string>();
  for (const file of late) pieces.set(file, lateText(pieces.get(file) ?? '', atStart, exported));
  pieces.set(FIRST, firstText(pieces.get(FIRST) ?? '', exported));
  const lateFiles = await joinPieces(late, pieces, atStart);
  const [first] = await joinPieces([FIRST], pieces, atStart);
  const files = new Map([...(first ? [first] : []), ...lateFiles]);
  const pricing = [...files.values()].some((text) => text.includes(PRICES_FILE));
  return {
    files: pricing ? files.set(PRICES_FILE, pricesText()) : files,
    inputs: cut.metafile.inputs,
  };
}

/** The first piece, and those that are imported with it. */
function loadedAtStart(outputs: Metafile['outputs']): Set<string> {
  const imports = new Map(Object.entries(outputs).map(([path, output]) => [basename(path), output.imports]));
  const seen = new Set([FIRST]);
  for (const file of seen) {
    for (const { kind, path, external } of imports.get(file) ?? []) {
      if (kind !== 'dynamic-import' && external !== true) seen.add(basename(path));
    }
  }
  return seen;
}

/** Texts of pieces by name. */
type Pieces = ReadonlyMap<string, string>;

/** What late files import of those at the start, as `PIECE NAME`, and its name in the one file that these become. */
type Exported = Map<string, string>;

/** Bundles some pieces anew: those at the start into one, each late one for itself. */
async function joinPieces(
  entryPoints: string[],
  pieces: Pieces,
  atStart: ReadonlySet<string>,
): Promise<[name: string, text: string][]> {
  const { outputFiles } = await build({
    ...BUNDLE_OPTIONS,
    plugins: [pieceLoader(pieces, atStart)],
    entryPoints,
    outdir: OUT,
    outExtension: FUNCTION_FILES.outExtension,
  });
  return outputFiles.map(({ path, text }) => [basename(path), text]);
}

/** An import of another piece, of names or only so that it is loaded. */
const LATE_IMPORT = /import(?:\{([^}]*)\}from)?"\.\/([^"]+)";/g;

/** A late piece, whose imports of the start name the one file. */
function lateText(text: string, atStart: ReadonlySet<string>, exported: Exported): string {
  return text.replaceAll(LATE_IMPORT, (whole, names: string | undefined, file: string) => {
    if (!atStart.has(file)) return whole;
    if (names === undefined) return '';
    const imports = names.split(',').map((one) => {
      const [name = '', own = name] = one.split(' as ');
      const key = `${file} ${name}`;
      const alias = exported.get(key) ?? `$${exported.size}`;
      exported.set(key, alias);
      return `${alias} as ${own}`;
    });
    return `import{${imports.join()}}from"./${FIRST}";`;
  });
}

/** The first piece, which exports what late ones import as well. */
function firstText(text: string, exported: Exported): string {
  const exports = Array.from(exported, ([key, alias]) => {
    const [file, name] = key.split(' ');
    return `export{${name} as ${alias}}from"./${file}";`;
  });
  return [text, ...exports].join('\n');
}

function pieceLoader(pieces: Pieces, atStart: ReadonlySet<string>): Plugin {
  return {
    name: 'pieces',
    setup: (plugin) => {
      plugin.onResolve({ filter: /^/ }, ({ path, kind, importer }) => {
        const file = basename(path);
        const within =
          kind === 'entry-point' ||
          (kind === 'import-statement' && atStart.has(file) && atStart.has(importer));
        return within ? { path: file, namespace: 'piece' } : { path, external: true };
      });
      plugin.onLoad({ filter: /^/, namespace: 'piece' }, ({ path }) => ({
        contents: pieces.get(path) ?? '',
      }));
    },
  };
}

import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { ESBUILD_OPTIONS, FUNCTION_FILES } from '../../lib/bundling.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Nothing is written there. */
const OUT = 'bundle';

/** A bundle as it is deployed. */
export interface FunctionBundle {
  /** The file in lambdas/, without its ending. */
  readonly name: string;
  /** Every file by its name; index.mjs is loaded first. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** Names of the files that are loaded when it starts. */
  readonly atStart: readonly string[];
  /** Clients of the SDK that are there once the module is loaded, by package; lazy ones are not among them. */
  readonly clients: readonly string[];
}

/** Bytes of some files of a bundle, or of all. */
export function bundleBytes({ files }: FunctionBundle, names: Iterable<string> = files.keys()): number {
  return [...names].reduce((sum, name) => sum + (files.get(name)?.length ?? 0), 0);
}

/** Names of the functions: a file in lambdas/ each. */
export function functionNames(): string[] {
  return readdirSync(join(ROOT, 'lambdas'))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
}

/** Makes the bundle of a function as a deployment does. @throws esbuild's own errors */
export async function bundleFunction(name: string): Promise<FunctionBundle> {
  const entry = `lambdas/${name}.ts`;
  const { outputFiles, metafile } = await build({
    ...ESBUILD_OPTIONS,
    ...FUNCTION_FILES,
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outdir: OUT,
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  return {
    name,
    files: new Map(outputFiles.map(({ path, contents }) => [basename(path), contents])),
    atStart: staticallyImported(metafile.outputs, `${OUT}/index.mjs`).map((path) => basename(path)),
    clients: clientsOf(metafile, entry),
  };
}

/** Bundles a module given as text, with the same options. */
export async function bundleText(contents: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    ...ESBUILD_OPTIONS,
    absWorkingDir: ROOT,
    stdin: { contents, resolveDir: ROOT, loader: 'ts' },
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0]?.contents ?? new Uint8Array();
}

function clientsOf({ inputs }: Metafile, entry: string): string[] {
  const clients = staticallyImported(inputs, entry).flatMap(
    (path) => /@aws-sdk\/client-[\w-]+/.exec(path)?.[0] ?? [],
  );
  return [...new Set(clients)].sort();
}

/** What is loaded with a file: itself and all that is imported, but not by `import()`. */
function staticallyImported(
  all: Readonly<
    Record<string, { readonly imports: readonly { readonly kind: string; readonly path: string }[] }>
  >,
  first: string,
): string[] {
  const seen = new Set<string>();
  const open = [first];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const found = all[path];
    if (seen.has(path) || !found) continue;
    seen.add(path);
    for (const { kind, path: next } of found.imports) if (kind !== 'dynamic-import') open.push(next);
  }
  return [...seen];
}

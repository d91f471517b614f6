import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { BUNDLE_OPTIONS, bundleFunction as makeBundle } from '../../cdk/bundle/bundle-function.ts';

const ROOT = join(import.meta.dirname, '../..');

/** A bundle as it is deployed. */
export interface FunctionBundle {
  /** The file in lambdas/, without its ending. */
  readonly name: string;
  /** Every file by its name; index.mjs is all that is loaded when it starts. */
  readonly files: ReadonlyMap<string, string>;
  /**
   * Packages of the SDK's clients of which something is there once the module is loaded: the errors of the table, whose
   * calls need no client, or the client. Those that are loaded late are not among them.
   */
  readonly clients: readonly string[];
}

/** Bytes of a function's files, and of the one that is loaded when it starts. */
export function bundleBytes({ files }: FunctionBundle): { readonly start: number; readonly all: number } {
  const bytes = Array.from(files, ([name, text]) => [name, Buffer.byteLength(text)] as const);
  return { start: new Map(bytes).get('index.mjs') ?? 0, all: bytes.reduce((sum, [, one]) => sum + one, 0) };
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
  const { files, inputs } = await makeBundle(name);
  return { name, files, clients: clientsOf(inputs, `lambdas/${name}.ts`) };
}

/** Bundles a module given as text, with the same options. */
export async function bundleText(contents: string): Promise<string> {
  const { outputFiles } = await build({
    ...BUNDLE_OPTIONS,
    stdin: { contents, resolveDir: ROOT, loader: 'ts' },
  });
  return outputFiles[0]?.text ?? '';
}

function clientsOf(inputs: Metafile['inputs'], entry: string): string[] {
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

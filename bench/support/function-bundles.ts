import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { ESBUILD_OPTIONS } from '../../lib/bundling.ts';

const ROOT = join(import.meta.dirname, '../..');

/** A bundle as it is deployed. */
export interface FunctionBundle {
  /** The file in lambdas/, without its ending. */
  readonly name: string;
  readonly code: Uint8Array;
  /** Clients of the SDK that are there once the module is loaded, by package; lazy ones are not among them. */
  readonly clients: readonly string[];
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
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile: 'index.mjs',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  return {
    name,
    code: outputFiles[0]?.contents ?? new Uint8Array(),
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
  const seen = new Set<string>();
  const open = [entry];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    for (const { kind, path: next } of inputs[path]?.imports ?? []) {
      if (kind !== 'dynamic-import') open.push(next);
    }
  }
  const clients = [...seen].flatMap((path) => /@aws-sdk\/client-[\w-]+/.exec(path)?.[0] ?? []);
  return [...new Set(clients)].sort();
}

import { basename, join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { ESBUILD_OPTIONS } from '../../lib/bundling.ts';

const ROOT = join(import.meta.dirname, '../..');

/** What a function's bundle holds. */
export interface Bundle {
  /** Files of the project, as paths from the root. */
  readonly files: readonly string[];
  /** Clients of the SDK, without their common beginning. */
  readonly clients: readonly string[];
}

/** Packages stay outside, which saves most of the work: which of them a bundle asks for is told all the same. */
const packagesOutside: Plugin = {
  name: 'packages-outside',
  setup: (plugin) => {
    plugin.onResolve({ filter: /^[^./]/ }, ({ kind, path }) =>
      kind === 'entry-point' ? undefined : { path, external: true, sideEffects: false },
    );
  },
};

/** Each function's bundle, made with the settings of lib/bundling.ts. */
export async function bundleFunctions(names: readonly string[]): Promise<Map<string, Bundle>> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: names.map((name) => `lambdas/${name}.ts`),
    outdir: 'never-written',
    ...ESBUILD_OPTIONS,
    minify: false,
    plugins: [packagesOutside],
    write: false,
    metafile: true,
  });
  return new Map(
    Object.entries(metafile.outputs).map(([path, { inputs, imports }]) => {
      const files = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
      const clients = imports.flatMap((one) => /^@aws-sdk\/client-([\w-]+)$/.exec(one.path)?.[1] ?? []);
      return [
        basename(path, '.js'),
        { files: files.map(([file]) => file), clients: [...new Set(clients)].toSorted() },
      ];
    }),
  );
}

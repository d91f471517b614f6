import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');

/** What a function's bundle holds. */
interface Bundle {
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

/** Each function's bundle, made as lib/constructs/ledger-function.ts makes it. */
async function bundle(names: readonly string[]): Promise<Map<string, Bundle>> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: names.map((name) => `lambdas/${name}.ts`),
    outdir: 'never-written',
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
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

/** The SDK clients of each function, and files of the project that would be dead weight in it. */
const FUNCTIONS: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  [
    'aggregate-usage',
    ['dynamodb', 'eventbridge'],
    ['prices/price-data.ts', 'adapters/dynamo/budget-store.ts', 'adapters/dynamo/totals-reader.ts'],
  ],
  [
    'check-budgets',
    ['dynamodb', 'eventbridge', 'kms', 'ses'],
    ['prices/price-data.ts', 'adapters/dynamo/budget-store.ts', 'adapters/dynamo/totals-writer.ts'],
  ],
  ['record-usage', ['dynamodb', 'kms', 's3'], ['adapters/dynamo/totals-reader.ts']],
  ['run-job', ['dynamodb', 's3', 'sqs'], ['adapters/dynamo/budget-store.ts']],
  ['scheduled-work', ['cloudwatch', 'dynamodb', 'ses', 'sqs'], ['adapters/dynamo/erasure/erase-items.ts']],
  [
    'serve-api',
    ['dynamodb', 'eventbridge', 'kms', 's3', 'sqs'],
    ['adapters/dynamo/totals-writer.ts', 'adapters/dynamo/erasure/erase-items.ts'],
  ],
];

let bundles: Map<string, Bundle>;
beforeAll(async () => {
  bundles = await bundle(FUNCTIONS.map(([name]) => name));
});

describe('the bundle of a function', () => {
  it.each(FUNCTIONS)('%s holds the clients it calls and the stores it names', (name, clients, absent) => {
    const found = bundles.get(name);
    expect(found?.clients).toEqual(clients);
    expect(found?.files).toContain('adapters/dynamo/document-client.ts');
    expect(absent.filter((path) => found?.files.includes(path))).toEqual([]);
  });

  it('is looked at for every function', () => {
    const handlers = readdirSync(join(ROOT, 'lambdas')).filter((name) => name.endsWith('.ts'));
    expect(handlers.map((name) => basename(name, '.ts')).sort()).toEqual(FUNCTIONS.map(([name]) => name));
  });
});

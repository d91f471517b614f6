import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');

/** What ends up in each function's bundle, as paths from the root; bundled as lib/constructs/ledger-function.ts does. */
async function bundle(names: readonly string[]): Promise<Map<string, string[]>> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: names.map((name) => `lambdas/${name}.ts`),
    outdir: 'never-written',
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    write: false,
    metafile: true,
  });
  return new Map(
    Object.entries(metafile.outputs).map(([path, { inputs }]) => [
      basename(path, '.js'),
      Object.entries(inputs).flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? [input] : [])),
    ]),
  );
}

function sdkClients(paths: readonly string[]): string[] {
  const names = paths.flatMap((path) => /node_modules\/@aws-sdk\/client-([\w-]+)\//.exec(path)?.[1] ?? []);
  return [...new Set(names)].sort();
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

let bundles: Map<string, string[]>;
beforeAll(async () => {
  bundles = await bundle(FUNCTIONS.map(([name]) => name));
});

describe('the bundle of a function', () => {
  it.each(FUNCTIONS)('%s holds the clients it calls and the stores it names', (name, clients, absent) => {
    const paths = bundles.get(name) ?? [];
    expect(sdkClients(paths)).toEqual(clients);
    expect(absent.filter((path) => paths.includes(path))).toEqual([]);
  });

  it('is looked at for every function', () => {
    const handlers = readdirSync(join(ROOT, 'lambdas')).filter((name) => name.endsWith('.ts'));
    expect(handlers.map((name) => basename(name, '.ts')).sort()).toEqual(FUNCTIONS.map(([name]) => name));
  });
});

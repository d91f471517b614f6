import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Bundle, bundleFunctions } from '../../support/bundle-functions.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** The SDK clients of each function, and files of the project that would be dead weight in it. */
const FUNCTIONS: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  [
    'aggregate-usage',
    ['dynamodb', 'eventbridge', 'sqs'],
    ['prices/price-data.ts', 'adapters/dynamo/budget-store.ts', 'adapters/dynamo/totals-reader.ts'],
  ],
  [
    'check-budgets',
    ['dynamodb', 'eventbridge', 'kms', 'ses'],
    // The price data is there for its names: a budget of a model means its dated ids and aliases too.
    ['adapters/dynamo/budget-store.ts', 'adapters/dynamo/totals-writer.ts'],
  ],
  ['read-invocation-logs', ['kms', 's3', 'sqs'], ['prices/price-data.ts', 'adapters/dynamo/table.ts']],
  ['record-usage', ['dynamodb', 'kms', 's3'], ['adapters/dynamo/totals-writer.ts']],
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
  bundles = await bundleFunctions(FUNCTIONS.map(([name]) => name));
});

describe('the bundle of a function', () => {
  it.each(FUNCTIONS)('%s holds the clients it calls and the stores it names', (name, clients, absent) => {
    const found = bundles.get(name);
    expect(found?.clients).toEqual(clients);
    expect(found?.files.includes('adapters/dynamo/document-client.ts')).toBe(clients.includes('dynamodb'));
    expect(absent.filter((path) => found?.files.includes(path))).toEqual([]);
  });

  it('is looked at for every function', () => {
    const handlers = readdirSync(join(ROOT, 'lambdas')).filter((name) => name.endsWith('.ts'));
    expect(handlers.map((name) => basename(name, '.ts')).sort()).toEqual(FUNCTIONS.map(([name]) => name));
  });
});

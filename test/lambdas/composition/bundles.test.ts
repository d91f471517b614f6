import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { keepBundles } from '../../../local/keep-bundles.ts';
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

/** The largest bundle that a function may have, bytes. */
const MOST_BUNDLE_BYTES = 600_000;

/**
 * Functions above the limit, with what they may have: each takes what the limit leaves no room for, the client of S3
 * (135 KB with its checksums and XML) or every route. A ceiling grows with a route,
 * a job, a provider whose answers are read, or models that have prices.
 */
const LARGER: Readonly<Record<string, number>> = {
  'record-usage': 699_000,
  'run-job': 865_000,
  'scheduled-work': 628_000,
  'serve-api': 1_227_000,
};

let bundles: Map<string, Bundle>;
/** The folder of those that local systems run: made as for a deployment, once. */
let made: string;
beforeAll(async () => {
  bundles = await bundleFunctions(FUNCTIONS.map(([name]) => name));
  made = await keepBundles(ROOT, join(ROOT, '.local', 'bundles'));
});

function codeOf(name: string): Buffer {
  return readFileSync(join(made, name, 'index.mjs'));
}

describe('the bundle of a function', () => {
  it.each(FUNCTIONS)('%s holds the clients it calls and the stores it names', (name, clients, absent) => {
    const found = bundles.get(name);
    expect(found?.clients).toEqual(clients);
    expect(found?.files.includes('adapters/dynamo/document-client.ts')).toBe(clients.includes('dynamodb'));
    expect(absent.filter((path) => found?.files.includes(path))).toEqual([]);
  });

  it.each(FUNCTIONS)('%s is no larger than a function may be', (name) => {
    expect(codeOf(name).length).toBeLessThanOrEqual(LARGER[name] ?? MOST_BUNDLE_BYTES);
  });

  it('leaves the list of larger ones when it is no longer larger', () => {
    for (const bytes of Object.values(LARGER)) expect(bytes).toBeGreaterThan(MOST_BUNDLE_BYTES);
  });

  it('has no part of the SDK that looks for credentials elsewhere than Lambda puts them', () => {
    expect(codeOf('aggregate-usage').toString()).not.toContain('sso_start_url');
  });

  it('has neither event streams nor the cache of an endpoint discovery that is never asked for', () => {
    const text = codeOf('record-usage').toString();
    expect(text).not.toMatch(/:event-type|LRUCache/);
    expect(text).toContain('bundles have no event streams');
  });

  // By `import` it brings the whole of undici: a third of a cold start.
  it.each(FUNCTIONS)('%s has node:http by no import', (name) => {
    expect(codeOf(name).toString()).not.toMatch(/from\s*["'](?:node:)?http["']/);
  });

  it('is looked at for every function', () => {
    const handlers = readdirSync(join(ROOT, 'lambdas')).filter((name) => name.endsWith('.ts'));
    expect(handlers.map((name) => basename(name, '.ts')).sort()).toEqual(FUNCTIONS.map(([name]) => name));
  });
});

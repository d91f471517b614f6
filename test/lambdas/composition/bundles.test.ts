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

/** What a function may load when it starts, and what all of it may have, bytes. */
const MOST_START_BYTES = 340_000;
const MOST_BYTES = 600_000;

/** Its every call reads a file and sends messages: two clients of the SDK. */
const LARGER_STARTS: Readonly<Record<string, number>> = { 'read-invocation-logs': 450_000 };

/**
 * Functions of which one call loads a small part: the routes of an area, or the kind of a job. A ceiling grows with a
 * route, a job, or a provider whose answers are read.
 */
const LARGER: Readonly<Record<string, number>> = { 'run-job': 785_000, 'serve-api': 1_145_000 };

let bundles: Map<string, Bundle>;
/** The folder of those that local systems run: made as for a deployment, once. */
let made: string;
beforeAll(async () => {
  bundles = await bundleFunctions(FUNCTIONS.map(([name]) => name));
  made = await keepBundles(ROOT, join(ROOT, '.local', 'bundles'));
});

function readBundleFile(name: string, file: string): string {
  return readFileSync(join(made, name, file), 'utf8');
}

/** All files of a function as one text. */
function codeOf(name: string): string {
  return readdirSync(join(made, name))
    .filter((file) => file.endsWith('.mjs'))
    .map((file) => readBundleFile(name, file))
    .join('\n');
}

/** What a function loads when it starts. */
function startOf(name: string): string {
  return readBundleFile(name, 'index.mjs');
}

describe('the bundle of a function', () => {
  it.each(FUNCTIONS)('%s holds the clients it calls and the stores it names', (name, clients, absent) => {
    const found = bundles.get(name);
    expect(found?.clients).toEqual(clients);
    expect(found?.files.includes('adapters/dynamo/document-client.ts')).toBe(clients.includes('dynamodb'));
    expect(absent.filter((path) => found?.files.includes(path))).toEqual([]);
  });

  it.each(FUNCTIONS)(
    '%s loads no more at its start than a function may, and has no more than it needs',
    (name) => {
      expect(Buffer.byteLength(startOf(name))).toBeLessThanOrEqual(LARGER_STARTS[name] ?? MOST_START_BYTES);
      expect(Buffer.byteLength(codeOf(name))).toBeLessThanOrEqual(LARGER[name] ?? MOST_BYTES);
    },
  );

  it('loads the client of S3 when something is for the bucket, and not before', () => {
    for (const name of ['record-usage', 'run-job', 'serve-api']) {
      expect(codeOf(name)).toContain('CompleteMultipartUpload');
      expect(startOf(name)).not.toContain('CompleteMultipartUpload');
    }
  });

  it('has the endpoint rules of the SDK, and its client of the table, for places that it cannot name itself', () => {
    for (const [name, clients] of FUNCTIONS) {
      if (!clients.includes('dynamodb')) continue;
      expect(codeOf(name)).toContain('DescribeEndpoints');
      expect(startOf(name)).not.toContain('DescribeEndpoints');
    }
  });

  it('has its prices in a file beside it, which the code does not repeat', () => {
    for (const name of ['check-budgets', 'record-usage', 'serve-api']) {
      const [openai = ''] = Object.values(
        (JSON.parse(readBundleFile(name, 'prices.json')) as Record<string, string>[])[0] ?? {},
      );
      expect(openai.length).toBeGreaterThan(1000);
      expect(codeOf(name)).not.toContain(openai.slice(0, 100));
    }
  });

  it('leaves the list of larger ones when it is no longer larger', () => {
    for (const name of Object.keys(LARGER)) {
      expect(Buffer.byteLength(codeOf(name))).toBeGreaterThan(MOST_BYTES);
    }
  });

  it('has no part of the SDK that looks for credentials elsewhere than Lambda puts them', () => {
    expect(codeOf('aggregate-usage')).not.toContain('sso_start_url');
  });

  it('has neither event streams nor the cache of an endpoint discovery that is never asked for', () => {
    const text = codeOf('record-usage');
    expect(text).not.toMatch(/:event-type|LRUCache/);
    expect(text).toContain('bundles have no event streams');
  });

  // An import has every export looked at, and one of node:http loads the whole of undici: a third of a cold start.
  it.each(FUNCTIONS)('%s imports no module of Node', (name) => {
    expect(codeOf(name).match(/(?:from|import\()"(?:node:)?[a-z_/]+"/g)).toBeNull();
  });

  it.each(FUNCTIONS)('%s loads one file when it starts', (name) => {
    expect(startOf(name).match(/(?:from|import)"\.\/[^"]+"/g)).toBeNull();
  });

  it('is looked at for every function', () => {
    const handlers = readdirSync(join(ROOT, 'lambdas')).filter((name) => name.endsWith('.ts'));
    expect(handlers.map((name) => basename(name, '.ts')).sort()).toEqual(FUNCTIONS.map(([name]) => name));
  });
});

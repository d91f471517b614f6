import { setTimeout as rest } from 'node:timers/promises';
import { AwsCallError } from '../aws-json.ts';
import type { AwsCall } from '../aws-json.ts';
import type { Resolver } from '../resolve.ts';
import { flag, list, record, text, word } from '../template.ts';

const API = 'DynamoDB_20120810';
const SWEEP_MS = 60 * 60_000;
/** The engine does one thing at a time: a sweep takes small bites and rests four times as long as each took. */
const SWEEP_PAGE = 100;
const SWEEP_REST = 4;

/** A table of the templates as it exists in the embedded engine. */
export interface Table {
  readonly name: string;
  /** The stream's ARN in the templates. */
  readonly streamArn: string | undefined;
  readonly ttlAttribute: string | undefined;
  readonly keys: readonly string[];
}

/** The partition key of each table of the templates, by the table's name. */
export function partitionKeys(resolver: Resolver): ReadonlyMap<string, string> {
  return new Map(
    resolver.ofType('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable').map((resource) => {
      const [key] = list(resolver.properties(resource)['KeySchema']);
      return [resolver.identity(resource).ref, word(record(key)['AttributeName'])] as const;
    }),
  );
}

/** Creates the tables that are not there yet. @throws when a kept table has other keys or indexes. */
export async function createTables(resolver: Resolver, dynamodb: AwsCall): Promise<Table[]> {
  const tables: Table[] = [];
  for (const resource of resolver.ofType('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable')) {
    const properties = resolver.properties(resource);
    const { ref: name, attributes } = resolver.identity(resource);
    await createTable(dynamodb, name, properties);
    const ttl = record(properties['TimeToLiveSpecification']);
    tables.push({
      name,
      streamArn: properties['StreamSpecification'] ? attributes['StreamArn'] : undefined,
      ttlAttribute: flag(ttl['Enabled']) ? text(ttl['AttributeName']) : undefined,
      keys: list(properties['KeySchema']).map((key) => String(record(key)['AttributeName'])),
    });
  }
  return tables;
}

async function createTable(
  dynamodb: AwsCall,
  name: string,
  properties: Record<string, unknown>,
): Promise<void> {
  const indexes = list(properties['GlobalSecondaryIndexes']).map((index) => {
    const { IndexName, KeySchema, Projection } = record(index);
    return { IndexName, KeySchema, Projection };
  });
  const stream = record(properties['StreamSpecification']);
  try {
    const { Table } = await dynamodb(`${API}.DescribeTable`, { TableName: name });
    const there = list(record(Table)['GlobalSecondaryIndexes']).map((index) => record(index)['IndexName']);
    const wanted = indexes.map((index) => index.IndexName);
    const same =
      JSON.stringify(sorted(there)) === JSON.stringify(sorted(wanted)) &&
      JSON.stringify(record(Table)['KeySchema']) === JSON.stringify(properties['KeySchema']);
    if (!same) {
      throw new Error(
        `table ${name} in the data folder has other keys or indexes; start with --reset to empty it`,
      );
    }
    return;
  } catch (error) {
    if (!(error instanceof AwsCallError && error.type === 'ResourceNotFoundException')) throw error;
  }
  await dynamodb(`${API}.CreateTable`, {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: properties['AttributeDefinitions'],
    KeySchema: properties['KeySchema'],
    ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }),
    ...(stream['StreamViewType'] !== undefined && {
      StreamSpecification: { StreamEnabled: true, StreamViewType: stream['StreamViewType'] },
    }),
  });
}

function sorted(names: unknown[]): string[] {
  return names.map(String).sort();
}

/** Keys of items that the sweep deleted, as JSON: their REMOVE records get the service's identity. */
export const expired = new Set<string>();

/** A key as text, the same for every order of its attributes. */
export function keyText(key: Record<string, unknown>): string {
  return JSON.stringify(Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Deletes what has expired, once; DynamoDB does it within days, the runner within the hour. */
export async function sweep(
  table: Table,
  dynamodb: AwsCall,
  now: number,
  signal: AbortSignal,
): Promise<number> {
  if (table.ttlAttribute === undefined) return 0;
  let deleted = 0;
  let start: unknown;
  do {
    const began = performance.now();
    const page = await dynamodb(
      `${API}.Scan`,
      {
        TableName: table.name,
        Limit: SWEEP_PAGE,
        FilterExpression: '#ttl < :now',
        ProjectionExpression: table.keys.map((_key, index) => `#k${index}`).join(', '),
        ExpressionAttributeNames: {
          '#ttl': table.ttlAttribute,
          ...Object.fromEntries(table.keys.map((key, index) => [`#k${index}`, key])),
        },
        ExpressionAttributeValues: { ':now': { N: String(Math.floor(now / 1000)) } },
        ...(start !== undefined && { ExclusiveStartKey: start }),
      },
      signal,
    );
    for (const key of list(page['Items'])) {
      expired.add(keyText(record(key)));
      await dynamodb(`${API}.DeleteItem`, { TableName: table.name, Key: key }, signal);
      deleted += 1;
    }
    start = page['LastEvaluatedKey'];
    if (start !== undefined) await rest((performance.now() - began) * SWEEP_REST, undefined, { signal });
  } while (start !== undefined);
  return deleted;
}

/** Sweeps every table whose expiry is on, now and every hour until the signal; failures go to `report`. */
export function sweepHourly(
  tables: readonly Table[],
  isOn: (table: string) => boolean,
  dynamodb: AwsCall,
  signal: AbortSignal,
  report: (error: unknown) => void,
): void {
  const run = async () => {
    for (const table of tables.filter(({ name }) => isOn(name))) {
      await sweep(table, dynamodb, Date.now(), signal);
    }
  };
  const guarded = () => void run().catch((error: unknown) => signal.aborted || report(error));
  guarded();
  const timer = setInterval(guarded, SWEEP_MS);
  signal.addEventListener('abort', () => clearInterval(timer));
}

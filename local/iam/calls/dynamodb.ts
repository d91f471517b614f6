import { list, record, text, word } from '../../template.ts';
import type { Need } from '../evaluate.ts';
import { BY_TLS, type Place } from './place.ts';

type Body = Record<string, unknown>;

/** Attribute that is the partition key of each table, by name. */
export type PartitionKeys = ReadonlyMap<string, string>;

/** What a call of DynamoDB has to do with, read from its body. */
interface Reading {
  readonly place: Place;
  readonly keys: PartitionKeys;
}

/** Calls that know no table. */
const OF_ACCOUNT = new Set(['DescribeEndpoints', 'DescribeLimits', 'ListTables', 'ListStreams']);

/** Parts of a transaction, each checked as the single call of its kind. */
const PARTS: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
};

/**
 * What a call of DynamoDB needs. A transaction needs what each of its items would by itself, a batch its own action on
 * each table, a query of an index that index. Source: "DynamoDB API permissions" and "Using IAM with transactions".
 */
export function dynamodbNeeds(target: string, body: Body, place: Place, keys: PartitionKeys): Need[] {
  const operation = target.slice(target.lastIndexOf('.') + 1);
  const reading = { place, keys };
  switch (operation) {
    case 'TransactWriteItems':
    case 'TransactGetItems':
      return distinct(list(body['TransactItems']).flatMap((item) => needsOfPart(record(item), reading)));
    case 'BatchGetItem':
    case 'BatchWriteItem':
      return Object.entries(record(body['RequestItems'])).map(([table, requests]) => ({
        action: `dynamodb:${operation}`,
        resource: tableArn(table, place),
        context: withKeys(keysOfBatch(requests), keys.get(table)),
      }));
    case 'ExecuteStatement':
      return [needOfStatement(word(body['Statement']), place)];
    case 'BatchExecuteStatement':
    case 'ExecuteTransaction': {
      const statements = list(body['Statements'] ?? body['TransactStatements']);
      return distinct(statements.map((one) => needOfStatement(word(record(one)['Statement']), place)));
    }
    default:
      return [needOfOne(operation, body, reading)];
  }
}

function needsOfPart(item: Body, reading: Reading): Need[] {
  return Object.entries(item).map(([kind, part]) => needOfOne(PARTS[kind] ?? kind, record(part), reading));
}

function needOfOne(operation: string, body: Body, { place, keys }: Reading): Need {
  const action = `dynamodb:${operation}`;
  const stream = text(body['StreamArn']);
  if (stream !== undefined) return { action, resource: stream, context: BY_TLS };
  if (OF_ACCOUNT.has(operation)) return { action, resource: '*', context: BY_TLS };
  const table = word(body['TableName']);
  const index = text(body['IndexName']);
  const resource = tableArn(table, place) + (index === undefined ? '' : `/index/${index}`);
  const name = keys.get(table.slice(table.lastIndexOf('/') + 1));
  const key = record(body['Key'] ?? body['Item']);
  const asked = Object.keys(key).length > 0 ? [key] : keyOfQuery(body, name);
  return { action, resource, context: withKeys(asked, name) };
}

function tableArn(nameOrArn: string, { region, account }: Place): string {
  return nameOrArn.startsWith('arn:')
    ? nameOrArn
    : `arn:aws:dynamodb:${region}:${account}:table/${nameOrArn}`;
}

function keysOfBatch(requests: unknown): Body[] {
  const writes = list(requests).map((one) => {
    const { PutRequest, DeleteRequest } = record(one);
    return record(record(PutRequest)['Item'] ?? record(DeleteRequest)['Key']);
  });
  return [...writes, ...list(record(requests)['Keys']).map(record)];
}

/** The partition key that a query names: `#pk = :pk` with both looked up. */
function keyOfQuery(body: Body, name: string | undefined): Body[] {
  const expression = text(body['KeyConditionExpression']);
  if (expression === undefined || name === undefined) return [];
  const names = record(body['ExpressionAttributeNames']);
  for (const [, left = '', right = ''] of expression.matchAll(/([#\w]+)\s*=\s*(:\w+)/g)) {
    if ((text(names[left]) ?? left) === name)
      return [{ [name]: record(body['ExpressionAttributeValues'])[right] }];
  }
  return [];
}

/** `dynamodb:LeadingKeys`: the partition keys of the items, once each. They are told only where a policy asks. */
function withKeys(items: readonly Body[], name: string | undefined): Need['context'] {
  if (name === undefined || items.length === 0) return BY_TLS;
  const values = items.map((item) => word(Object.values(record(item[name]))[0]));
  return { ...BY_TLS, 'dynamodb:leadingkeys': [...new Set(values)] };
}

const PARTIQL: readonly (readonly [RegExp, string])[] = [
  [/^\s*select\b.*?\bfrom\s+/is, 'PartiQLSelect'],
  [/^\s*insert\s+into\s+/i, 'PartiQLInsert'],
  [/^\s*update\s+/i, 'PartiQLUpdate'],
  [/^\s*delete\s+from\s+/i, 'PartiQLDelete'],
];

/** What a PartiQL statement needs; one that cannot be read needs an action that no role has. */
function needOfStatement(statement: string, place: Place): Need {
  for (const [start, name] of PARTIQL) {
    const found = start.exec(statement);
    if (!found) continue;
    const [, table = '', index] =
      /^"?([\w.-]+?)"?(?:\."?([\w-]+)"?)?(?=[\s;]|$)/.exec(statement.slice(found[0].length)) ?? [];
    const resource = tableArn(table, place) + (index === undefined ? '' : `/index/${index}`);
    return { action: `dynamodb:${name}`, resource, context: BY_TLS };
  }
  return { action: 'dynamodb:PartiQL', resource: '*', context: BY_TLS };
}

function distinct(needs: readonly Need[]): Need[] {
  return [...new Map(needs.map((need) => [JSON.stringify(need), need])).values()];
}

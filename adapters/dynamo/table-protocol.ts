import { randomUUID } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { itemOfWire, type WireItem, wireItem } from './attribute-values.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Fields of a request that are an item, or a part of one. */
const ITEM_FIELDS: readonly string[] = ['Item', 'Key', 'ExpressionAttributeValues', 'ExclusiveStartKey'];
/** Fields with requests of their own inside. */
const NESTED_FIELDS: readonly string[] = [
  'Put',
  'Update',
  'Delete',
  'ConditionCheck',
  'PutRequest',
  'DeleteRequest',
];
/** Fields of an answer that are an item, or a part of one. */
const ANSWERED_ITEMS: readonly string[] = ['Item', 'Attributes', 'LastEvaluatedKey'];

/**
 * The body of a request in the protocol of DynamoDB (AWS JSON 1.0), from the input of a command of the document client.
 * A transaction without a token gets one: a body that is sent twice is written once.
 */
export function requestBody(operation: string, input: object): string {
  const body = wireRequest(input as Fields);
  if (operation === 'TransactWriteItems') body['ClientRequestToken'] ??= randomUUID();
  return JSON.stringify(body);
}

function wireRequest(input: Fields): Record<string, unknown> {
  const request: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined) continue;
    if (ITEM_FIELDS.includes(name)) request[name] = wireItem(value as object);
    else if (NESTED_FIELDS.includes(name)) request[name] = wireRequest(value as Fields);
    else if (name === 'Keys') request[name] = (value as object[]).map(wireItem);
    else if (name === 'TransactItems') request[name] = (value as Fields[]).map(wireRequest);
    else if (name === 'RequestItems') request[name] = eachTable(value, wireRequest);
    else request[name] = value;
  }
  return request;
}

/** Of a batch: for each table keys with what is asked of them, or writes. */
function eachTable(batch: unknown, change: (request: Fields) => object): Fields {
  return Object.fromEntries(
    Object.entries(batch as Record<string, Fields | readonly Fields[]>).map(([table, requests]) => [
      table,
      Array.isArray(requests) ? requests.map(change) : change(requests as Fields),
    ]),
  );
}

/** What an answer says, items as the document client gives them. */
export function answerOf(wire: Fields): Record<string, unknown> {
  const answer: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(wire)) {
    if (ANSWERED_ITEMS.includes(name)) answer[name] = itemOfWire(value as WireItem);
    else if (name === 'Items') answer[name] = (value as WireItem[]).map(itemOfWire);
    else if (name === 'Responses') {
      answer[name] = Object.fromEntries(
        Object.entries(value as Record<string, WireItem[]>).map(([table, items]) => [
          table,
          items.map(itemOfWire),
        ]),
      );
    } else if (name === 'UnprocessedKeys' || name === 'UnprocessedItems') {
      answer[name] = eachTable(value, leftOver);
    } else answer[name] = value;
  }
  return answer;
}

function leftOver(request: Fields): Fields {
  const { Keys, PutRequest, DeleteRequest, ...rest } = request as {
    readonly Keys?: readonly WireItem[];
    readonly PutRequest?: { readonly Item: WireItem };
    readonly DeleteRequest?: { readonly Key: WireItem };
  };
  return {
    ...rest,
    ...(Keys && { Keys: Keys.map(itemOfWire) }),
    ...(PutRequest && { PutRequest: { Item: itemOfWire(PutRequest.Item) } }),
    ...(DeleteRequest && { DeleteRequest: { Key: itemOfWire(DeleteRequest.Key) } }),
  };
}

/** What the table says of a call that it did not carry out. */
interface WireError {
  readonly ['__type']?: string;
  readonly message?: string;
  readonly Message?: string;
  readonly Item?: WireItem;
  readonly CancellationReasons?: readonly { readonly Code?: string; readonly Message?: string }[];
}

/** The error that the SDK makes of such an answer; `Item` in it is as it travelled. */
export function errorOf(
  wire: WireError,
  $metadata: { readonly httpStatusCode: number; readonly requestId?: string | undefined },
): DynamoDBServiceException {
  const type = wire['__type'] ?? 'UnknownError';
  const name = type.slice(type.lastIndexOf('#') + 1).split(':', 1)[0] ?? type;
  const message = wire.message ?? wire.Message ?? name;
  const about = { message, $metadata };
  if (name === 'ConditionalCheckFailedException') {
    return new ConditionalCheckFailedException({ ...about, Item: wire.Item as never });
  }
  if (name === 'TransactionCanceledException') {
    const CancellationReasons = (wire.CancellationReasons ?? []) as never;
    return new TransactionCanceledException({ ...about, Message: message, CancellationReasons });
  }
  return new DynamoDBServiceException({
    ...about,
    name,
    $fault: $metadata.httpStatusCode >= 500 ? 'server' : 'client',
  });
}

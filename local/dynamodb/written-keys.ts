import { list, record, text } from '../template.ts';

/** An item that a call writes, or that a transaction reads. */
export interface WrittenKey {
  readonly table: string;
  readonly key: Record<string, unknown>;
}

/** Names of the attributes of a table's key. */
export type KeysOf = (table: string) => Promise<readonly string[]>;

/** The items that a call of DynamoDB writes or checks, in its order; none for plain reads. */
export async function writtenKeys(
  call: string,
  body: Record<string, unknown>,
  keysOf: KeysOf,
): Promise<WrittenKey[]> {
  const one = async (request: Record<string, unknown>, table = text(request['TableName']) ?? '') => ({
    table,
    key:
      request['Key'] === undefined ? await itemKey(request['Item'], table, keysOf) : record(request['Key']),
  });
  if (['PutItem', 'UpdateItem', 'DeleteItem'].includes(call)) return [await one(body)];
  if (call.startsWith('Transact')) {
    const parts = list(body['TransactItems']).flatMap((item) => Object.values(record(item)));
    return await Promise.all(parts.map((part) => one(record(part))));
  }
  if (call !== 'BatchWriteItem') return [];
  const requests = Object.entries(record(body['RequestItems'])).flatMap(([table, items]) =>
    list(items).flatMap((item) => Object.values(record(item)).map((part) => one(record(part), table))),
  );
  return await Promise.all(requests);
}

/** The key of an item. */
export async function itemKey(
  item: unknown,
  table: string,
  keysOf: KeysOf,
): Promise<Record<string, unknown>> {
  const names = await keysOf(table);
  return Object.fromEntries(names.map((name) => [name, record(item)[name]]));
}

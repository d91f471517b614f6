import { keyText } from './tables.ts';
import { list, number, record, text } from '../template.ts';
import { itemKey, type KeysOf } from './written-keys.ts';

/** An item as DynamoDB writes it. */
export type Item = Record<string, unknown>;

/** What was there before the last write of an item, by table and key; undefined where nothing was. */
export type StaleReads = Map<string, { readonly item: Item | undefined; readonly at: number }>;

interface Lag {
  readonly before: StaleReads;
  readonly lagMs: number;
  readonly keysOf: KeysOf;
}

/** The answer of a read, with what was there before where the read does not ask for consistency. */
export async function staleAnswer(
  call: string,
  body: Record<string, unknown>,
  answer: Record<string, unknown>,
  lag: Lag,
): Promise<Record<string, unknown>> {
  const isIndex = body['IndexName'] !== undefined;
  if (body['ConsistentRead'] === true && !isIndex) return answer;
  if (call === 'GetItem') {
    const old = staleOf(text(body['TableName']) ?? '', record(body['Key']), lag);
    if (old === undefined) return answer;
    const { Item: _new, ...rest } = answer;
    return old.item === undefined ? rest : { ...rest, Item: projected(body) ? answer['Item'] : old.item };
  }
  if (call === 'Query' || call === 'Scan') {
    // A count alone names no items to look at.
    if (answer['Items'] === undefined) return answer;
    const items = await staleItems(text(body['TableName']) ?? '', answer['Items'], body, lag);
    const gone = list(answer['Items']).length - items.length;
    return { ...answer, Items: items, Count: number(answer['Count'], 0) - gone };
  }
  if (call !== 'BatchGetItem') return answer;
  const requests = record(body['RequestItems']);
  const responses = await Promise.all(
    Object.entries(record(answer['Responses'])).map(async ([table, items]) => {
      const request = record(requests[table]);
      const isConsistent = request['ConsistentRead'] === true;
      return [table, isConsistent ? items : await staleItems(table, items, request, lag)] as const;
    }),
  );
  return { ...answer, Responses: Object.fromEntries(responses) };
}

/** Items that came to be a moment ago are missing, those that changed are as they were. */
async function staleItems(
  table: string,
  items: unknown,
  request: Record<string, unknown>,
  lag: Lag,
): Promise<unknown[]> {
  const isIndex = request['IndexName'] !== undefined;
  const seen = await Promise.all(
    list(items).map(async (item) => {
      const old = staleOf(table, await itemKey(item, table, lag.keysOf), lag);
      if (old === undefined) return [item];
      if (old.item === undefined) return [];
      // A part of an item, and an entry of an index, have fewer attributes than what was kept.
      return projected(request) || isIndex ? [item] : [old.item];
    }),
  );
  return seen.flat();
}

function projected(request: Record<string, unknown>): boolean {
  return request['ProjectionExpression'] !== undefined || request['AttributesToGet'] !== undefined;
}

function staleOf(table: string, key: Record<string, unknown>, { before, lagMs }: Lag) {
  const old = before.get(`${table} ${keyText(key)}`);
  return old !== undefined && performance.now() - old.at <= lagMs ? old : undefined;
}

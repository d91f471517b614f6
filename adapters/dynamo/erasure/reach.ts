import type { Erasure } from '../../../core/erasure/erasure.ts';
import { inBatches } from '../../../core/in-batches.ts';
import { DAY_INDEX } from '../../../contracts/table-layout.ts';
import type { Day, Instant } from '../../../core/time/ledger-time.ts';
import { textAttribute } from '../document-client.ts';
import type { Item } from '../entry-item.ts';
import type { ItemKey } from '../keys.ts';
import type { Listing } from '../listed-since.ts';
import { itemKey, keyText } from '../named-items.ts';
import { ofPartition } from '../run-queries.ts';
import type { Table, TableQuery } from '../table.ts';

/** What a reach needs to know. */
export interface ReachContext {
  readonly table: Table;
  readonly erasure: Erasure;
  readonly now: Instant;
  readonly timeZone: string;
  readonly listing: Listing;
  /** Ids of budgets that may hold something for the user: of all but those known to be of others. */
  readonly budgetIds: () => Promise<readonly string[]>;
}

/** Where a reach goes on, as JSON beside the erasure, since keys may name people. */
export type Place = Readonly<Record<string, unknown>>;

/** Some items that may name the user, and where the others begin; undefined: there are none. */
export interface Reached {
  readonly items: readonly Item[];
  readonly next: Place | undefined;
}

/** One way to items: a part of them, of bounded size, behind a place. */
export type Reach = (context: ReachContext, after: Place | undefined) => Promise<Reached>;

/** Partitions that are asked for a page at once. */
const AT_ONCE = 16;
/** Items of an index whose keys are read at once. */
const KEYS_AT_ONCE = 100;

/** What of a query its partition does not say. */
type Filter = Pick<TableQuery, 'FilterExpression' | 'ExpressionAttributeValues'>;

/**
 * Items of partitions, in the order of their names: of some partitions a page each, or a page of one that has
 * more.
 */
export async function throughPartitions(
  { table }: Pick<ReachContext, 'table'>,
  names: readonly string[],
  after: Place | undefined,
  filter: Filter = {},
): Promise<Reached> {
  const [from, sk] = [after?.['pk'] as string | undefined, after?.['sk'] as string | undefined];
  const left = names.toSorted(inKeyOrder).filter((name) => from === undefined || name >= from);
  const some = sk === undefined ? left.slice(0, AT_ONCE) : left.slice(0, 1);
  const pages = await inBatches(some, (pk) => {
    const query = ofPartition(pk);
    return table.page({
      ...query,
      ...filter,
      ExpressionAttributeValues: { ...query.ExpressionAttributeValues, ...filter.ExpressionAttributeValues },
      ...(sk === undefined || pk !== from ? {} : { ExclusiveStartKey: { pk, sk } }),
    });
  });
  const cut = pages.findIndex(({ next }) => next !== undefined);
  const items = (cut < 0 ? pages : pages.slice(0, cut + 1)).flatMap((page) => page.items);
  const more = cut < 0 ? undefined : pages[cut]?.next;
  if (more) return { items, next: { pk: more['pk'], sk: more['sk'] } };
  const following = left[some.length];
  return { items, next: following === undefined ? undefined : { pk: following } };
}

function inKeyOrder(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** The same through partitions of the day index; the items are read by their keys, whole and as they are now. */
export async function throughIndex(
  { table }: Pick<ReachContext, 'table'>,
  names: readonly string[],
  after: Place | undefined,
): Promise<Reached> {
  const name = (after?.['of'] as string | undefined) ?? names[0];
  if (name === undefined) return { items: [], next: undefined };
  const start = after?.['start'] as Item | undefined;
  const { items: found, next } = await table.page({
    IndexName: DAY_INDEX,
    KeyConditionExpression: 'dpk = :name',
    ExpressionAttributeValues: { ':name': name },
    Limit: KEYS_AT_ONCE,
    ...(start === undefined ? {} : { ExclusiveStartKey: start }),
  });
  const items = await table.batchGet(found.map(itemKey));
  if (next) return { items, next: { of: name, start: next } };
  const following = names[names.indexOf(name) + 1];
  return { items, next: following === undefined ? undefined : { of: following } };
}

/** Items of keys, each once, in the order of the keys. */
export async function itemsInOrder(table: Table, keys: readonly ItemKey[]): Promise<Item[]> {
  const wanted = new Map(keys.map((key) => [keyText(key), key]));
  const found = await table.batchGet([...wanted.values()]);
  const byKey = new Map(found.map((item) => [keyText(itemKey(item)), item]));
  const inOrder = [...wanted.keys()].map((text) => byKey.get(text));
  return inOrder.filter((item) => item !== undefined);
}

/** The sort keys of a small collection. */
export async function sortKeysOf(table: Table, pk: string): Promise<string[]> {
  return (await table.queryAll(ofPartition(pk))).map((item) => textAttribute(item['sk']));
}

/** A day that is known to be earlier than all that is listed by days: the ledger's first, or today. */
export function beganOn({ listing }: Pick<ReachContext, 'listing'>, today: Day): Day {
  return listing.began ?? today;
}

import type { Erasure } from '../../../core/erasure/erasure.ts';
import type { Item } from '../entry-item.ts';
import type { Action } from '../table.ts';

/** What an item that names the user becomes. */
interface ItemChange {
  /** Written together, on the condition that the item is still what was read; none: it is left to the next pass. */
  readonly actions: readonly Action[];
  /** Key of a body in the bucket that belongs to the item. */
  readonly body?: string | undefined;
}

/** What the changes of items need to know. */
export interface ItemContext {
  readonly erasure: Erasure;
  readonly now: number;
  /** Budgets that are not of users: their ids of values are no people. */
  readonly otherBudgets: ReadonlySet<string>;
}

/** The change of an item of one kind; undefined: it does not name the user, or belongs to a new one. */
export type ChangeOf = (item: Item, context: ItemContext) => ItemChange | undefined;

/** Sets attributes of an item while `seen` of its attributes are as they were read. */
export function setting(
  item: Item,
  sets: Readonly<Record<string, unknown>>,
  seen: readonly string[],
): Action {
  const names = [...new Set([...Object.keys(sets), ...seen])];
  const attributeName = (name: string) => `#${names.indexOf(name)}`;
  const assignments = Object.keys(sets).map((name) => `${attributeName(name)} = :new${names.indexOf(name)}`);
  return {
    Update: {
      Key: { pk: item['pk'], sk: item['sk'] },
      UpdateExpression: `SET ${assignments.join(', ')}`,
      ConditionExpression: seen
        .map((name) => `${attributeName(name)} = :seen${names.indexOf(name)}`)
        .join(' AND '),
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [attributeName(name), name])),
      ExpressionAttributeValues: {
        ...Object.fromEntries(
          Object.entries(sets).map(([name, value]) => [`:new${names.indexOf(name)}`, value]),
        ),
        ...Object.fromEntries(seen.map((name) => [`:seen${names.indexOf(name)}`, item[name]])),
      },
    },
  };
}

/** Puts an item under another key and deletes it under its own, while `seen` of it is as it was read. */
export function moving(item: Item, changed: Item, seen: string): Action[] {
  return [
    { Put: { Item: { ...item, ...changed } } },
    {
      Delete: {
        Key: { pk: item['pk'], sk: item['sk'] },
        ConditionExpression: '#seen = :seen',
        ExpressionAttributeNames: { '#seen': seen },
        ExpressionAttributeValues: { ':seen': item[seen] },
      },
    },
  ];
}

/** Raises the number by which the functions see that a collection has changed. */
export function raising(key: { readonly pk: string; readonly sk: string }): Action {
  return {
    Update: {
      Key: { ...key },
      UpdateExpression: 'ADD v :one',
      ExpressionAttributeValues: { ':one': 1 },
    },
  };
}

/** Passes find what was on its way up to now: what was made after that belongs to a new user. */
export function isEarly(at: number, { erasure }: ItemContext, margin = 0): boolean {
  return at <= erasure.requestedAt + margin;
}

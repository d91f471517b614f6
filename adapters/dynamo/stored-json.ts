import { smallNumber, textAttribute } from './document-client.ts';
import type { Item } from './entry-item.ts';

/**
 * Items that keep a part of them as JSON carry the version of its shape. The shape is storage's own: what the
 * API answers may change without it. Who changes a shape raises its version and goes on reading the earlier
 * ones; items of before versions were written have version 1.
 */
export function schemaVersion(item: Item): number {
  return item['sv'] === undefined ? 1 : smallNumber(item['sv']);
}

/** What a reader builds: every field is named, so that a new one does not compile without a place in storage. */
export type Complete<T> = { readonly [K in keyof Required<T>]: T[K] };

/** The attributes of an item that keep a value as JSON. */
export function jsonItem<A extends string>(attribute: A, value: unknown, version = 1) {
  return { sv: version, [attribute]: JSON.stringify(value) } as { readonly sv: number } & Record<A, string>;
}

/**
 * The JSON of an item. `latest` is the last version that the reader knows; throws a TypeError for a later one,
 * which a newer ledger has written.
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- each store names the shape that it wrote
export function storedJson<T>(item: Item, attribute: string, latest = 1): T {
  const version = schemaVersion(item);
  if (version > latest) {
    const name = `${textAttribute(item['pk'])} / ${textAttribute(item['sk'])}`;
    throw new TypeError(
      `${name} has schema version ${version}, this ledger reads up to ${latest}: deploy a newer one`,
    );
  }
  return JSON.parse(textAttribute(item[attribute])) as T;
}

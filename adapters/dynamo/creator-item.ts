import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { ENTITY, PREFIX } from '../../contracts/table-layout.ts';
import type { NamedThing } from '../../core/names/name-record.ts';
import { textAttribute } from './document-client.ts';
import type { Item } from './entry-item.ts';
import { escapeKey, type ItemKey, scopeKey, SORT_KEY_BYTES } from './keys.ts';

/** Everything that one user created has one partition key. */
export function creatorPartition(userId: string): string {
  return `${PREFIX.name}creator#${escapeKey(userId)}`;
}

/** Where the index by creator keeps a resource or group. */
export function creatorKey(userId: string, thing: NamedThing): ItemKey {
  const name = scopeKey(thing);
  const long = Buffer.byteLength(name) > SORT_KEY_BYTES;
  const sk = long ? `${thing.kind}##${createHash('sha256').update(name).digest('hex')}` : name;
  return { pk: creatorPartition(userId), sk };
}

/** The index item; it carries the names, since its key may be a hash. */
export function creatorItem(userId: string, thing: NamedThing): Item {
  return { ...creatorKey(userId, thing), e: ENTITY.creator, th: [thing.kind, thing.type, thing.id] };
}

/** What an index item names. Throws a TypeError when it is none. */
export function thingOf(item: Item): NamedThing {
  const [kind, type, id] = item['th'] as [NamedThing['kind'], string, string];
  if (kind !== 'resource' && kind !== 'group') {
    throw new TypeError(
      `${textAttribute(item['pk'])} / ${textAttribute(item['sk'])} is no created resource or group`,
    );
  }
  return { kind, type, id };
}

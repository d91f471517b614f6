import type { Scope } from '../../core/spend/scope.ts';
import type { NamedDayTotal, ResourceDayTotal } from '../../core/spend/totals-reader.ts';
import type { Day } from '../../core/time/ledger-time.ts';
import type { Reference } from '../../core/usage/entry.ts';
import { textOf } from './document-client.ts';
import type { Item } from './entry-item.ts';
import { dayIndexKey, unescapeKey } from './keys.ts';
import { totalOf } from './total-item.ts';

/** Keys of the day index for a scope that is in it. Throws a TypeError for others. */
export function indexKey(scope: Scope): { dpk: string; dsk: string } {
  const key = dayIndexKey(scope);
  if (!key) throw new TypeError(`totals of ${scope.kind} are not in the day index`);
  return key;
}

/** The resource or group that an item's partition belongs to. */
export function referenceOf(item: Item): Reference {
  const [, type = '', id = ''] = textOf(item['pk']).split('#').map(unescapeKey);
  return { type, id };
}

/** A total whose sort key is its name. */
export function named(day: Day, item: Item): NamedDayTotal {
  return { day, name: textOf(item['sk']), total: totalOf(item) };
}

/** Sort key of a resource's day: `D#<day>`, then the group's type and id if it has one. */
export function resourceDay(resource: Reference, item: Item): ResourceDayTotal {
  const [, day = '', type, id] = textOf(item['sk']).split('#');
  const group =
    type === undefined || id === undefined ? undefined : { type: unescapeKey(type), id: unescapeKey(id) };
  return { day, resource, group, total: totalOf(item) };
}

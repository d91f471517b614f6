import type { OwnTotalKind } from '../../contracts/scopes.ts';
import type { DayTotalId, TotalId } from '../../core/spend/total-id.ts';
import { numbersTo } from './day-total-keys.ts';
import { textAttribute } from './document-client.ts';
import type { Item } from './entry-item.ts';
import { type ItemKey, LANES_KEY } from './keys.ts';
import type { Reading, Table } from './table.ts';
import { totalKey, totalOfKey } from './total-keys.ts';
import { totalLanesOf } from './total-lanes.ts';

/** A stored total with its name. */
export interface NamedItem<T extends TotalId = TotalId> {
  readonly of: T;
  readonly item: Item;
}
export type DayItem<K extends OwnTotalKind = OwnTotalKind> = NamedItem<DayTotalId<K>>;

/**
 * Day totals by their names, in whichever of their lanes they are. How many there are comes with
 * lane 0, so that a ledger with one lane asks once.
 */
export async function readEveryLane(
  table: Table,
  totals: readonly DayTotalId[],
  reading: Reading = {},
): Promise<DayItem[]> {
  const first = await table.batchGet([LANES_KEY, ...totals.map(totalKey)], reading);
  const count = totalLanesOf(first.find((item) => textAttribute(item['pk']) === LANES_KEY.pk));
  const others = numbersTo(count)
    .slice(1)
    .flatMap((totalLane) => totals.map((total) => totalKey({ ...total, totalLane })));
  const more = others.length > 0 ? await table.batchGet(others, reading) : [];
  return [...first, ...more].flatMap((item) => named<DayTotalId>(item));
}

/** Equal for the lanes of one total. */
export function lane0Text(total: TotalId): string {
  return keyText(totalKey(total.kind === 'late' ? total : { ...total, totalLane: undefined }));
}

/** The key of an item. */
export function itemKey(item: Item): ItemKey {
  return { pk: textAttribute(item['pk']), sk: textAttribute(item['sk']) };
}

/** A text that is equal for equal keys. */
export function keyText({ pk, sk }: ItemKey): string {
  return `${pk} ${sk}`;
}

/** An item with the total that its key names; nothing for an item that is none. */
export function named<T extends TotalId = TotalId>(item: Item): NamedItem<T>[] {
  const of = totalOfKey(itemKey(item));
  return of ? [{ of: of as T, item }] : [];
}

import { Buffer } from 'node:buffer';
import { type HistoryKind, LATE_KINDS } from '../../contracts/scopes.ts';
import { PREFIX } from '../../contracts/table-layout.ts';
import { isOfKind, type Scope } from '../../core/scopes/scope.ts';
import type { CellTotalId, TotalId } from '../../core/spend/total-id.ts';
import { type Day, monthOf } from '../../core/time/ledger-time.ts';
import {
  codecOf,
  codecOfKey,
  collectionOf,
  type IndexKey,
  laneOfText,
  laneText,
  organisationPartition,
} from './day-total-keys.ts';
import { dayText, monthText } from './document-client.ts';
import {
  COUNTS_KEY,
  escapeKey,
  type ItemKey,
  parseScopeKey,
  scopeKey,
  SORT_KEY_BYTES,
  unescapeKey,
} from './keys.ts';

/** Where a total is stored. */
export function totalKey(total: TotalId): ItemKey {
  switch (total.kind) {
    case 'cell':
      return cellKey(total);
    case 'day':
      return codecOf(total.of.kind).toKey(total);
    case 'late':
      return { pk: `${PREFIX.late}${total.month}`, sk: scopeKey(total.of) };
    case 'counts':
      return countsKey(total.totalLane);
  }
}

/** The total that an item is, by its key; undefined for an item that is none. */
export function totalOfKey({ pk, sk }: ItemKey): TotalId | undefined {
  const codec = codecOfKey({ pk, sk });
  if (codec) return codec.fromKey(pk.slice(codec.pk.length).split('#'), sk.slice(codec.sk.length));
  if (pk.startsWith(PREFIX.organisation)) return cellOfKey(pk, sk);
  if (pk.startsWith(PREFIX.late)) return lateOfKey(pk, sk);
  if (pk !== COUNTS_KEY.pk) return undefined;
  return { kind: 'counts', ...laneOfText(sk === COUNTS_KEY.sk ? undefined : sk.slice(COUNTS_KEY.sk.length)) };
}

/** The ledger's counts: an item for each lane, side by side. */
function countsKey(totalLane: number | undefined): ItemKey {
  return { pk: COUNTS_KEY.pk, sk: `${COUNTS_KEY.sk}${laneText('', totalLane)}` };
}

function cellKey({ day, lane, totalLane, provider, service, model }: CellTotalId): ItemKey {
  const cell = [provider, service, model].map(escapeKey).join('#');
  return {
    pk: organisationPartition(monthOf(day), lane),
    sk: `${day}#${cell}${laneText('#', totalLane)}`,
  };
}

function cellOfKey(pk: string, sk: string): CellTotalId {
  const [, lane] = pk.slice(PREFIX.organisation.length).split('#');
  const [day, provider = '', service = '', model = '', totalLane] = sk.split('#').map(unescapeKey);
  return {
    kind: 'cell',
    day: dayText(day),
    lane: Number(lane),
    ...laneOfText(totalLane),
    provider,
    service,
    model,
  };
}

function lateOfKey(pk: string, sk: string): TotalId | undefined {
  const of = parseScopeKey(sk);
  return of && isOfKind(of, LATE_KINDS)
    ? { kind: 'late', month: monthText(pk.slice(PREFIX.late.length)), of }
    : undefined;
}

/** Long names may need more for group and resource together; the sort key of an index need not be unique. */
function indexSortKey(text: string): string {
  const bytes = Buffer.from(text);
  return bytes.length <= SORT_KEY_BYTES
    ? text
    : new TextDecoder().decode(bytes.subarray(0, SORT_KEY_BYTES), { stream: true });
}

/**
 * Keys of the day index: the day's resources or groups, a group's resources side by side. Names are read
 * from the item's own keys, the index keys only sort.
 */
export function dayIndexKey(total: TotalId): IndexKey | undefined {
  if (total.kind !== 'day') return undefined;
  const key = codecOf(total.of.kind).toIndexKey?.(total);
  return key && { dpk: key.dpk, dsk: indexSortKey(key.dsk) };
}

type OwnerKind = Exclude<HistoryKind, 'organisation'>;

const PAGES: { readonly [K in OwnerKind]: (scope: Scope<K>) => string } = {
  user: ({ id }) => `${PREFIX.userPage}${escapeKey(id)}`,
  resource: (scope) => collectionOf(PREFIX.resourcePage, scope),
  group: (scope) => collectionOf(PREFIX.groupPage, scope),
};

/** Whose history a page belongs to. The organisation's has a page for each day, every other scope has one history. */
export function historyPartition(of: Scope<HistoryKind>, day: Day): string {
  return of.kind === 'organisation' ? `${PREFIX.organisationPage}${day}` : ownersPartition(of);
}

/** The partition of the whole history of a user, a resource or a group. */
export function ownersPartition<K extends OwnerKind>(of: Scope<K>): string {
  const partition = PAGES[of.kind as K] as (scope: Scope<K>) => string;
  return partition(of);
}

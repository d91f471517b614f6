import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { OWN_TOTAL_KINDS, type OwnTotalKind } from '../../contracts/scopes.ts';
import { ENTITY, PREFIX, SORT_PREFIX } from '../../contracts/table-layout.ts';
import { Cache } from '../../core/cache.ts';
import { picoUsd } from '../../core/money/decimal.ts';
import { makeScope, type Scope } from '../../core/scopes/scope.ts';
import type { Failures, Total } from '../../core/spend/total.ts';
import { type Day, type Instant, MINUTE_MS } from '../../core/time/ledger-time.ts';
import type { Reference } from '../../core/usage/entry.ts';
import { dayText, smallNumber, textAttribute, wholeNumber } from './document-client.ts';
import type { Item } from './entry-item.ts';
import type { ItemKey } from './keys.ts';
import { readableItems } from './readable-items.ts';
import { schemaVersion } from './stored-json.ts';
import type { Table } from './table.ts';

/** Whether a kind's sums are kept side by side: where a list of many days needs all its totals. */
const STORES_SUMS = {
  user: true,
  resource: true,
  group: true,
  tag: false,
  operation: false,
} as const satisfies Record<OwnTotalKind, boolean>;

export type StoredSumKind = {
  [Kind in OwnTotalKind]: (typeof STORES_SUMS)[Kind] extends true ? Kind : never;
}[OwnTotalKind];
export const STORED_SUM_KINDS = OWN_TOTAL_KINDS.filter(isStoredSumKind);

export function isStoredSumKind(kind: OwnTotalKind): kind is StoredSumKind {
  return STORES_SUMS[kind];
}

/** What one total of a day comes to, without hours, models and usage; of a resource also the group it was seen in. */
export interface StoredSum {
  readonly of: Scope<StoredSumKind>;
  readonly group?: Reference | undefined;
  readonly total: Total;
}

/** The sums of all totals of a kind and day, as they were while the day's cells had this version. */
interface StoredDaySums {
  readonly version: bigint;
  readonly sums: readonly StoredSum[];
}

/** What was known of a day's sums before its totals were read: they are put on the condition that it still is so. */
interface DaySumsState {
  readonly generation: number;
  readonly droppedAt: Instant | undefined;
  readonly version: bigint | undefined;
}

/** An item holds 400 KB; a day with more, some 15,000 users, is read total by total. */
const MOST_BYTES = 380_000;
/** Whoever changes totals drops a day once for all that it changes in this time. */
const DROP_AGAIN_MS = 5 * MINUTE_MS;
const MOST_DAYS_DROPPED = 1200;
const SCHEMA = 1;

/**
 * The sums of closed days, those of a kind and day in one item, so that a page of 90 days needs one request and not 90.
 * They count while the versions of the day's cells, which every entry raises, are what they were. What changes a total
 * without an entry (a repair, an erasure) drops the day's item of its kind before it does.
 */
export class DynamoDaySumsStore {
  readonly #table: Table;
  readonly #dropped = new Cache<boolean>(MOST_DAYS_DROPPED);

  constructor(table: Table) {
    this.#table = table;
  }

  /** The sums of those of some days that have them; the caller compares versions. */
  async read(kind: StoredSumKind, days: readonly Day[]): Promise<Map<Day, StoredDaySums>> {
    const items = await this.#table.batchGet(
      days.map((day) => daySumsKey(kind, day)),
      { consistent: false },
    );
    const kept = items.filter((item) => item['b'] !== undefined && schemaVersion(item) <= SCHEMA);
    return new Map(readableItems(kept, sumsOf));
  }

  async state(kind: StoredSumKind, day: Day): Promise<DaySumsState> {
    const item = await this.#table.get(daySumsKey(kind, day));
    return {
      generation: item?.['g'] === undefined ? 0 : smallNumber(item['g']),
      droppedAt: item?.['dr'] === undefined ? undefined : smallNumber(item['dr']),
      version: item?.['v'] === undefined ? undefined : wholeNumber(item['v']),
    };
  }

  /** Answers whether they were put: not where they were dropped since `seen`, nor where one item cannot hold them. */
  async put(
    kind: StoredSumKind,
    day: Day,
    { version, sums }: StoredDaySums,
    { seen, at }: { readonly seen: DaySumsState; readonly at: Instant },
  ): Promise<boolean> {
    const packed = deflateRawSync(JSON.stringify(sums.map(packedSum)));
    if (packed.length > MOST_BYTES) return false;
    const { generation } = seen;
    return this.#table.putIf(
      {
        ...daySumsKey(kind, day),
        e: ENTITY.daySums,
        sv: SCHEMA,
        v: version,
        b: packed,
        at,
        ...(generation === 0 ? {} : { g: generation }),
      },
      generation === 0
        ? { ConditionExpression: 'attribute_not_exists(g)' }
        : { ConditionExpression: 'g = :seen', ExpressionAttributeValues: { ':seen': generation } },
    );
  }

  /** Takes the sums of a kind and day away, and makes a put fail that began before. */
  async drop(kind: StoredSumKind, day: Day, at: Instant): Promise<void> {
    await this.#dropped.read(`${kind} ${day}`, { now: at, until: at + DROP_AGAIN_MS }, async () => {
      await this.#table.update(daySumsKey(kind, day), {
        UpdateExpression: 'SET dr = :at, e = :e ADD g :one REMOVE v, b',
        ExpressionAttributeValues: { ':at': at, ':e': ENTITY.daySums, ':one': 1 },
      });
      return true;
    });
  }
}

/** Where the sums of a kind and day are. */
export function daySumsKey(kind: StoredSumKind, day: Day): ItemKey {
  return { pk: `${PREFIX.closed}${day}`, sk: `${SORT_PREFIX.sums}${kind}` };
}

type PackedFailures = readonly [cost: string, events: number, unpriced: number, asked: number];

/**
 * Whose, cost, events, unpriced, version, last change; then the same sums of the failed, and of how many it is known.
 * Whose is an id, or type and id, and of a resource behind them those of its group.
 */
type PackedSum = readonly [
  whose: string | readonly string[],
  cost: string,
  events: number,
  unpriced: number,
  version: string,
  updatedAt: number | null,
  failures?: PackedFailures,
];

function packedSum({ of: { type, id }, group, total }: StoredSum): PackedSum {
  const { cost, events, unpriced, version, updatedAt, failures } = total;
  const whose = type === undefined ? id : [type, id, ...(group ? [group.type, group.id] : [])];
  const sum = [whose, String(cost), events, unpriced, String(version ?? ''), updatedAt ?? null] as const;
  if (!failures) return sum;
  return [...sum, [String(failures.cost), failures.events, failures.unpriced, failures.asked]];
}

function sumsOf(item: Item): [Day, StoredDaySums] {
  const day = dayText(textAttribute(item['pk']).slice(PREFIX.closed.length));
  const kind = textAttribute(item['sk']).slice(SORT_PREFIX.sums.length) as StoredSumKind;
  const packed = JSON.parse(inflateRawSync(item['b'] as Uint8Array).toString()) as readonly PackedSum[];
  return [day, { version: wholeNumber(item['v']), sums: packed.map((one) => sumOfPacked(kind, one)) }];
}

function sumOfPacked(
  kind: StoredSumKind,
  [whose, cost, events, unpriced, version, updatedAt, failures]: PackedSum,
): StoredSum {
  return {
    ...ownerOfPacked(kind, whose),
    total: {
      cost: picoUsd(BigInt(cost)),
      events,
      unpriced,
      ...(version === '' ? {} : { version: BigInt(version) }),
      ...(updatedAt === null ? {} : { updatedAt }),
      ...(failures ? { failures: failuresOf(failures) } : {}),
    },
  };
}

function ownerOfPacked(kind: StoredSumKind, whose: PackedSum[0]): Pick<StoredSum, 'of' | 'group'> {
  if (typeof whose === 'string') return { of: makeScope(kind, whose, undefined) };
  const [type, id = '', groupType, groupId = ''] = whose;
  return {
    of: makeScope(kind, id, type),
    ...(groupType === undefined ? {} : { group: { type: groupType, id: groupId } }),
  };
}

function failuresOf([cost, events, unpriced, asked]: PackedFailures): Failures {
  return { cost: picoUsd(BigInt(cost)), events, unpriced, asked };
}

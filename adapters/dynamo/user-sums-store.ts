import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { ENTITY, PREFIX } from '../../contracts/table-layout.ts';
import { Cache } from '../../core/cache.ts';
import { picoUsd } from '../../core/money/decimal.ts';
import type { Failures, Total } from '../../core/spend/total.ts';
import type { Day, Instant } from '../../core/time/ledger-time.ts';
import { dayText, smallNumber, textAttribute, wholeNumber } from './document-client.ts';
import type { Item } from './entry-item.ts';
import type { ItemKey } from './keys.ts';
import { readableItems } from './readable-items.ts';
import { schemaVersion } from './stored-json.ts';
import type { Table } from './table.ts';

/** What one user's total of a day comes to, without hours, models and usage. */
export interface UserSum {
  readonly userId: string;
  readonly total: Total;
}

/** The sums of all users of a day, as they were while its cells had this version. */
interface UserSumsOfDay {
  readonly version: bigint;
  readonly sums: readonly UserSum[];
}

/** What was known of a day's sums before its totals were read: they are put on the condition that it still is so. */
interface UserSumsState {
  readonly generation: number;
  readonly droppedAt: Instant | undefined;
  readonly version: bigint | undefined;
}

/** An item holds 400 KB; a day with more users, some 15,000 of them, is read total by total. */
const MOST_BYTES = 380_000;
/** Whoever changes totals drops a day once for all that it changes in this time. */
const DROP_AGAIN_MS = 5 * 60_000;
const MOST_DAYS_DROPPED = 400;
const SCHEMA = 1;

/**
 * The sums of the users of closed days, a day in one item, so that a page of 90 days needs one request and not 90. They
 * count while the versions of the day's cells, which every entry raises, are what they were. What changes a user's
 * total without an entry (a repair, an erasure) drops the day's item before it does.
 */
export class DynamoUserSumsStore {
  readonly #table: Table;
  readonly #dropped = new Cache<boolean>(MOST_DAYS_DROPPED);

  constructor(table: Table) {
    this.#table = table;
  }

  /** The sums of those of some days that have them; the caller compares versions. */
  async read(days: readonly Day[]): Promise<Map<Day, UserSumsOfDay>> {
    const items = await this.#table.batchGet(days.map(userSumsKey), { consistent: false });
    const kept = items.filter((item) => item['b'] !== undefined && schemaVersion(item) <= SCHEMA);
    return new Map(readableItems(kept, sumsOf));
  }

  async state(day: Day): Promise<UserSumsState> {
    const item = await this.#table.get(userSumsKey(day));
    return {
      generation: item?.['g'] === undefined ? 0 : smallNumber(item['g']),
      droppedAt: item?.['dr'] === undefined ? undefined : smallNumber(item['dr']),
      version: item?.['v'] === undefined ? undefined : wholeNumber(item['v']),
    };
  }

  /** Answers whether they were put: not where they were dropped since `seen`, nor where one item cannot hold them. */
  async put(day: Day, { version, sums }: UserSumsOfDay, seen: UserSumsState, at: Instant): Promise<boolean> {
    const packed = deflateRawSync(JSON.stringify(sums.map(storedSum)));
    if (packed.length > MOST_BYTES) return false;
    const { generation } = seen;
    return this.#table.putIf(
      {
        ...userSumsKey(day),
        e: ENTITY.userSums,
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

  /** Takes the sums of a day away, and makes a put fail that began before. */
  async drop(day: Day, at: Instant): Promise<void> {
    await this.#dropped.read(day, { now: at, until: at + DROP_AGAIN_MS }, async () => {
      await this.#table.update(userSumsKey(day), {
        UpdateExpression: 'SET dr = :at, e = :e ADD g :one REMOVE v, b',
        ExpressionAttributeValues: { ':at': at, ':e': ENTITY.userSums, ':one': 1 },
      });
      return true;
    });
  }
}

/** Where the sums of a day's users are. */
export function userSumsKey(day: Day): ItemKey {
  return { pk: `${PREFIX.closed}${day}`, sk: 'users' };
}

/** Id, cost, events, unpriced, version, last change; then the same sums of the failed, and of how many it is known. */
type StoredSum = readonly [
  userId: string,
  cost: string,
  events: number,
  unpriced: number,
  version: string,
  updatedAt: number | null,
  failures?: readonly [cost: string, events: number, unpriced: number, asked: number],
];

function storedSum({ userId, total }: UserSum): StoredSum {
  const { cost, events, unpriced, version, updatedAt, failures } = total;
  const sum = [userId, String(cost), events, unpriced, String(version ?? ''), updatedAt ?? null] as const;
  if (!failures) return sum;
  return [...sum, [String(failures.cost), failures.events, failures.unpriced, failures.asked]];
}

function sumsOf(item: Item): [Day, UserSumsOfDay] {
  const day = dayText(textAttribute(item['pk']).slice(PREFIX.closed.length));
  const stored = JSON.parse(inflateRawSync(item['b'] as Uint8Array).toString()) as readonly StoredSum[];
  return [day, { version: wholeNumber(item['v']), sums: stored.map(sumOfStored) }];
}

function sumOfStored([userId, cost, events, unpriced, version, updatedAt, failures]: StoredSum): UserSum {
  return {
    userId,
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

function failuresOf([cost, events, unpriced, asked]: NonNullable<StoredSum[6]>): Failures {
  return { cost: picoUsd(BigInt(cost)), events, unpriced, asked };
}

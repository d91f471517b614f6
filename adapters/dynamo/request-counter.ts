import { ENTITY, PREFIX } from '../../contracts/table-layout.ts';
import type { RequestCounter } from '../../core/access/request-limit.ts';
import type { Instant } from '../../core/time/ledger-time.ts';
import { smallNumber } from './document-client.ts';
import { escapeKey } from './keys.ts';
import type { Table } from './table.ts';

/** What is counted, each by itself: routes with a limit of their own, and mails. */
export const COUNTED = ['requests', 'records', 'mails'] as const;
type Counted = (typeof COUNTED)[number];

/** All counts of one kind and caller. */
export function countPartition(kind: Counted, caller: string): string {
  return `${PREFIX.rateLimit}${kind}#${escapeKey(caller)}`;
}

/** Races for the last requests of a minute before the caller is turned away; each asks for what is left then. */
const MOST_TRIES = 4;
const KEPT_SECONDS = 600;

/** Requests by caller and minute, or another span that ends while an item is kept, in the one table. */
export class DynamoRequestCounter implements RequestCounter {
  readonly #table: Table;
  readonly #kind: Counted;
  readonly #keptSeconds: number;

  /** `kind` keeps limits of different routes apart; items go `keptSeconds` after the beginning of their span. */
  constructor(table: Table, kind: Counted, keptSeconds = KEPT_SECONDS) {
    this.#table = table;
    this.#kind = kind;
    this.#keptSeconds = keptSeconds;
  }

  async take(caller: string, minute: Instant, wanted: number, limit: number): Promise<number> {
    let count = Math.min(wanted, limit);
    for (let tries = 0; tries < MOST_TRIES && count > 0; tries++) {
      const used = await this.#add(caller, minute, count, limit);
      if (used === undefined) return count;
      count = Math.min(count, limit - used);
    }
    return 0;
  }

  /** Adds if it fits; answers what is used already when it does not. */
  async #add(caller: string, minute: Instant, count: number, limit: number): Promise<number | undefined> {
    const key = {
      pk: countPartition(this.#kind, caller),
      sk: new Date(minute).toISOString().slice(0, 16),
    };
    const { done, item } = await this.#table.update(key, {
      UpdateExpression: 'SET e = :e, #ttl = :ttl ADD n :count',
      ConditionExpression: 'attribute_not_exists(n) OR n <= :room',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: {
        ':e': ENTITY.requests,
        ':ttl': Math.floor(minute / 1000) + this.#keptSeconds,
        ':count': count,
        ':room': limit - count,
      },
    });
    return done ? undefined : smallNumber(item?.['n']);
  }
}

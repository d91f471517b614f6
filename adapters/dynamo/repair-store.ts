import type { Contribution } from '../../core/spend/contributions.ts';
import type { RepairStore, StandingTotal } from '../../core/spend/repair-ports.ts';
import type { Mark, MarkKey, TotalsWriter } from '../../core/spend/spend-ports.ts';
import type { Instant } from '../../core/time/ledger-time.ts';
import type { Item } from './entry-item.ts';
import { COUNTS_KEY } from './keys.ts';
import { ulidTime } from '../../core/time/ulid-time.ts';
import { ofPartition } from './run-queries.ts';
import { named } from './named-items.ts';
import { totalKey } from './total-keys.ts';
import { marksAreGone } from './mark-age.ts';
import { totalOf, totalUpdate } from './total-item.ts';
import type { Table } from './table.ts';
import { DynamoDaySumsStore, isStoredSumKind } from './day-sums-store.ts';

/** A stored total with its name. */
export function standingTotal(total: Contribution['total'], item: Item | undefined): StandingTotal {
  const { firstAt: _firstAt, ...amounts } = totalOf(item);
  return { total, ...amounts };
}

/** The table as repairs see it. */
export class DynamoRepairStore implements RepairStore {
  readonly #table: Table;
  readonly #totals: TotalsWriter;
  readonly #daySums: DynamoDaySumsStore;

  constructor(table: Table, totals: TotalsWriter) {
    this.#table = table;
    this.#totals = totals;
    this.#daySums = new DynamoDaySumsStore(table);
  }

  readMarks(keys: readonly MarkKey[]): Promise<Map<string, Mark>> {
    return this.#totals.readMarks(keys);
  }

  totalKey(contribution: Contribution): string {
    return this.#totals.totalKey(contribution);
  }

  async readTotal({ total }: Contribution): Promise<StandingTotal> {
    return standingTotal(total, await this.#table.get(totalKey(total)));
  }

  async readCounts(): Promise<StandingTotal[]> {
    const items = await this.#table.queryAll(ofPartition(COUNTS_KEY.pk));
    return items.flatMap((item) => named(item)).map(({ of, item }) => standingTotal(of, item));
  }

  /** The condition stops a second repair of the same difference, and one that was measured too early. */
  async addDifference(difference: Contribution, seen: StandingTotal, at: Instant): Promise<boolean> {
    const { total } = difference;
    if (total.kind === 'day' && isStoredSumKind(total.of.kind)) {
      await this.#daySums.drop(total.of.kind, total.day, at);
    }
    const { Key, ...update } = totalUpdate(difference, at);
    const first = seen.version === 0n;
    const { done } = await this.#table.update(Key, {
      ...update,
      ConditionExpression: first ? 'attribute_not_exists(v)' : unchanged(seen),
      ExpressionAttributeValues: {
        ...update.ExpressionAttributeValues,
        ...(first ? {} : { ':version': seen.version }),
        ...(first || seen.updatedAt === undefined ? {} : { ':seenAt': seen.updatedAt }),
      },
    });
    return done;
  }

  startedAt({ batch }: MarkKey): Instant {
    return ulidTime(batch);
  }

  markIsGone({ batch }: MarkKey, now: Instant): boolean {
    return marksAreGone(batch, now);
  }
}

/** Neither changed since nor deleted and made again: a new total begins with version 1. */
function unchanged({ updatedAt }: StandingTotal): string {
  return `v = :version AND ${updatedAt === undefined ? 'attribute_not_exists(w)' : 'w = :seenAt'}`;
}

import type { Reference } from '../usage/entry.ts';
import type { GroupMonthSum, LateMonth, MonthSum, UserMonthSum } from './closed-month.ts';
import { rank, referenceName } from './read-totals.ts';
import { sumTotals, type Total, ZERO } from './total.ts';
import type { TotalsReader } from './totals-reader.ts';
import type { Day } from '../time/ledger-time.ts';

/** What a month's days come to, taken a day at a time: one day is held, and a sum for each user and group. */
export class MonthSums {
  #organisation: Total = ZERO;
  readonly #users = new Map<string, Total>();
  readonly #groups = new Map<string, { readonly group: Reference; total: Total }>();
  readonly #resources = new Set<string>();
  /** Names of resources by the group that they were used for. */
  readonly #byGroup = new Map<string, Set<string>>();

  /** Adds what a day holds. */
  async add(day: Day, totals: TotalsReader): Promise<void> {
    const days = { from: day, to: day };
    const [cells, users, groups, resources] = await Promise.all([
      totals.cells(days),
      totals.users(days),
      totals.groups([day]),
      totals.resources([day]),
    ]);
    this.#organisation = sumTotals([this.#organisation, ...cells.map(({ total }) => total)]);
    for (const { name, total } of users) {
      const before = this.#users.get(name);
      this.#users.set(name, before ? sumTotals([before, total]) : total);
    }
    for (const { group, total } of groups) {
      const name = referenceName(group);
      const before = this.#groups.get(name);
      this.#groups.set(name, { group, total: before ? sumTotals([before.total, total]) : total });
    }
    for (const { resource, group } of resources) {
      const name = referenceName(resource);
      this.#resources.add(name);
      if (!group) continue;
      const ofGroup = this.#byGroup.get(referenceName(group)) ?? new Set();
      this.#byGroup.set(referenceName(group), ofGroup.add(name));
    }
  }

  get organisation(): MonthSum {
    return monthSum(this.#organisation);
  }

  /** Distinct resources with costs. */
  get resources(): number {
    return this.#resources.size;
  }

  /** Lines of users, the most expensive first, each with its part of what was late. */
  users(late: LateMonth): UserMonthSum[] {
    const lateUsers = new Map(late.users.map((user) => [user.name, user]));
    const users = [...this.#users].map(([of, total]) => ({ of, total }));
    return rank(users, (name) => name).map(({ of, total }) => {
      const { breakdown, usage, firstAt, updatedAt } = total;
      const details = { breakdown, usage, firstAt, updatedAt };
      return { name: of, ...monthSum(total), late: lateUsers.get(of), details };
    });
  }

  /** Lines of groups, the most expensive first. */
  groups(): GroupMonthSum[] {
    const groups = [...this.#groups.values()].map(({ group, total }) => ({ of: group, total }));
    return rank(groups, referenceName).map(({ of, total }) => ({
      group: of,
      resources: this.#byGroup.get(referenceName(of))?.size ?? 0,
      ...monthSum(total),
    }));
  }
}

function monthSum({ cost, events, unpriced }: MonthSum): MonthSum {
  return { cost, events, unpriced };
}

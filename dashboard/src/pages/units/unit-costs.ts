import type { ResourceList, Trends } from '../../api/types.ts';
import { averageDecimal, byAmountDescending, sumDecimals } from '../../format/decimal.ts';
import { addDays } from '../../state/days.ts';

type TrendPoint = Pick<Trends['points'][number], 'at' | 'by'>;
type Resource = ResourceList['resources'][number];

/** What things of one kind cost that were begun in one week. */
export interface UnitWeek {
  /** Its Monday. */
  readonly week: string;
  readonly count: number;
  readonly totalUsd: string;
  readonly averageUsd: string;
  readonly dearest: Resource;
  /** How many have entries without a price, which are in no amount. */
  readonly unpriced: number;
  /** How many such entries they have together. */
  readonly unpricedEvents: number;
}

/** The Monday of a day's week. */
function mondayOf(day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return addDays(day, -((weekday + 6) % 7));
}

/** The newest week that is over and the one before it, for what is said of the direction; undefined without two. */
export function lastTwoWeeks<T extends { readonly week: string }>(
  weeks: readonly T[],
  today: string,
): readonly [T, T] | undefined {
  const [last, before] = weeks.filter(({ week }) => week < mondayOf(today));
  return last && before && addDays(before.week, 7) === last.week ? [last, before] : undefined;
}

/** What the groups of one kind cost in one week, such as podcasts or campaigns. */
export interface GroupWeek {
  /** Its Monday. */
  readonly week: string;
  /** Groups with costs. */
  readonly count: number;
  readonly totalUsd: string;
  readonly averageUsd: string;
  /** The most expensive one, and what it cost. */
  readonly dearest: { readonly id: string; readonly usd: string };
}

/** Half of a key of a group: `podcast` of `podcast/science`. */
function kindOf(key: string): string {
  return key.slice(0, Math.max(0, key.indexOf('/')));
}

/** Kinds of groups in points of a trend by group, the most expensive first. */
export function groupKinds(points: readonly TrendPoint[]): string[] {
  const sums = new Map<string, string>();
  for (const [key, usd] of points.flatMap(({ by }) => Object.entries(by))) {
    const kind = kindOf(key);
    if (kind !== '') sums.set(kind, sumDecimals([sums.get(kind) ?? '0', usd]));
  }
  return [...sums].sort(([, a], [, b]) => byAmountDescending(a, b)).map(([kind]) => kind);
}

/** Groups of one kind by week, the newest first; weeks without any are left out. */
export function weeksOfGroups(points: readonly TrendPoint[], kind: string): GroupWeek[] {
  return points
    .flatMap(({ at, by }) => {
      const groups = Object.entries(by)
        .filter(([key, usd]) => kindOf(key) === kind && usd !== '0')
        .toSorted(([, a], [, b]) => byAmountDescending(a, b));
      const [dearest] = groups;
      if (!dearest) return [];
      const totalUsd = sumDecimals(groups.map(([, usd]) => usd));
      return [
        {
          week: mondayOf(at.slice(0, 10)),
          count: groups.length,
          totalUsd,
          averageUsd: averageDecimal(totalUsd, groups.length),
          dearest: { id: dearest[0].slice(kind.length + 1), usd: dearest[1] },
        },
      ];
    })
    .toReversed();
}

/** Kinds of things, the most frequent first. */
export function unitTypes(resources: readonly Resource[]): string[] {
  const counts = new Map<string, number>();
  for (const { type } of resources) counts.set(type, (counts.get(type) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([type]) => type);
}

/** Things by the week of their first entry, the newest week first; what has no time is left out. */
export function weeksOfUnits(resources: readonly Resource[]): UnitWeek[] {
  const weeks = new Map<string, Resource[]>();
  for (const resource of resources) {
    if (resource.firstAt === null) continue;
    const week = mondayOf(resource.firstAt.slice(0, 10));
    weeks.set(week, [...(weeks.get(week) ?? []), resource]);
  }
  return [...weeks]
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .flatMap(([week, found]) => {
      const [dearest] = found.toSorted((a, b) => byAmountDescending(a.totalUsd, b.totalUsd));
      if (!dearest) return [];
      const totalUsd = sumDecimals(found.map((resource) => resource.totalUsd));
      return [
        {
          week,
          count: found.length,
          totalUsd,
          averageUsd: averageDecimal(totalUsd, found.length),
          dearest,
          unpriced: found.filter(({ unpricedEvents }) => unpricedEvents > 0).length,
          unpricedEvents: found.reduce((sum, { unpricedEvents }) => sum + unpricedEvents, 0),
        },
      ];
    });
}

/** Explore in the week that begins on a Monday, divided by a dimension. */
export function weekHref(monday: string, by: string): string {
  const days = { from: monday, to: addDays(monday, 6) };
  return `/explore?${new URLSearchParams({ ...days, by }).toString()}`;
}

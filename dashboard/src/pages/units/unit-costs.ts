import type { ResourceList } from '../../api/types.ts';
import { averageDecimal, byAmountDescending, sumDecimals } from '../../format/decimal.ts';
import { addDays } from '../../state/days.ts';

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
}

/** The Monday of a day's week. */
function mondayOf(day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return addDays(day, -((weekday + 6) % 7));
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
        },
      ];
    });
}

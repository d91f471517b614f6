import { minus, type PicoUsd } from '../money/decimal.ts';
import {
  addDays,
  daysBetween,
  daysOfMonth,
  type Day,
  type Instant,
  type Month,
  monthOf,
  monthsBetween,
  weekOf,
  weekStart,
} from '../time/ledger-time.ts';
import type { Days } from '../time/range.ts';
import type { Reference } from '../usage/entry.ts';
import type { ClosedMonthStore } from './closed-month.ts';
import { countActive, type DayVersion, dayVersions } from './read-day-facts.ts';
import { summaryOf, type PeriodFacts } from './read-summary.ts';
import { rankActive, referenceName } from './read-totals.ts';
import { isActive, sumTotals } from './total.ts';
import type {
  GroupDayTotal,
  NamedDayTotal,
  OrganisationCell,
  ResourceDayTotal,
  TotalsReader,
} from './totals-reader.ts';

/** One ISO week of the organisation. */
export interface WeekSummary extends PeriodFacts {
  readonly week: string;
  readonly from: Day;
  readonly to: Day;
  readonly activeUsers: number;
}

/** A group's part of a month. */
interface MonthGroup {
  readonly group: Reference;
  readonly cost: PicoUsd;
  readonly resources: number;
}

/** One month of the organisation; `closed` once its numbers are final. */
export interface MonthSummary extends PeriodFacts {
  readonly month: Month;
  readonly closed?:
    | { readonly cost: PicoUsd; readonly closedAt: Instant; readonly adjustments: PicoUsd }
    | undefined;
  readonly groups: readonly MonthGroup[];
  readonly activeUsers: number;
}

interface DayTotals {
  readonly cells: readonly OrganisationCell[];
  readonly resources: readonly ResourceDayTotal[];
  readonly groups: readonly GroupDayTotal[];
  readonly users: readonly NamedDayTotal[];
}

/** A month that holds nothing: it is not asked for, as a range may be longer than the ledger is old. */
const NOTHING: DayTotals = { cells: [], resources: [], groups: [], users: [] };

async function readDays(days: Days, totals: TotalsReader): Promise<DayTotals> {
  const list = daysBetween(days.from, days.to);
  const [cells, resources, groups, users] = await Promise.all([
    totals.cells(days, 'sums'),
    totals.resources(list),
    totals.groups(list),
    totals.users(days, 'sums'),
  ]);
  return { cells, resources, groups, users };
}

function within(all: DayTotals, { from, to }: Days): DayTotals {
  const inside = ({ day }: { day: Day }) => day >= from && day <= to;
  return {
    cells: all.cells.filter(inside),
    resources: all.resources.filter(inside),
    groups: all.groups.filter(inside),
    users: all.users.filter(inside),
  };
}

/** Every ISO week that the range touches, whole, oldest first. */
export async function readWeeklySummary(
  days: Days,
  totals: TotalsReader,
): Promise<{ readonly weeks: WeekSummary[]; readonly dayVersion: DayVersion }> {
  const first = weekStart(days.from);
  const last = addDays(weekStart(days.to), 6);
  const all = await readDays({ from: first, to: last }, totals);
  const weeks: WeekSummary[] = [];
  for (let from = first; from <= last; from = addDays(from, 7)) {
    const week = { from, to: addDays(from, 6) };
    const part = within(all, week);
    weeks.push({
      week: weekOf(from),
      ...week,
      ...summaryOf(part.cells, part.resources),
      activeUsers: countActive(part.users),
    });
  }
  return { weeks, dayVersion: dayVersions(all.cells) };
}

/**
 * Every month that the range touches, whole, oldest first. A closed month shows the number it was closed
 * with and what came late beside it; their sum is the total.
 */
export async function readMonthlySummary(
  days: Days,
  totals: TotalsReader,
  months: ClosedMonthStore,
): Promise<MonthSummary[]> {
  const asked = monthsBetween(monthOf(days.from), monthOf(days.to));
  const spans = asked.map(daysOfMonth);
  const [held, heads] = await Promise.all([
    totals.heldAmong(spans.flatMap(({ from, to }) => daysBetween(from, to))),
    months.heads(asked),
  ]);
  const heldMonths = new Set(held.map(monthOf));
  const summaries: MonthSummary[] = [];
  for (const month of asked) {
    const part = heldMonths.has(month) ? await readDays(daysOfMonth(month), totals) : NOTHING;
    const head = heads.get(month);
    const facts = summaryOf(part.cells, part.resources);
    summaries.push({
      month,
      ...facts,
      // Of the same read as the total, so that the two add up to it while events come in.
      closed: head && {
        cost: head.organisation.cost,
        closedAt: head.closedAt,
        adjustments: minus(facts.total.cost, head.organisation.cost),
      },
      groups: monthGroups(part),
      activeUsers: countActive(part.users),
    });
  }
  return summaries;
}

function monthGroups({ groups, resources }: DayTotals): MonthGroup[] {
  const byGroup = Map.groupBy(resources.filter(isActive), ({ group }) => (group ? referenceName(group) : ''));
  return rankActive(
    groups.map(({ group, total }) => ({ of: group, total })),
    referenceName,
  ).map(({ of, total }) => {
    const own = byGroup.get(referenceName(of)) ?? [];
    const resourceCount = new Set(own.map(({ resource }) => referenceName(resource))).size;
    return { group: of, cost: sumTotals([total]).cost, resources: resourceCount };
  });
}

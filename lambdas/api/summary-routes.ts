import {
  dailySummarySchema,
  monthlySummarySchema,
  summaryQuery,
  weeklySummarySchema,
} from '../../contracts/api/summaries.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { formatDecimal, minus, type PicoUsd } from '../../core/money/decimal.ts';
import {
  type MonthSummary,
  readMonthlySummary,
  readWeeklySummary,
  type WeekSummary,
} from '../../core/spend/read-periods.ts';
import { type DaySummary, type PeriodFacts, readDailySummary } from '../../core/spend/read-summary.ts';
import type { RankedEntry } from '../../core/spend/day-facts.ts';
import { mostExpensiveOfWeek, readDayFacts, readValidFacts } from '../../core/spend/read-day-facts.ts';
import { formatAmounts, formatAmountsWithin } from '../../core/spend/total.ts';
import {
  addDays,
  countDays,
  dayOf,
  daysBetween,
  type Instant,
  isoTime,
} from '../../core/time/ledger-time.ts';
import type { DayRange, Days } from '../../core/time/range.ts';
import { presentDayFacts } from './present-day-facts.ts';
import { type ApiPorts, dayRange } from './ports.ts';
import { presentSum } from './present.ts';
import { type Route, route } from './route.ts';

/** Days shown when a request names none. */
const DEFAULT_DAYS = 30;
/** Points of one answer. */
const MOST_DAYS = 1000;

/** What the organisation cost, day by day. */
export function summaryRoutes(ports: ApiPorts): Route[] {
  return [
    route({
      method: 'GET',
      path: '/summary/daily',
      summary: 'The organisation by day, oldest first; 30 days when the range is left out',
      access: 'readers',
      query: summaryQuery,
      answer: dailySummarySchema,
      handle: async ({ query, now }) => {
        const range = dayRange(query, ports, now);
        const wanted = recentDays(range, ports, now);
        const { days, dayVersion } = await readDailySummary(wanted, ports.totals);
        const facts = await readDayFacts(wanted, ports.dayFacts, ports.totals, dayVersion);
        return {
          closed: range.closed,
          body: { days: days.map((day) => ({ ...presentDay(day), ...presentDayFacts(facts.get(day.day)) })) },
        };
      },
    }),
    route({
      method: 'GET',
      path: '/summary/weekly',
      summary: 'The organisation by ISO week, oldest first; the weeks of 30 days when the range is left out',
      access: 'readers',
      query: summaryQuery,
      answer: weeklySummarySchema,
      handle: async ({ query, now }) => {
        const days = recentDays(dayRange(query, ports, now), ports, now);
        const { weeks, dayVersion } = await readWeeklySummary(days, ports.totals);
        const listed = weeks.flatMap(({ from, to }) => daysBetween(from, to));
        const facts = await readValidFacts(listed, ports.dayFacts, dayVersion);
        const mostExpensive = (week: Days) => mostExpensiveOfWeek(week, facts, dayVersion);
        return { body: { weeks: weeks.map((week) => presentWeek(week, mostExpensive(week))) } };
      },
    }),
    route({
      method: 'GET',
      path: '/summary/monthly',
      summary: 'The organisation by month, oldest first; closed months with what came late beside them',
      access: 'readers',
      query: summaryQuery,
      answer: monthlySummarySchema,
      handle: async ({ query, now }) => {
        const days = recentDays(dayRange(query, ports, now), ports, now);
        const [months, book] = await Promise.all([
          readMonthlySummary(days, ports.totals, ports.months),
          ports.budgets.books.current(),
        ]);
        return { body: { months: months.map((month) => presentMonth(month, book.revenueOf(month.month))) } };
      },
    }),
  ];
}

/** Known bounds for a series: up to today, and thirty days where no start is named. Throws InvalidInputError. */
export function recentDays(range: DayRange, { settings }: ApiPorts, now: Instant): Days {
  const to = range.to ?? dayOf(now, settings.timeZone);
  const from = range.from ?? addDays(to, 1 - DEFAULT_DAYS);
  if (countDays(from, to) > MOST_DAYS) {
    throw new InvalidInputError('the range is too long', [
      { field: 'from', message: `must be at most ${MOST_DAYS} days before "to"` },
    ]);
  }
  return { from, to };
}

function presentFacts(facts: PeriodFacts) {
  const { mostExpensive } = facts;
  return {
    ...presentSum(facts.total),
    byProvider: formatAmounts(facts.byProvider),
    byService: formatAmounts(facts.byService),
    byModel: formatAmounts(facts.byModel),
    modelIds: formatAmountsWithin(facts.modelIds),
    resources: facts.resources,
    averagePerResourceUsd: formatDecimal(facts.averagePerResource),
    // One whose entries are void, or have no price, is not expensive.
    mostExpensiveResource:
      mostExpensive && mostExpensive.total.cost > 0n
        ? { ...mostExpensive.of, totalUsd: formatDecimal(mostExpensive.total.cost) }
        : null,
  };
}

function presentDay(summary: DaySummary) {
  return { date: summary.day, ...presentFacts(summary) };
}

function presentWeek(summary: WeekSummary, mostExpensive: readonly RankedEntry[] | undefined) {
  const { week, from, to, activeUsers } = summary;
  const facts = presentDayFacts({ activeUsers, mostExpensive });
  return { week, from, to, ...presentFacts(summary), ...facts, activeUsers };
}

function presentMonth(summary: MonthSummary, revenue: PicoUsd | undefined) {
  const { month, closed, groups, activeUsers } = summary;
  return {
    month,
    ...presentFacts(summary),
    closedTotalUsd: closed ? formatDecimal(closed.cost) : null,
    adjustmentsUsd: formatDecimal(closed?.adjustments ?? 0n),
    closedAt: closed ? isoTime(closed.closedAt) : null,
    groups: groups.map(({ group, resources, cost }) => ({
      ...group,
      resources,
      totalUsd: formatDecimal(cost),
    })),
    activeGroups: groups.length,
    activeUsers,
    revenueUsd: revenue === undefined ? null : formatDecimal(revenue),
    marginUsd: revenue === undefined ? null : formatDecimal(minus(revenue, summary.total.cost)),
  };
}

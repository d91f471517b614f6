import { dailySummarySchema, summaryQuery } from '../../contracts/api/series.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { formatDecimal } from '../../core/money/decimal.ts';
import { type DaySummary, readDailySummary } from '../../core/spend/read-summary.ts';
import { formatAmounts } from '../../core/spend/total.ts';
import { addDays, dayOf, daysBetween, type Instant } from '../../core/time/ledger-time.ts';
import type { DayRange, Days } from '../../core/time/range.ts';
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
        const days = await readDailySummary(recentDays(range, ports, now), ports.totals);
        return { closed: range.closed, body: { days: days.map(presentDay) } };
      },
    }),
  ];
}

/** Known bounds for a series: up to today, and thirty days where no start is named. Throws InvalidInputError. */
export function recentDays(range: DayRange, { settings }: ApiPorts, now: Instant): Days {
  const to = range.to ?? dayOf(now, settings.timeZone);
  const from = range.from ?? addDays(to, 1 - DEFAULT_DAYS);
  if (daysBetween(from, to).length > MOST_DAYS) {
    throw new InvalidInputError('the range is too long', [
      { field: 'from', message: `must lie at most ${MOST_DAYS} days before "to"` },
    ]);
  }
  return { from, to };
}

function presentDay(summary: DaySummary) {
  const { mostExpensive } = summary;
  return {
    date: summary.day,
    ...presentSum(summary.total),
    byProvider: formatAmounts(summary.byProvider),
    byService: formatAmounts(summary.byService),
    byModel: formatAmounts(summary.byModel),
    resources: summary.resources,
    averagePerResourceUsd: formatDecimal(summary.averagePerResource),
    mostExpensiveResource: mostExpensive
      ? { ...mostExpensive.of, totalUsd: formatDecimal(mostExpensive.total.cost) }
      : null,
  };
}

import { readNames, trendsQuery, trendsSchema } from '../../contracts/api/trends.ts';
import { formatDecimal } from '../../core/money/decimal.ts';
import { parseDimension } from '../../core/spend/dimension.ts';
import { neverUsedFilters } from '../../core/spend/never-used.ts';
import { readTrends, type TrendPoint } from '../../core/spend/read-trends.ts';
import { formatAmounts } from '../../core/spend/total.ts';
import { addDays, dayOf, type Instant, isoTime } from '../../core/time/ledger-time.ts';
import { type DayRange, type Days, parseRange } from '../../core/time/range.ts';
import { type ApiPorts, dayRange, lifeContext, readContext } from './ports.ts';
import { type Route, route } from './route.ts';
import { spendFilters } from './spend-filter.ts';
import { recentDays } from './summary-routes.ts';

/** Spending over time. */
export function trendRoutes(ports: ApiPorts): Route[] {
  const { timeZone, trackedTags } = ports.settings;
  return [
    route({
      method: 'GET',
      path: '/trends',
      summary: 'Spending by hour, day, week or month, oldest first; 30 days when the range is left out',
      access: 'own',
      query: trendsQuery,
      answer: trendsSchema,
      ownerOf: ({ query }) => onlyUser(query),
      handle: async ({ query, now }) => {
        const { interval = 'day' } = query;
        const range = dayRange(query, ports, now);
        const filters = spendFilters(query, trackedTags);
        const question = {
          interval,
          dimension: query.dimension === undefined ? undefined : parseDimension(query.dimension, trackedTags),
          names: query.names === undefined ? undefined : readNames(query.names),
          filters,
          days: interval === 'hour' ? hourDays(range, timeZone, now) : recentDays(range, ports, now),
          range: parseRange(query, timeZone),
        };
        const { points, scanned } = await readTrends(question, readContext(ports, now));
        const isEmpty = points.every(
          ({ cost, events, unpriced }) => cost === 0n && events === 0 && !unpriced,
        );
        const neverUsed = isEmpty ? await neverUsedFilters(filters, lifeContext(ports, now)) : [];
        return {
          closed: range.closed && neverUsed.length === 0,
          body: {
            interval,
            dimension: query.dimension ?? null,
            points: points.map(presentPoint),
            scanned,
            ...(neverUsed.length === 0 ? {} : { neverUsed }),
          },
        };
      },
    }),
  ];
}

/** The one user that a question is about; undefined where it names two. */
function onlyUser({
  userId,
  user,
}: {
  readonly userId?: string | undefined;
  readonly user?: string | undefined;
}) {
  const named = new Set([userId, user].filter((id) => id !== undefined));
  return named.size === 1 ? [...named][0] : undefined;
}

/** By the hour, yesterday and today where no start is named. */
function hourDays(range: DayRange, timeZone: string, now: Instant): Days {
  const to = range.to ?? dayOf(now, timeZone);
  return { from: range.from ?? addDays(to, -1), to };
}

function presentPoint({ at, period, cost, events, unpriced, by, others, unnamed }: TrendPoint) {
  return {
    at: isoTime(at),
    period,
    totalUsd: formatDecimal(cost),
    events,
    unpricedEvents: unpriced ?? null,
    by: formatAmounts(by),
    ...(others === 0n ? {} : { othersUsd: formatDecimal(others) }),
    ...(unnamed === 0n ? {} : { unnamedUsd: formatDecimal(unnamed) }),
  };
}

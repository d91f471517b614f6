import { shownUserId } from '../../contracts/user-names.ts';
import { dashboardSchema, insightQuery } from '../../contracts/api/insight.ts';
import { alertAnswer } from '../../core/alerts/alert-answer.ts';
import {
  type DashboardDay,
  type Overview,
  OverviewReader,
  TOP_DAYS,
} from '../../core/overview/read-overview.ts';
import {
  type MostExpensiveEntries,
  MostExpensiveReader,
} from '../../core/overview/most-expensive-entries.ts';
import { projectionAnswer } from '../../core/forecast/projection.ts';
import { RecentCells } from '../../core/overview/recent-cells.ts';
import { formatDecimal, ratio } from '../../core/money/decimal.ts';
import { readStatus } from '../../core/spend/read-status.ts';
import { formatAmounts } from '../../core/spend/total.ts';
import { addDays, dayOf, isoTime, startOfDay } from '../../core/time/ledger-time.ts';
import { organisationStanding } from './organisation-standing.ts';
import type { ApiPorts } from './ports.ts';
import { presentEntry, presentSum } from './present.ts';
import { type Route, route } from './route.ts';

const MOST_ENTRIES = 20;
const MOST_ALERTS = 10;
const ALERTS_MS = 31 * 86_400_000;

/** Everything that the first page of the dashboard shows. */
export function dashboardRoutes(ports: ApiPorts): Route[] {
  const { timeZone } = ports.settings;
  const cells = new RecentCells(ports.totals, ports.clock, timeZone);
  const overviews = new OverviewReader(ports.totals, ports.clock, timeZone);
  const mostExpensive = new MostExpensiveReader(ports);
  return [
    route({
      method: 'GET',
      path: '/dashboard',
      summary: 'Spend, limit, projection, trend, the most expensive of the last days, alerts, in one call',
      access: 'readers',
      query: insightQuery,
      answer: dashboardSchema,
      handle: async ({ now }) => {
        const today = dayOf(now, timeZone);
        const recent = cells.read();
        const [overview, entries, budget, { unpriced, lagSeconds }, { alerts }] = await Promise.all([
          recent.then((list) => overviews.read(now, list)),
          mostExpensive.read(addDays(today, 1 - TOP_DAYS), today, MOST_ENTRIES),
          organisationStanding(ports, recent, now),
          readStatus(ports.totals, ports.marks, now),
          ports.alerting.alerts.list({ from: now - ALERTS_MS, to: now + 1, limit: MOST_ALERTS }),
        ]);
        return {
          body: {
            currentSpendUsd: budget.monthly.spentUsd,
            monthlyLimitUsd: budget.monthly.limitUsd,
            budget,
            ...presentOverview(overview, timeZone),
            ...presentTops(overview, entries),
            alerts: alerts.map(alertAnswer),
            unpriced,
            lagSeconds,
          },
        };
      },
    }),
  ];
}

function presentOverview({ projection, trend, services }: Overview, timeZone: string) {
  const month = services.reduce((sum, { total }) => sum + total.cost, 0n);
  return {
    projection: projectionAnswer(projection),
    trends: trend.map((day) => presentDay(day, timeZone)),
    serviceBreakdown: services.map(({ of, total: { cost, events } }) => ({
      key: of,
      totalUsd: formatDecimal(cost),
      events,
      share: ratio(cost, month),
    })),
  };
}

function presentDay({ day, cost, events, byService }: DashboardDay, timeZone: string) {
  return {
    at: isoTime(startOfDay(day, timeZone)),
    period: day,
    totalUsd: formatDecimal(cost),
    events,
    by: formatAmounts(byService),
  };
}

function presentTops(
  { top, users, resources }: Overview,
  { entries, lookedAt, wholeDays }: MostExpensiveEntries,
) {
  return {
    top: { ...top, entriesLookedAt: lookedAt, wholeDays: [...wholeDays] },
    topEntries: entries.map(presentEntry),
    topUsers: users.map(({ of, total }) => ({ userId: shownUserId(of), ...presentSum(total) })),
    topResources: resources.map(({ of, total }) => ({ ...of, ...presentSum(total) })),
  };
}

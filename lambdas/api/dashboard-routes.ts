import { shownUserId } from '../../contracts/system-user.ts';
import { dashboardQuery, dashboardSchema } from '../../contracts/api/dashboard.ts';
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
import { projectionAnswer } from '../../core/forecast/project-month-end.ts';
import { RecentCells, versionsOf } from '../../core/overview/recent-cells.ts';
import { ratio } from '../../core/money/decimal.ts';
import { readLedgerCounts } from '../../core/spend/read-counts.ts';
import { formatAmounts } from '../../core/spend/total.ts';
import { addDays, DAY_MS, dayOf, isoTime, startOfDay } from '../../core/time/ledger-time.ts';
import { type OpenAlerts, readOpenAlerts } from '../../core/alerts/open-alerts.ts';
import { shownScope } from '../../core/budgets/kept-scope.ts';
import { organisationStanding } from './organisation-standing.ts';
import type { ApiPorts } from './ports.ts';
import { presentEntry, presentSum } from './present.ts';
import { type Route, route } from './route.ts';
import { namedAlert, readScopeNames, type ScopeNames } from './scope-names.ts';

const MOST_ENTRIES = 20;
const MOST_ALERTS = 10;
const ALERTS_MS = 31 * DAY_MS;

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
      query: dashboardQuery,
      answer: dashboardSchema,
      handle: async ({ now }) => {
        const today = dayOf(now, timeZone);
        const recent = cells.read();
        const [overview, entries, budget, { unpriced, lagSeconds }, { alerts }, open] = await Promise.all([
          recent.then((list) => overviews.read(now, list)),
          mostExpensive.read(addDays(today, 1 - TOP_DAYS), today, MOST_ENTRIES, recent.then(versionsOf)),
          organisationStanding(ports, recent, now),
          readLedgerCounts(ports.totals, ports.marks, now),
          ports.alerting.alerts.list({ from: now - ALERTS_MS, to: now + 1, limit: MOST_ALERTS }),
          readOpenAlerts({ from: now - ALERTS_MS, to: now + 1 }, ports.alerting.alerts),
        ]);
        const nameOf = await readScopeNames(scopesOf(overview, entries, open), ports.names);
        return {
          body: {
            currentSpendUsd: budget.monthly.spentUsd,
            monthlyLimitUsd: budget.monthly.limitUsd,
            budget,
            ...presentOverview(overview, timeZone),
            ...presentTops(overview, entries, nameOf),
            alerts: alerts.map(alertAnswer),
            openAlerts: presentOpen(open, nameOf),
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
    serviceBreakdown: services.map(({ of, total }) => ({
      key: of,
      ...presentSum(total),
      share: ratio(total.cost, month),
    })),
  };
}

function presentDay({ day, byService, ...sums }: DashboardDay, timeZone: string) {
  return {
    at: isoTime(startOfDay(day, timeZone)),
    period: day,
    ...presentSum(sums),
    by: formatAmounts(byService),
  };
}

function presentTops(
  { top, users, resources }: Overview,
  { entries, lookedAt, wholeDays }: MostExpensiveEntries,
  nameOf: ScopeNames,
) {
  return {
    top: { ...top, entriesLookedAt: lookedAt, wholeDays: [...wholeDays] },
    topEntries: entries.map((entry) => ({
      ...presentEntry(entry),
      userName: nameOf({ kind: 'user', id: shownUserId(entry.userId) }),
    })),
    topUsers: users.map(({ of, total }) => ({
      userId: shownUserId(of),
      name: nameOf({ kind: 'user', id: shownUserId(of) }),
      ...presentSum(total),
    })),
    topResources: resources.map(({ of, total }) => ({
      ...of,
      name: nameOf({ kind: 'resource', ...of }),
      ...presentSum(total),
    })),
  };
}

/** Whatever the page names. */
function scopesOf({ users, resources }: Overview, { entries }: MostExpensiveEntries, { worst }: OpenAlerts) {
  return [
    ...entries.map(({ userId }) => ({ kind: 'user', id: shownUserId(userId) })),
    ...users.map(({ of }) => ({ kind: 'user', id: shownUserId(of) })),
    ...resources.map(({ of }) => ({ kind: 'resource', ...of })),
    ...(worst ? [shownScope(worst.key.value)] : []),
  ];
}

function presentOpen({ worst, counts, complete }: OpenAlerts, nameOf: ScopeNames) {
  return { worst: worst ? namedAlert(worst, nameOf) : null, ...counts, complete };
}

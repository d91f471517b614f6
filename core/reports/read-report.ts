import { shownUserId } from '../../contracts/system-user.ts';
import type { BudgetBook } from '../budgets/budget-book.ts';
import type { OptimizationStore } from '../optimizations/optimization-state.ts';
import { openOptimizations } from '../optimizations/open-optimizations.ts';
import { readJudged } from '../anomalies/read-judged.ts';
import type { ProjectionStore } from '../forecast/keep-projection.ts';
import type {
  NamedAmount,
  OpenOptimization,
  ReportedAlert,
  ReportMailInput,
} from '../mail/report-mail-content.ts';
import type { AnomalyStore } from '../anomalies/watch-anomalies.ts';
import type { PicoUsd } from '../money/decimal.ts';
import { rankActive, type Ranked, referenceName } from '../spend/read-totals.ts';
import { sumTotals, type Total } from '../spend/total.ts';
import type { OrganisationCell, TotalsReader } from '../spend/totals-reader.ts';
import {
  addDays,
  daysBetween,
  daysOfMonth,
  isoTime,
  monthOf,
  startOfDay,
  MINUTE_MS,
} from '../time/ledger-time.ts';
import type { Days } from '../time/range.ts';
import type { Alert } from '../alerts/alert.ts';
import type { AlertStore } from '../alerts/alert-ports.ts';
import { descending } from '../order.ts';
import type { DueReport } from './due-reports.ts';

export interface ReportPorts {
  readonly totals: TotalsReader;
  readonly alerts: Pick<AlertStore, 'list'>;
  readonly optimizations: Pick<OptimizationStore, 'list' | 'lastRun'>;
  readonly anomalies: Pick<AnomalyStore, 'judgedDays'>;
  readonly projections: Pick<ProjectionStore, 'list'>;
  readonly book: () => Promise<BudgetBook>;
  readonly timeZone: string;
  readonly organisation: string;
  readonly dashboardUrl: string | undefined;
}

/** A delivery that took longer was late. */
const LATE_MS = 5 * MINUTE_MS;
/** A month's projection is judged as it was a week before its end, and at its last. */
const PROJECTED_DAYS_BEFORE = 7;
const MOST_ALERTS = 200;

/** Everything the mail about a period says. */
export async function readReport(due: DueReport, ports: ReportPorts): Promise<ReportMailInput> {
  const { totals } = ports;
  const { kind, from, to } = due;
  const [cells, before, users, resources, alerts, optimizations, anomalies, book, projections] =
    await Promise.all([
      totals.cells(due, 'sums'),
      totals.cells(periodBefore(due), 'sums'),
      totals.users(due, 'sums'),
      totals.resources(daysBetween(from, to)),
      readAlerts(due, ports),
      readOpenOptimizations(ports),
      readJudged({ from, to }, undefined, ports),
      ports.book(),
      kind === 'monthly' ? readKept(due, ports) : [],
    ]);
  const total = sumCellTotals(cells);
  const limits = limitsOf(due, book);
  const off = new Set(book.budgets().flatMap(({ id, enabled }) => (enabled ? [] : [id])));
  return {
    kind,
    from,
    to,
    organisation: ports.organisation,
    total: total.cost,
    previousTotal: before.length > 0 ? sumCellTotals(before).cost : undefined,
    limit: leastLimit(limits.filter(({ enabled }) => enabled)),
    budgetsOff: limits.filter(({ enabled }) => !enabled),
    events: total.events,
    unpricedEvents: total.unpriced,
    services: mostExpensive(
      cells.map(({ service, total: sum }) => ({ of: service, total: sum })),
      (service) => service,
    ),
    users: mostExpensive(
      users.map(({ name, total: sum }) => ({ of: name, total: sum })),
      (name) => name,
      shownUserId,
    ),
    resources: mostExpensive(
      resources.map(({ resource, total: sum }) => ({ of: resource, total: sum })),
      referenceName,
      ({ type, id }) => `${type} ${id}`,
    ),
    alerts: alerts.map((alert) => reported(alert, off)),
    projections,
    optimizations,
    anomalies: anomalies.items.map(({ reason }) => reason),
    dashboardUrl: ports.dashboardUrl,
  };
}

function sumCellTotals(cells: readonly OrganisationCell[]): Total {
  return sumTotals(cells.map(({ total }) => total));
}

function mostExpensive<T>(
  totals: readonly Ranked<T>[],
  nameOf: (of: T) => string,
  shownName = nameOf,
): NamedAmount[] {
  return rankActive(totals, nameOf).map(({ of, total }) => ({ name: shownName(of), cost: total.cost }));
}

function periodBefore({ kind, from }: DueReport): Days {
  const to = addDays(from, -1);
  return kind === 'monthly' ? daysOfMonth(monthOf(to)) : { from: addDays(from, -7), to };
}

/** What the organisation's budgets of such a period allow, those that are switched off among them. */
function limitsOf({ kind, period }: DueReport, book: BudgetBook) {
  return book
    .budgets()
    .filter((budget) => budget.scope.kind === 'organisation' && budget.period === kind)
    .map((budget) => ({
      name: budget.name,
      enabled: budget.enabled,
      limit: book.limitOf(budget, period),
    }));
}

function leastLimit(limits: readonly { readonly limit: PicoUsd }[]): PicoUsd | undefined {
  return limits.reduce<PicoUsd | undefined>(
    (least, { limit }) => (least === undefined || limit < least ? limit : least),
    undefined,
  );
}

/** The last projection that was made of the month, and the last of a week before its end. */
async function readKept({ to }: DueReport, { projections }: ReportPorts) {
  const kept = (await projections.list(monthOf(to))).toSorted(descending(({ madeOn }) => madeOn));
  const [last] = kept;
  const early = kept.find(({ madeOn }) => madeOn <= addDays(to, -PROJECTED_DAYS_BEFORE));
  return [...new Set([early, last])].filter((one) => one !== undefined);
}

async function readAlerts({ from, to }: DueReport, { alerts, timeZone }: ReportPorts): Promise<Alert[]> {
  const range = { from: startOfDay(from, timeZone), to: startOfDay(addDays(to, 1), timeZone) };
  const found = await alerts.list({ ...range, limit: MOST_ALERTS });
  return found.alerts.filter(({ kind }) => kind === 'budget');
}

/** Told when the first channel that reaches a person had it; `event` counts where there is no other. */
function reported(alert: Alert, off: ReadonlySet<string>): ReportedAlert {
  const people = [...alert.deliveries].filter(([channel]) => channel !== 'event');
  const deliveries = people.length > 0 ? people : [...alert.deliveries];
  const times = deliveries.flatMap(([, { sentAt }]) => (sentAt === undefined ? [] : [sentAt]));
  const sentAt = times.length > 0 ? Math.min(...times) : undefined;
  return {
    budget: alert.budgetName,
    isOff: off.has(alert.key.budgetId),
    severity: alert.severity,
    crossedAt: isoTime(alert.createdAt),
    sentAt: sentAt === undefined ? undefined : isoTime(sentAt),
    late: sentAt !== undefined && sentAt - alert.createdAt > LATE_MS,
  };
}

async function readOpenOptimizations({ optimizations }: ReportPorts): Promise<OpenOptimization[]> {
  return (await openOptimizations(optimizations)).map(
    ({ optimization: { title, estimatedSaving, effort } }) => ({
      title,
      saving: estimatedSaving,
      effort,
    }),
  );
}

import type { ScheduledTask } from '../../contracts/schedule-payloads.ts';
import { once } from '../../core/once.ts';
import type { LedgerContext } from '../composition/open-ledger.ts';
import {
  optimizations,
  alerts,
  anomalies,
  archiveNotes,
  audits,
  books,
  budgets,
  canaries,
  dayFacts,
  erasures,
  exchangeRates,
  history,
  imports,
  jobs,
  keys,
  ledgerWriter,
  marks,
  months,
  packs,
  prices,
  projections,
  reportMarks,
  stopExpiry,
  totals,
  totalsWriter,
} from '../composition/stores.ts';
import { readVariable } from '../support/read-environment.ts';
import type { Task, TaskContext } from './task-context.ts';

/** The stores that tasks work with. */
export const taskStores = {
  optimizations,
  alerts,
  anomalies,
  archiveNotes,
  audits,
  books,
  budgets,
  canaries,
  dayFacts,
  erasures,
  exchangeRates,
  history,
  imports,
  jobs,
  keys,
  ledgerWriter,
  marks,
  months,
  packs,
  prices,
  projections,
  reportMarks,
  stopExpiry,
  totals,
  totalsWriter,
};

/**
 * The task of each name that a schedule may send; what it needs is loaded by its first run. Throws an Error that names a
 * missing variable.
 */
export function scheduledTasks(
  context: TaskContext<keyof typeof taskStores | keyof LedgerContext>,
): Record<ScheduledTask, Task> {
  readVariable('stage');
  return {
    'push-open-marks': task(async () => (await import('./push-open-marks.ts')).pushOpenMarksTask(context)),
    'publish-spend': task(async () => (await import('./publish-spend.ts')).publishSpendTask(context)),
    'audit-days': task(async () => (await import('./audit-days.ts')).auditDaysTask(context)),
    'close-months': task(async () => (await import('./close-months.ts')).closeMonthsTask(context)),
    'archive-days': task(async () => (await import('./archive-days.ts')).archiveDaysTask(context)),
    'find-anomalies': task(async () => (await import('./find-anomalies.ts')).findAnomaliesTask(context)),
    'find-optimizations': task(async () =>
      (await import('./find-optimizations.ts')).findOptimizationsTask(context),
    ),
    'keep-projection': task(async () => (await import('./keep-projection.ts')).keepProjectionTask(context)),
    'report-mail': task(async () => (await import('./report-mail.ts')).reportMailTask(context)),
    'settle-unpriced': task(async () => (await import('./settle-unpriced.ts')).settleUnpricedTask(context)),
    'fetch-prices': task(async () => (await import('./fetch-prices.ts')).fetchPricesTask(context)),
    'fetch-rates': task(async () => (await import('./fetch-rates.ts')).fetchRatesTask(context)),
    'record-own-cost': task(async () => (await import('./record-own-cost.ts')).recordOwnCostTask(context)),
    'alert-canary': task(async () => (await import('./alert-canary.ts')).alertCanaryTask(context)),
    'continue-erasures': task(async () =>
      (await import('./continue-erasures.ts')).continueErasuresTask(context),
    ),
  };
}

function task(load: () => Promise<Task>): Task {
  const loaded = once(load);
  return async (scheduledAt) => await (await loaded())(scheduledAt);
}

import type { ScheduledTask } from '../../contracts/schedule-payloads.ts';
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
import { alertCanaryTask } from './alert-canary.ts';
import { auditDaysTask } from './audit-days.ts';
import { archiveDaysTask } from './archive-days.ts';
import { closeMonthsTask } from './close-months.ts';
import { continueErasuresTask } from './continue-erasures.ts';
import { fetchPricesTask } from './fetch-prices.ts';
import { fetchRatesTask } from './fetch-rates.ts';
import { findAnomaliesTask } from './find-anomalies.ts';
import { findOptimizationsTask } from './find-optimizations.ts';
import { keepProjectionTask } from './keep-projection.ts';
import { publishSpendTask } from './publish-spend.ts';
import { pushOpenMarksTask } from './push-open-marks.ts';
import { recordOwnCostTask } from './record-own-cost.ts';
import { reportMailTask } from './report-mail.ts';
import { settleUnpricedTask } from './settle-unpriced.ts';
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

/** The task of each name that a schedule may send. */
export function scheduledTasks(
  context: TaskContext<keyof typeof taskStores | keyof LedgerContext>,
): Record<ScheduledTask, Task> {
  return {
    'push-open-marks': pushOpenMarksTask(context),
    'publish-spend': publishSpendTask(context),
    'audit-days': auditDaysTask(context),
    'close-months': closeMonthsTask(context),
    'archive-days': archiveDaysTask(context),
    'find-anomalies': findAnomaliesTask(context),
    'find-optimizations': findOptimizationsTask(context),
    'keep-projection': keepProjectionTask(context),
    'report-mail': reportMailTask(context),
    'settle-unpriced': settleUnpricedTask(context),
    'fetch-prices': fetchPricesTask(context),
    'fetch-rates': fetchRatesTask(context),
    'record-own-cost': recordOwnCostTask(context),
    'alert-canary': alertCanaryTask(context),
    'continue-erasures': continueErasuresTask(context),
  };
}

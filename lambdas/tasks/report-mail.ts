import { ulid } from 'ulid';
import { DynamoAdviceStore } from '../../adapters/dynamo/optimization-store.ts';
import { DynamoAnomalyStore } from '../../adapters/dynamo/anomaly-store.ts';
import { DynamoAlertStore } from '../../adapters/dynamo/alert-store.ts';
import { DynamoBudgetStore } from '../../adapters/dynamo/budget-store.ts';
import { DynamoProjectionStore } from '../../adapters/dynamo/projection-store.ts';
import { DynamoReportMarks } from '../../adapters/dynamo/report-marks.ts';
import { DynamoTotalsReader } from '../../adapters/dynamo/totals-reader.ts';
import { sesMailer } from '../../adapters/ses/ses-mailer.ts';
import { sendReports } from '../../core/reports/send-reports.ts';
import { BudgetBookCache } from '../../core/budgets/budget-book.ts';
import { stageBudgets } from '../../core/budgets/stage-budgets.ts';
import { findVariable, readVariable } from '../support/read-environment.ts';
import type { Task, TaskContext } from './task-context.ts';

/** Mails the week and the month to stakeholders; nothing where the stage names none, or has no sender. */
export function reportMailTask({ client, table, settings, clock, logger }: TaskContext): Task {
  const { lanes, timeZone, closeAfterDays, reportRecipients, organisationName } = settings;
  const sender = findVariable('mailSender');
  if (reportRecipients.length === 0 || sender === undefined) return () => Promise.resolve();
  const store = new DynamoBudgetStore(client, table, () => ulid(clock.now()));
  const books = new BudgetBookCache(store, stageBudgets(settings, settings));
  const ports = {
    totals: new DynamoTotalsReader(client, table, lanes),
    alerts: new DynamoAlertStore(client, table),
    advice: new DynamoAdviceStore(client, table),
    anomalies: new DynamoAnomalyStore(client, table),
    projections: new DynamoProjectionStore(client, table),
    marks: new DynamoReportMarks(client, table),
    book: () => books.current(),
    mailer: sesMailer(sender),
    recipients: reportRecipients,
    timeZone,
    closeAfterDays,
    organisation: organisationName || readVariable('stage'),
    dashboardUrl: findVariable('dashboardUrl'),
  };
  return async () => {
    logger.info('report mails', { periods: await sendReports(ports, clock.now()) });
  };
}

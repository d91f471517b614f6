import { findVariable, readVariable } from '../support/read-environment.ts';
import type { Task, TaskContext } from './task-context.ts';

type Parts =
  | 'optimizations'
  | 'alerts'
  | 'anomalies'
  | 'books'
  | 'clock'
  | 'projections'
  | 'reportMarks'
  | 'settings'
  | 'totals';

/** Mails the week and the month to stakeholders; nothing where the stage names none, or has no sender. */
export function reportMailTask({ ledger, logger }: TaskContext<Parts>): Task {
  const { optimizations, alerts, anomalies, books, clock, projections, reportMarks, settings, totals } =
    ledger;
  const { timeZone, closeAfterDays, reportRecipients, organisationName } = settings;
  const sender = findVariable('mailSender');
  if (reportRecipients.length === 0 || sender === undefined) return () => Promise.resolve();
  const ports = {
    totals,
    alerts,
    optimizations,
    anomalies,
    projections,
    marks: reportMarks,
    book: () => books.current(),
    recipients: reportRecipients,
    timeZone,
    closeAfterDays,
    organisation: organisationName || readVariable('stage'),
    dashboardUrl: findVariable('dashboardUrl'),
  };
  return async () => {
    // Once a week: what writes and sends mails is loaded then.
    const [{ sesMailer }, { sendReports }] = await Promise.all([
      import('../../adapters/ses/ses-mailer.ts'),
      import('../../core/reports/send-reports.ts'),
    ]);
    const periods = await sendReports({ ...ports, mailer: sesMailer(sender) }, clock.now());
    logger.info('report mails', { periods });
  };
}

import { makeReportMail } from '../mail/report-mail.ts';
import { dayOf, type Instant } from '../time/ledger-time.ts';
import { OutcomeUnknownError } from '../alerts/alert-ports.ts';
import type { Mailer } from '../alerts/channel-ports.ts';
import { dueReports } from './due-reports.ts';
import { readReport, type ReportPorts } from './read-report.ts';

/** Remembers which periods were told of. Methods reject on outages. */
export interface ReportMarks {
  /** Takes a period; answers false when it was taken before. */
  take(period: string, at: Instant): Promise<boolean>;
  /** Gives a period back whose mail surely did not leave. */
  giveBack(period: string): Promise<void>;
}

export interface SendReportPorts extends ReportPorts {
  readonly marks: ReportMarks;
  readonly mailer: Mailer;
  readonly recipients: readonly string[];
  readonly closeAfterDays: number;
}

/**
 * Sends the weekly and the monthly mail where it is due, once for each period. A mail that surely did not
 * leave is tried again by the next run; one whose end is unknown is not. Answers the periods told of.
 */
export async function sendReports(ports: SendReportPorts, now: Instant): Promise<string[]> {
  const told: string[] = [];
  const first = await ports.totals.firstDay();
  for (const due of dueReports(dayOf(now, ports.timeZone), ports.closeAfterDays)) {
    if (first === undefined || first > due.to) continue;
    if (!(await ports.marks.take(due.period, now))) continue;
    try {
      const mail = makeReportMail(await readReport(due, ports));
      await ports.mailer.send({ ...mail, to: ports.recipients, alertId: `report-${due.period}` });
      told.push(due.period);
    } catch (error) {
      if (!(error instanceof OutcomeUnknownError)) await ports.marks.giveBack(due.period);
      throw error;
    }
  }
  return told;
}

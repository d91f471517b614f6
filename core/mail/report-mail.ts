import { dollars, headlines, tables, type ReportMailInput } from './report-mail-content.ts';
import { reportMailHtml } from './report-mail-page.ts';
import { reportMailText } from './report-mail-text.ts';

/** A mail, ready for the mailer. */
export interface ReportMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

function subjectOf(input: ReportMailInput): string {
  const period = input.kind === 'monthly' ? input.from.slice(0, 7) : `${input.from} to ${input.to}`;
  // A line break in a subject would be a header of its own.
  const organisation = input.organisation.replaceAll(/\p{Cc}+/gu, ' ');
  return `${organisation}: ${dollars(input.total)} in ${period}`;
}

/** Writes the weekly or monthly mail to stakeholders. Pure: the same input gives the same mail. */
export function makeReportMail(input: ReportMailInput): ReportMail {
  const subject = subjectOf(input);
  const content = {
    title: subject,
    headlines: headlines(input),
    tables: tables(input),
    link: input.dashboardUrl,
  };
  return { subject, text: reportMailText(content), html: reportMailHtml(content) };
}

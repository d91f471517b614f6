import { escapeHtml, htmlPage, htmlTable } from '../mail/html.ts';
import { type BarChart, htmlBarChart, textBarChart } from './mail-bars.ts';
import type { MailTable } from '../mail/report-mail-content.ts';
import type { ReportMail } from '../mail/report-mail.ts';
import { textTable } from '../mail/report-mail-text.ts';
import { describeScope } from '../scopes/scope-words.ts';
import type { Alert } from './alert.ts';
import { type Crossing, thresholdsOf, togetherText } from './alert-crossing.ts';
import type { AlertFacts } from './alert-facts.ts';
import { alertSentence, alertTitle, amountText, percentOf, reachedText, textBar } from './alert-wording.ts';

const CSS = `body { font: 15px/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; max-width: 42rem; margin: 1.5rem auto; padding: 0 1rem; }
h1 { font-size: 20px; } h2 { font-size: 16px; margin: 24px 0 4px; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 4px 8px; border-bottom: 1px solid #ddd; }
.figure { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.chart .bar td { height: 12px; } .chart th[scope=row] { font-weight: 400; }
.bar td { padding: 0; border: 0; height: 18px; } .note { color: #555; font-size: 13px; }`;

/** Colours that keep 4.5:1 against white. */
const COLOURS = { warning: '#8a5a00', critical: '#b3261e', emergency: '#7a0019' } as const;

/**
 * The mail about a crossing of one or more thresholds, in both forms. Pure: the same alerts and facts give the same
 * mail. The first alert's id ends the subject, so that a repeated mail shows as one.
 */
export function makeAlertMail(together: Crossing, facts: AlertFacts, dashboardUrl?: string): ReportMail {
  const [alert] = together;
  return mailOf({
    alert,
    together,
    charts: charts(facts),
    tables: [topTable(facts), optimizationTable(facts)],
    page: 'Dashboard',
    link: alertLink(alert, dashboardUrl),
  });
}

/**
 * The mail to the user whose own limit it is, about one crossing of one or more thresholds: what they spent, without
 * the organisation's optimizations.
 */
export function makeUserAlertMail(
  together: Crossing,
  facts: Omit<AlertFacts, 'optimizations'>,
  dashboardUrl?: string,
): ReportMail {
  return mailOf({
    alert: together[0],
    together,
    charts: charts(facts),
    tables: [topTable(facts)],
    page: 'My costs',
    link: linkOf(dashboardUrl && new URL('/me', dashboardUrl).href),
  });
}

const NAMED = 50;

/**
 * One mail for several crossings of one budget, a row each, up to NAMED of them; the mail says how many there are.
 */
export function makeGroupMail(
  crossings: readonly [Crossing, ...Crossing[]],
  dashboardUrl?: string,
): ReportMail {
  const [[first]] = crossings;
  const link = alertLink(first, dashboardUrl);
  const more = crossings.length - NAMED;
  const rows = crossings.slice(0, NAMED).map(crossingRow);
  const table: MailTable = {
    title: `The ${crossings.length} crossings in this mail`,
    columns: [
      { heading: 'Of' },
      { heading: 'Threshold' },
      { heading: 'Severity' },
      { heading: 'Alert' },
      { heading: 'USD', figures: true },
    ],
    rows: more > 0 ? [...rows, [`and ${more} more`, '', '', '', '']] : rows,
    nothing: '',
  };
  const others = crossings.length - 1;
  const title = `${alertTitle(first)}, and ${others} more ${others === 1 ? 'crossing' : 'crossings'} of this budget`;
  const content = {
    alert: first,
    title,
    sentence: `${alertSentence(first)} ${crossings.length} crossings of this budget came together and are in this one mail.`,
    charts: [],
    tables: [table],
    page: 'Dashboard' as const,
    link,
  };
  return { subject: `${title} [alert ${first.id}]`, text: plainTextMail(content), html: htmlOf(content) };
}

/** One crossing as a row. */
function crossingRow(together: Crossing): string[] {
  const [alert] = together;
  const { id, key, severity } = alert;
  return [describeScope(key.value), thresholdsOf(together), severity, id, reachedText(alert)];
}

interface About extends Omit<Content, 'title' | 'sentence'> {
  readonly together: Crossing;
}

function mailOf({ together, ...about }: About): ReportMail {
  const { alert } = about;
  const sentence = `${alertSentence(alert)}${togetherText(together)}`;
  const content = { ...about, title: alertTitle(alert), sentence };
  return {
    subject: `${content.title} [alert ${alert.id}]`,
    text: plainTextMail(content),
    html: htmlOf(content),
  };
}

interface Content {
  readonly alert: Alert;
  readonly title: string;
  readonly sentence: string;
  readonly charts: readonly BarChart[];
  readonly tables: readonly MailTable[];
  /** Name of the page that the link leads to. */
  readonly page: 'Dashboard' | 'My costs';
  readonly link: string | undefined;
}

/** Only a web address becomes a link: a setting must not smuggle a script in. */
function linkOf(url: string | undefined): string | undefined {
  return url?.startsWith('https://') || url?.startsWith('http://') ? url : undefined;
}

/** The page's list with this alert on top. */
function alertLink({ id }: Alert, dashboardUrl: string | undefined): string | undefined {
  const base = linkOf(dashboardUrl);
  return base && new URL(`/budgets?tab=alerts&alert=${encodeURIComponent(id)}`, base).href;
}

function charts({ services, days }: Pick<AlertFacts, 'services' | 'days'>): BarChart[] {
  return [
    { title: 'By service', heading: 'Service', bars: services },
    { title: 'By day', heading: 'Day', bars: days },
  ];
}

function topTable({ top: { heading, items } }: Pick<AlertFacts, 'top'>): MailTable {
  return {
    title: 'What spent most',
    columns: [{ heading }, { heading: 'Spent', figures: true }],
    rows: items.map(({ name, cost }) => [name, amountText(cost)]),
    nothing: 'Nothing in this period.',
  };
}

function optimizationTable({ optimizations }: AlertFacts): MailTable {
  return {
    title: 'Open optimizations (saving in 30 days)',
    columns: [{ heading: 'What to do' }, { heading: 'Effort' }, { heading: 'USD', figures: true }],
    rows: optimizations.map(({ title, effort, saving }) => [title, effort, amountText(saving)]),
    nothing: 'No open optimization.',
  };
}

function plainTextMail({ alert, title, sentence, charts: bars, tables, page, link }: Content): string {
  const parts = [
    title,
    sentence,
    textBar(alert),
    ...bars.map((chart) => textBarChart(chart, amountText)),
    ...tables.map((table) => `${table.title}\n${textTable(table)}`),
    ...(link === undefined ? [] : [`${page}: ${link}`]),
    footer(alert),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function htmlOf({ alert, title, sentence, charts: bars, tables, page, link }: Content): string {
  const body = [
    `<h1>${escapeHtml(title)}</h1>`,
    `<p>${escapeHtml(sentence)}</p>`,
    ...htmlBar(alert),
    ...bars.map((chart) => htmlBarChart(chart, amountText)),
    ...tables.map(
      (table) =>
        `<h2>${escapeHtml(table.title)}</h2>\n${htmlTable(table.columns, table.rows, table.nothing)}`,
    ),
    ...(link === undefined
      ? []
      : [
          `<p><a href="${escapeHtml(link)}">Open ${page === 'Dashboard' ? 'the dashboard' : 'my costs'}</a></p>`,
        ]),
    `<p class="note">${escapeHtml(footer(alert))}</p>`,
  ];
  return htmlPage(title, CSS, body.join('\n'));
}

/** A table: mail programs drop most of what CSS can do. */
function htmlBar({ kind, severity, reached, limit }: Alert): string[] {
  if (kind !== 'budget') return [];
  const percent = percentOf(reached, limit);
  const full = Math.max(1, Math.min(percent, 100));
  const rest = full < 100 ? `<td style="background:#e4e4e4" width="${100 - full}%"></td>` : '';
  return [
    `<table class="bar" role="presentation"><tr><td style="background:${COLOURS[severity]}" width="${full}%"></td>${rest}</tr></table>`,
    `<p>${percent} % of ${escapeHtml(amountText(limit))}</p>`,
  ];
}

function footer({ id, correlationId }: Alert): string {
  const cause =
    correlationId === undefined ? '' : ` Correlation id of the last usage before it: ${correlationId}.`;
  return `Alert ${id}. A second mail with this id is the same alert.${cause}`;
}

import { atLeast } from '../../contracts/at-least.ts';
import { percentOfLimit } from '../budgets/budget.ts';
import { formatDecimal, ONE, type PicoUsd, absolute } from '../money/decimal.ts';
import type { Day } from '../time/ledger-time.ts';
import { displayAmount } from '../currency/currency.ts';

/** An amount under a name: a service, a user, a resource. */
export interface NamedAmount {
  readonly name: string;
  readonly cost: PicoUsd;
}

/** An alert of the period. */
export interface ReportedAlert {
  readonly budget: string;
  /** The budget is switched off by now. */
  readonly isOff?: boolean | undefined;
  readonly severity: string;
  /** ISO 8601: when the spend passed the threshold, and when the alert was sent; absent: it was not. */
  readonly crossedAt: string;
  readonly sentAt?: string | undefined;
  /** Told later than the stage promises. */
  readonly late: boolean;
}

/** An optimization that waits for a decision. */
export interface OpenOptimization {
  readonly title: string;
  readonly saving: PicoUsd;
  readonly effort: string;
}

/** What the mail to stakeholders says; everything is decided before it is written. */
export interface ReportMailInput {
  readonly kind: 'weekly' | 'monthly';
  readonly organisation: string;
  readonly from: Day;
  /** Included. */
  readonly to: Day;
  readonly total: PicoUsd;
  /** The period before; absent when there is none. */
  readonly previousTotal?: PicoUsd | undefined;
  /** The limit of the period's budget; absent when there is none. */
  readonly limit?: PicoUsd | undefined;
  /** Budgets of the period that are switched off: nothing is a share of their limit. */
  readonly budgetsOff?: readonly { readonly name: string; readonly limit: PicoUsd }[] | undefined;
  readonly events: number;
  readonly unpricedEvents: number;
  /** Most expensive first; the mail shows the first ten of each. */
  readonly services: readonly NamedAmount[];
  readonly users: readonly NamedAmount[];
  readonly resources: readonly NamedAmount[];
  readonly alerts: readonly ReportedAlert[];
  /** Projections as they were made for this period, the earliest first; empty when none was. */
  readonly projections: readonly {
    readonly madeOn: Day;
    readonly projected: PicoUsd;
    readonly low: PicoUsd;
    readonly high: PicoUsd;
    readonly unpriced?: number | undefined;
  }[];
  readonly optimizations: readonly OpenOptimization[];
  /** Sentences of anomalies. */
  readonly anomalies: readonly string[];
  /** Where the dashboard is; absent: the mail has no link. */
  readonly dashboardUrl?: string | undefined;
}

/** `12.30 USD`. */
export function dollars(amount: PicoUsd): string {
  return `${displayAmount(amount, 'USD')} USD`;
}

/** `+12.5 %`, with one decimal; `new` when there is nothing to compare with. */
export function changePercent(now: PicoUsd, before: PicoUsd): string {
  if (before <= 0n) return 'new';
  const tenths = ((now - before) * 1000n) / before;
  const text = formatDecimal(absolute(tenths) * 10n ** 11n);
  return `${tenths < 0n ? '-' : '+'}${text} %`;
}

/** The sentences at the top of both forms of the mail. */
export function headlines(input: ReportMailInput): string[] {
  const { total, previousTotal, limit, budgetsOff = [], projections, unpricedEvents } = input;
  const before =
    previousTotal === undefined ? '' : `, ${changePercent(total, previousTotal)} against the period before`;
  const sentences = [
    `${dollars(total)} were spent by ${input.events} ${input.events === 1 ? 'event' : 'events'}${before}.`,
  ];
  if (limit !== undefined) {
    const percent = percentOfLimit(total, limit);
    sentences.push(
      `That is ${formatDecimal(percent - (percent % (ONE / 10n)))} % of the limit of ${dollars(limit)}.`,
    );
  }
  for (const off of budgetsOff) {
    sentences.push(`The budget ${off.name} of ${dollars(off.limit)} is switched off and limits nothing.`);
  }
  for (const { madeOn, projected, low, high, unpriced } of projections) {
    const off = changePercent(total, projected);
    const range = `${displayAmount(low, 'USD')} to ${dollars(high)}`;
    sentences.push(
      `On ${madeOn} ${atLeast(unpriced)}${dollars(projected)} were projected (${range}); the actual differs by ${off}.`,
    );
  }
  if (unpricedEvents > 0) sentences.push(`${unpricedEvents} events have no price yet and are in no amount.`);
  return sentences;
}

/** A table of the mail, the same in text and HTML. */
export interface MailTable {
  readonly title: string;
  readonly columns: readonly { readonly heading: string; readonly figures?: boolean }[];
  readonly rows: readonly (readonly string[])[];
  readonly nothing: string;
}

const SHOWN = 10;

function amounts(title: string, heading: string, items: readonly NamedAmount[]): MailTable {
  const columns = [{ heading }, { heading: 'USD', figures: true }];
  const rows = items.slice(0, SHOWN).map((item) => [item.name, displayAmount(item.cost, 'USD')]);
  return { title, columns, rows, nothing: 'Nothing in this period.' };
}

function told(alert: ReportedAlert): string {
  if (alert.sentAt === undefined) return 'not delivered';
  return `${alert.sentAt.slice(0, 16).replace('T', ' ')}${alert.late ? ' (late)' : ''}`;
}

/** Everything below the headlines. */
export function tables(input: ReportMailInput): MailTable[] {
  const alerts = input.alerts.map((alert) => [
    alert.isOff ? `${alert.budget} (off now)` : alert.budget,
    alert.severity,
    alert.crossedAt.slice(0, 16).replace('T', ' '),
    told(alert),
  ]);
  const optimizations = input.optimizations
    .slice(0, SHOWN)
    .map((item) => [item.title, item.effort, displayAmount(item.saving, 'USD')]);
  return [
    amounts('By service', 'Service', input.services),
    amounts('Top users', 'User', input.users),
    amounts('Most expensive resources', 'Resource', input.resources),
    {
      title: 'Alerts (times in UTC)',
      columns: [{ heading: 'Budget' }, { heading: 'Severity' }, { heading: 'Crossed' }, { heading: 'Told' }],
      rows: alerts,
      nothing: 'No alert in this period.',
    },
    {
      title: 'Anomalies',
      columns: [{ heading: 'What happened' }],
      rows: input.anomalies.slice(0, SHOWN).map((sentence) => [sentence]),
      nothing: 'No anomaly in this period.',
    },
    {
      title: 'Open optimizations (saving in 30 days)',
      columns: [{ heading: 'What to do' }, { heading: 'Effort' }, { heading: 'USD', figures: true }],
      rows: optimizations,
      nothing: 'No open optimization.',
    },
  ];
}

/** The content of the mail, the same for text and HTML. */
export interface MailContent {
  readonly title: string;
  readonly headlines: readonly string[];
  readonly tables: readonly MailTable[];
  readonly link?: string | undefined;
}

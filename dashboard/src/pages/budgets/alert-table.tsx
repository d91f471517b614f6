import { Link } from 'wouter';
import { atLeast } from '../../../../contracts/at-least.ts';
import type { Alert } from '../../api/types.ts';
import { formatTime } from '../../format/format-time.ts';
import { Badge, toneOf } from '../../parts/badge.tsx';
import { useSession } from '../../parts/context.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Money } from '../../parts/money.tsx';
import { amountsOf } from './alert-amounts.ts';
import { alertCauseHref } from './alert-cause.ts';
import { type Crossing, crossingsOf, SEVERITY_RANKS, thresholdsOf } from './crossings.ts';
import { scopeHref } from './scope-filter.ts';
import { scopeText } from './scope-text.ts';
import { useAcknowledge } from './use-acknowledge.ts';

interface AlertTableProps {
  readonly alerts: readonly Alert[];
  /** Names the table in the address, which then keeps its order. */
  readonly id?: string;
  /** There are more alerts than these. */
  readonly partial?: boolean;
}

/** Alerts, one row for each crossing. */
export function AlertTable({ alerts, id, partial = false }: AlertTableProps) {
  return (
    <DataTable
      caption="Alerts"
      id={id}
      partial={partial}
      rows={crossingsOf(alerts)}
      keyOf={(crossing) => crossing.id}
      columns={COLUMNS}
    />
  );
}

const COLUMNS: readonly Column<Crossing>[] = [
  {
    name: 'Time, UTC',
    value: ({ worst }) => worst.createdAt,
    cell: ({ worst }) => <span className="moment">{formatTime(worst.createdAt)}</span>,
  },
  {
    name: 'Severity',
    value: ({ worst }) => worst.severity,
    order: ({ worst }) => SEVERITY_RANKS[worst.severity],
    cell: ({ worst: { severity, resolvedAt } }) => (
      <>
        <Badge tone={toneOf(severity)}>{severity}</Badge> {resolvedAt ? <Badge>resolved</Badge> : null}
      </>
    ),
  },
  {
    name: 'Budget',
    value: ({ worst }) => `${worst.budgetName}, ${scopeText(worst.scope)}`,
    beside: [
      ['Thresholds', ({ alerts }) => thresholdsOf(alerts).join(', ')],
      ['Basis', ({ alerts }) => [...new Set(alerts.map(({ basis }) => basis))].join(' ')],
    ],
    cell: (crossing) => <Subject crossing={crossing} />,
  },
  {
    name: 'Told',
    minor: true,
    value: ({ alerts }) =>
      toldOf(alerts)
        .map(({ text }) => text)
        .join(', '),
    cell: ({ alerts }) => <Deliveries alerts={alerts} />,
  },
  {
    name: 'Spent of limit',
    numeric: true,
    value: ({ worst }) => amountsOf(worst)?.usd,
    beside: [
      ['Limit', ({ worst }) => (worst.kind === 'budget' ? worst.limitUsd : null)],
      ['Compared with', ({ worst }) => (worst.kind === 'budget' ? null : amountsOf(worst)?.besideUsd)],
    ],
    cell: ({ worst }) => <Amounts alert={worst} />,
  },
  {
    name: 'Taken up',
    numeric: true,
    value: (crossing) => takenUpAt(crossing),
    order: (crossing) => Date.parse(takenUpAt(crossing) ?? '') || null,
    beside: [['Taken up by', ({ worst, waiting }) => (waiting.length === 0 ? worst.acknowledgedBy : null)]],
    cell: (crossing) => <TakenUp crossing={crossing} />,
  },
];

function Amounts({ alert }: { readonly alert: Alert }) {
  const amounts = amountsOf(alert);
  if (amounts === undefined) return '–';
  return (
    <>
      {atLeast(alert.unpricedEvents)}
      <Money usd={amounts.usd} />{' '}
      <span className="of-limit">
        {amounts.words} <Money usd={amounts.besideUsd} />
      </span>
    </>
  );
}

function Subject({ crossing: { worst, alerts } }: { readonly crossing: Crossing }) {
  const { budgetName, scope, kind } = worst;
  const thresholds = thresholdsOf(alerts);
  return (
    <span className="subject">
      {kind === 'test' || kind === 'keys' ? (
        budgetName
      ) : (
        <Link href={alertCauseHref(worst)}>{budgetName}</Link>
      )}{' '}
      {thresholds.length === 0 ? null : <span className="hint">at {thresholds.join(', ')}</span>}
      <br />
      {kind === 'test' || kind === 'keys' ? (
        <span className="hint">{scopeText(scope)}</span>
      ) : (
        <Link href={scopeHref(scope)} className="hint quiet-link">
          {scopeText(scope)}
        </Link>
      )}
    </span>
  );
}

/** When all of a crossing was taken up; null while a part waits. */
function takenUpAt({ worst, waiting }: Crossing): string | null {
  return waiting.length === 0 ? worst.acknowledgedAt : null;
}

function TakenUp({ crossing: { worst, waiting } }: { readonly crossing: Crossing }) {
  const { person } = useSession();
  const acknowledge = useAcknowledge();
  if (waiting.length === 0) {
    return (
      <span title={worst.acknowledgedBy ?? ''}>
        {worst.acknowledgedAt === null ? '–' : formatTime(worst.acknowledgedAt)}
      </span>
    );
  }
  if (!person.isAdmin) return '–';
  return (
    <button
      type="button"
      className="button button-small"
      disabled={acknowledge.isPending}
      onClick={() => acknowledge.mutate(worst.id)}
    >
      Acknowledge
    </button>
  );
}

const DELIVERY_TONES = { SENT: 'good', PENDING: 'neutral', FAILED: 'critical' } as const;
const DELIVERY_RANKS = { SENT: 0, PENDING: 1, FAILED: 2 } as const;

/** How far each channel has come with a crossing, by the alert that is furthest behind. */
function toldOf(alerts: readonly Alert[]) {
  const byChannel = Map.groupBy(
    alerts.flatMap(({ deliveries }) => deliveries),
    ({ channel, to }) => (to === 'user' ? 'email to the user' : channel),
  );
  return [...byChannel].flatMap(([channel, list]) => {
    const [last] = list.toSorted((a, b) => DELIVERY_RANKS[b.status] - DELIVERY_RANKS[a.status]);
    return last ? [{ status: last.status, text: `${channel} ${last.status.toLowerCase()}` }] : [];
  });
}

function Deliveries({ alerts }: { readonly alerts: readonly Alert[] }) {
  return (
    <span className="badges">
      {toldOf(alerts).map(({ status, text }) => (
        <Badge key={text} tone={DELIVERY_TONES[status]}>
          {text}
        </Badge>
      ))}
    </span>
  );
}

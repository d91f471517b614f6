import { atLeast } from '../../../../contracts/at-least.ts';
import { SEVERITIES } from '../../../../contracts/budget-vocabulary.ts';
import { Link } from 'wouter';
import type { Dashboard } from '../../api/types.ts';
import { formatCount, formatUsd } from '../../format/format-money.ts';
import { Badge, toneOf } from '../../parts/badge.tsx';
import { amountsOf } from '../budgets/alert-amounts.ts';
import { scopeText } from '../budgets/scope-text.ts';

type OpenAlerts = Dashboard['openAlerts'];

/** How many there are of each severity beside the one that is named, in words: `2 more emergencies and 1 warning`. */
export function othersText({ worst, complete, ...counts }: OpenAlerts): string {
  const words = { emergency: 'emergencies', critical: 'critical ones', warning: 'warnings' } as const;
  const single = { emergency: 'emergency', critical: 'critical one', warning: 'warning' } as const;
  const parts = SEVERITIES.toReversed().flatMap((severity) => {
    const isNamed = worst?.severity === severity;
    const count = counts[severity] - (isNamed ? 1 : 0);
    if (count <= 0) return [];
    return [`${formatCount(count)} ${isNamed ? 'more ' : ''}${(count === 1 ? single : words)[severity]}`];
  });
  if (parts.length === 0) return '';
  const last = parts.at(-1) ?? '';
  const list = parts.length === 1 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
  return complete ? list : `at least ${list}`;
}

/** What an alert is about, in words; its amount is that of the crossing and not of now. */
export function crossingText(alert: NonNullable<OpenAlerts['worst']>): string {
  const { kind, basis, reachedUsd, limitUsd, threshold, unpricedEvents } = alert;
  if (kind !== 'budget') {
    const amounts = amountsOf(alert);
    return amounts === undefined
      ? threshold
      : `${formatUsd(amounts.usd)} ${amounts.words} ${formatUsd(amounts.besideUsd)}`;
  }
  const [reached, limit] = [`${atLeast(unpricedEvents)}${formatUsd(reachedUsd)}`, formatUsd(limitUsd)];
  return basis === 'projected'
    ? `${reached} of ${limit} expected, above its threshold of ${threshold}`
    : `${reached} of ${limit} when it passed ${threshold}`;
}

/** The worst open alert: whose it is, and how many others are open. */
export function AlertsBanner({ open }: { readonly open: OpenAlerts }) {
  const { worst } = open;
  if (!worst) return null;
  const { severity, budgetName, scope } = worst;
  const others = othersText(open);
  return (
    <p className={`banner tone-${toneOf(severity)}`} role="status">
      <Badge tone={toneOf(severity)}>{severity}</Badge>
      <span>
        <strong>{budgetName}</strong>
        {scope.kind === 'organisation' ? '' : `, ${scopeText(scope)}`}
        {`: ${crossingText(worst)}`}
        {others === '' ? '' : ` · ${others} open`}
      </span>
      <Link href={`/budgets?tab=alerts&status=open&severity=${severity}`}>Look at alerts</Link>
    </p>
  );
}

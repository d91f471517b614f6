import { Link } from 'wouter';
import type { Dashboard } from '../../api/types.ts';
import { Gauge } from '../../charts/gauge.tsx';
import { formatDay, formatMonth } from '../../format/format-time.ts';
import { Badge, toneOf } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { Figure } from '../../parts/figure.tsx';
import { Money } from '../../parts/money.tsx';
import { Spent } from '../../parts/spent.tsx';

type Standing = Dashboard['budget']['monthly'];

/** The month and the day against their limits, and where the month will end. */
export function BudgetCard({ dashboard: { budget, projection } }: { readonly dashboard: Dashboard }) {
  const { monthly, daily, actions } = budget;
  return (
    <Card
      title="This month"
      hint={formatMonth(monthly.periodKey)}
      actions={<CallsBadge gate={actions.gate} severity={monthly.severity} />}
    >
      <PeriodGauge
        name="Spent so far"
        standing={monthly}
        projection={projection}
        caption={monthly.resetsAt === null ? '' : `starts again on ${formatDay(monthly.resetsAt)}`}
      />
      <dl className="figures">
        <Figure
          name="Expected at month end"
          value={<Spent usd={projection.projectedUsd} unpriced={projection.unpricedEvents} />}
          note={
            <>
              <Money usd={projection.lowUsd} /> to <Money usd={projection.highUsd} />
            </>
          }
        />
      </dl>
      <PeriodGauge name="Today" standing={daily} caption={`today, ${formatDay(daily.periodKey)}`} isSmall />
    </Card>
  );
}

interface PeriodGaugeProps {
  readonly name: string;
  readonly standing: Standing;
  readonly caption: string;
  readonly projection?: Dashboard['projection'];
  readonly isSmall?: boolean;
}

/** What was spent of a limit, in the colour of how bad it is; the amount alone where there is no limit. */
export function PeriodGauge({ name, standing, caption, projection, isSmall = false }: PeriodGaugeProps) {
  const { spentUsd, heldUsd, limitUsd, severity, unpricedEvents } = standing;
  if (limitUsd === null) {
    return (
      <dl className="figures">
        <Figure
          big={!isSmall}
          name={name}
          value={<Spent usd={spentUsd} unpriced={unpricedEvents} />}
          note={<Link href="/budgets">Set a limit</Link>}
        />
      </dl>
    );
  }
  return (
    <Gauge
      spentUsd={spentUsd}
      heldUsd={heldUsd}
      unpriced={unpricedEvents}
      limitUsd={limitUsd}
      tone={toneOf(severity)}
      projection={projection}
      caption={caption}
      isSmall={isSmall}
    />
  );
}

function CallsBadge({ gate, severity }: { readonly gate: string; readonly severity: string }) {
  if (gate === 'deny') return <Badge tone="emergency">Calls are denied</Badge>;
  if (gate === 'degrade') return <Badge tone="critical">Calls are degraded</Badge>;
  return severity === 'ok' ? null : <Badge tone={toneOf(severity)}>{severity}</Badge>;
}

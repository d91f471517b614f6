import { Link } from 'wouter';
import type { Dashboard } from '../../api/types.ts';
import { Gauge } from '../../charts/gauge.tsx';
import { formatDay, formatMonth } from '../../format/format-time.ts';
import { Badge, toneOf } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { Figure } from '../../parts/figure.tsx';
import { Money } from '../../parts/money.tsx';

/** The month against its limit, and where it will end. */
export function BudgetCard({ dashboard: { budget, projection } }: { readonly dashboard: Dashboard }) {
  const { monthly, daily, actions } = budget;
  return (
    <Card
      title="This month"
      hint={formatMonth(monthly.periodKey)}
      actions={<CallsBadge gate={actions.gate} severity={monthly.severity} />}
    >
      {monthly.limitUsd === null ? (
        <dl className="figures">
          <Figure
            big
            name="Spent so far"
            value={<Money usd={monthly.spentUsd} />}
            note={<Link href="/budgets">Set a monthly limit</Link>}
          />
        </dl>
      ) : (
        <Gauge
          spentUsd={monthly.spentUsd}
          heldUsd={monthly.heldUsd}
          limitUsd={monthly.limitUsd}
          tone={toneOf(monthly.severity)}
          projection={projection}
          caption={monthly.resetsAt === null ? '' : `starts again on ${formatDay(monthly.resetsAt)}`}
        />
      )}
      <dl className="figures">
        <Figure
          name="Today"
          value={<Money usd={daily.spentUsd} />}
          note={
            daily.limitUsd === null ? undefined : (
              <>
                of <Money usd={daily.limitUsd} />
              </>
            )
          }
        />
        <Figure
          name="Expected at month end"
          value={<Money usd={projection.projectedUsd} />}
          note={
            <>
              <Money usd={projection.lowUsd} /> to <Money usd={projection.highUsd} />
            </>
          }
        />
        {monthly.heldUsd === '0' ? null : (
          <Figure name="Held for running calls" value={<Money usd={monthly.heldUsd} />} />
        )}
      </dl>
    </Card>
  );
}

function CallsBadge({ gate, severity }: { readonly gate: string; readonly severity: string }) {
  if (gate === 'deny') return <Badge tone="emergency">Calls are denied</Badge>;
  if (gate === 'degrade') return <Badge tone="critical">Calls are degraded</Badge>;
  return severity === 'ok' ? null : <Badge tone={toneOf(severity)}>{severity}</Badge>;
}

import { Link } from 'wouter';
import type { BudgetStatus } from '../../api/types.ts';
import type { Projection } from '../../api/insight-types.ts';
import { useRead } from '../../api/use-read.ts';
import { Gauge } from '../../charts/gauge.tsx';
import { formatDay, formatMonth } from '../../format/format-time.ts';
import { Badge, toneOf } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { Figure } from '../../parts/figure.tsx';
import { Money } from '../../parts/money.tsx';
import { ReadView } from '../../parts/read-view.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';

/** The month against its limit, and where it will end. */
export function BudgetCard() {
  const status = useRead<BudgetStatus>('/budget/status');
  const projection = useRead<Projection>('/projections', {}, { every: 30_000 });
  return (
    <Card
      title="This month"
      hint={status.data ? formatMonth(status.data.monthly.periodKey) : 'Spend against the budget'}
      actions={
        status.data ? <Gate gate={status.data.actions.gate} severity={status.data.monthly.severity} /> : null
      }
    >
      <ReadView read={status} what="the budget" skeleton={<Skeleton height="m" />}>
        {(data) => <Month status={data} projection={projection.data} />}
      </ReadView>
    </Card>
  );
}

function Gate({ gate, severity }: { readonly gate: string; readonly severity: string }) {
  if (gate === 'deny') return <Badge tone="emergency">Calls are denied</Badge>;
  if (gate === 'degrade') return <Badge tone="critical">Calls are degraded</Badge>;
  return severity === 'ok' ? null : <Badge tone={toneOf(severity)}>{severity}</Badge>;
}

function Month({
  status,
  projection,
}: {
  readonly status: BudgetStatus;
  readonly projection: Projection | undefined;
}) {
  const { monthly, daily } = status;
  const low = projection?.lowUsd;
  return (
    <div className="stack">
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
        {projection && low !== undefined ? (
          <Figure
            name="Expected at the end"
            value={<Money usd={projection.projectedUsd} />}
            note={
              <>
                <Money usd={low} /> to <Money usd={projection.highUsd} />
              </>
            }
          />
        ) : null}
        {monthly.heldUsd === '0' ? null : (
          <Figure name="Held for running calls" value={<Money usd={monthly.heldUsd} />} />
        )}
      </dl>
    </div>
  );
}

import type { Status } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { formatCount } from '../../format/format-money.ts';
import { formatSeconds, formatTime } from '../../format/format-time.ts';
import { Badge } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { Figure } from '../../parts/figure.tsx';
import { ExactMoney } from '../../parts/money.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { ReadView } from '../../parts/read-view.tsx';
import { OwnCostFigure } from './own-cost-figure.tsx';
import { QuarantineCard } from './quarantine-card.tsx';

/** Whether the numbers can be trusted: counts, lag, audits, what was rejected. */
export function StatusPage() {
  const read = useRead<Status>('/status', {}, { every: 5000 });
  return (
    <div className="page">
      <PageHead title="Status" lead="Whether the numbers can be trusted." asOf={read.data?.asOf} />
      <ReadView read={read} what="the status">
        {(status) => (
          <div className="grid">
            <div className="span-6">
              <Balance status={status} />
            </div>
            <div className="span-6">
              <Counts status={status} />
            </div>
          </div>
        )}
      </ReadView>
      <QuarantineCard />
    </div>
  );
}

function Balance({ status }: { readonly status: Status }) {
  return (
    <Card title="Books" actions={<Verdict status={status} />}>
      <dl className="figures">
        <Figure
          name="Balanced as of"
          value={
            <span className="figure-time">
              {status.balancedAsOf === null ? 'not audited yet' : formatTime(status.balancedAsOf)}
            </span>
          }
          note={`the last day compared entry by entry; older days: ${
            status.olderAuditedAsOf === null ? 'not all yet' : `since ${formatTime(status.olderAuditedAsOf)}`
          }`}
        />
        <Figure name="Drift" value={<ExactMoney usd={status.drift} />} note="entries minus totals" />
        <Figure name="Lag" value={formatSeconds(status.lagSeconds)} note="oldest record not in the totals" />
        <OwnCostFigure />
      </dl>
    </Card>
  );
}

function Verdict({ status: { drift, balancedAsOf } }: { readonly status: Status }) {
  if (drift !== '0') return <Badge tone="critical">drift</Badge>;
  return balancedAsOf === null ? <Badge>not audited</Badge> : <Badge tone="good">balanced</Badge>;
}

function Counts({ status }: { readonly status: Status }) {
  const isWhole = status.recorded === status.aggregated;
  return (
    <Card
      title="Messages"
      hint="Since the start of the ledger"
      actions={
        isWhole ? <Badge tone="good">all in the totals</Badge> : <Badge tone="accent">catching up</Badge>
      }
    >
      <dl className="figures">
        <Figure name="Recorded" value={formatCount(status.recorded)} />
        <Figure name="In the totals" value={formatCount(status.aggregated)} />
        <Figure name="Unpriced" value={formatCount(status.unpriced)} />
        <Figure name="Rejected" value={formatCount(status.rejected)} />
        <Figure name="Duplicates" value={formatCount(status.duplicates)} />
        <Figure name="Conflicts" value={formatCount(status.conflicts)} />
      </dl>
    </Card>
  );
}

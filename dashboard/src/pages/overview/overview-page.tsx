import { Link } from 'wouter';
import type { AlertList } from '../../api/insight-types.ts';
import type { Status, Trends } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { sumDecimals } from '../../format/decimal.ts';
import { formatCount, formatUsd } from '../../format/format-money.ts';
import { formatSeconds } from '../../format/format-time.ts';
import { Badge, toneOf } from '../../parts/badge.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { presetRange } from '../../state/range.ts';
import { BudgetCard } from './budget-card.tsx';
import { FirstMessage } from './first-message.tsx';
import { ServicesCard, TopEntriesCard, TopResourcesCard, TopUsersCard } from './top-cards.tsx';
import { TrendCard } from './trend-card.tsx';
import { clockNow } from '../../state/days.ts';

/** Everything at a glance. */
export function OverviewPage() {
  const range = presetRange('30d', clockNow());
  const { from, to } = range;
  const trends = useRead<Trends>('/trends', { from, to, interval: 'day', dimension: 'service' });
  const status = useRead<Status>('/status');
  const totalUsd = trends.data && sumDecimals(trends.data.points.map((point) => point.totalUsd));
  return (
    <div className="page">
      <PageHead
        title="Overview"
        lead="What AI and cloud calls cost, and where it is going."
        asOf={trends.data?.asOf}
      />
      <AlertsBanner />
      {status.data ? <Honesty status={status.data} /> : null}
      {status.data?.recorded === 0 ? (
        <FirstMessage />
      ) : (
        <div className="grid">
          <div className="span-4">
            <BudgetCard />
          </div>
          <div className="span-8">
            <TrendCard read={trends} />
          </div>
          <div className="span-4">
            <ServicesCard range={range} />
          </div>
          <div className="span-4">
            <TopUsersCard range={range} totalUsd={totalUsd} />
          </div>
          <div className="span-4">
            <TopResourcesCard range={range} totalUsd={totalUsd} />
          </div>
          <div className="span-12">
            <TopEntriesCard trends={trends.data} />
          </div>
        </div>
      )}
    </div>
  );
}

/** Alerts that nobody has acknowledged yet, the newest first. */
function AlertsBanner() {
  const { data } = useRead<AlertList>('/alerts', { limit: 20 });
  const open = data?.alerts.filter(({ acknowledgedAt, resolvedAt }) => !acknowledgedAt && !resolvedAt) ?? [];
  const [first] = open;
  if (!first) return null;
  return (
    <p className={`banner banner-${toneOf(first.severity)}`} role="status">
      <Badge tone={toneOf(first.severity)}>{first.severity}</Badge>
      <span>
        {first.budgetId ?? first.kind}
        {first.spentUsd && first.limitUsd
          ? `: ${formatUsd(first.spentUsd)} of ${formatUsd(first.limitUsd)}`
          : ''}
        {open.length > 1 ? `, and ${open.length - 1} more` : ''}
      </span>
      <Link href="/budgets?tab=alerts">Look at alerts</Link>
    </p>
  );
}

/** Seconds of lag that are worth a word. */
const NOTABLE_LAG = 10;

/** What the numbers do not hold yet. */
function Honesty({ status: { unpriced, lagSeconds } }: { readonly status: Status }) {
  if (unpriced === 0 && lagSeconds < NOTABLE_LAG) return null;
  return (
    <p className="banner banner-warning">
      {unpriced > 0 ? (
        <span>
          <strong>{formatCount(unpriced)} unpriced</strong> {unpriced === 1 ? 'entry has' : 'entries have'} no
          price: their cost is missing below.
        </span>
      ) : null}
      {lagSeconds < NOTABLE_LAG ? null : (
        <span>
          Totals are <strong>{formatSeconds(lagSeconds)}</strong> behind what was recorded.
        </span>
      )}
      {unpriced > 0 ? (
        <Link href="/prices?tab=unpriced">Give it a price</Link>
      ) : (
        <Link href="/status">Status</Link>
      )}
    </p>
  );
}

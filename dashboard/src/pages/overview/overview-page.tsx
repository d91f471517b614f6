import { Link } from 'wouter';
import type { Anomalies, Dashboard, Status } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { formatCount } from '../../format/format-money.ts';
import { formatSeconds } from '../../format/format-time.ts';
import { Card } from '../../parts/card.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { ReadView } from '../../parts/read-view.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { PinnedViews } from '../../parts/views-menu.tsx';
import { AlertsBanner } from './alerts-banner.tsx';
import { BudgetCard } from './budget-card.tsx';
import { BurnDownCard } from './burn-down-card.tsx';
import { ChangesCard } from './changes-card.tsx';
import { FirstMessage } from './first-message.tsx';
import { ServicesCard, TopEntriesCard, TopResourcesCard, TopUsersCard } from './top-cards.tsx';
import { TrendCard } from './trend-card.tsx';
import { SELDOM_MS } from './use-marks.ts';

/** Everything at a glance. */
export function OverviewPage() {
  const read = useRead<Dashboard>('/dashboard');
  return (
    <div className="page">
      <PageHead
        title="Overview"
        lead="What AI and cloud calls cost, and where it is going."
        asOf={read.data?.asOf}
      />
      <PinnedViews />
      <ReadView read={read} what="the overview" skeleton={<Waiting />}>
        {(dashboard) => <Overview dashboard={dashboard} />}
      </ReadView>
    </div>
  );
}

function Waiting() {
  return (
    <div className="grid">
      {(['This month', 'Last 30 days'] as const).map((title, index) => (
        <div key={title} className={index === 0 ? 'span-4' : 'span-8'}>
          <Card title={title}>
            <Skeleton height="l" />
          </Card>
        </div>
      ))}
      {(['What changed', 'Burn-down'] as const).map((title) => (
        <div key={title} className="span-6">
          <Card title={title}>
            <Skeleton height="l" />
          </Card>
        </div>
      ))}
      {(['By service', 'Top users', 'Top resources'] as const).map((title) => (
        <div key={title} className="span-4">
          <Card title={title}>
            <Skeleton lines={6} />
          </Card>
        </div>
      ))}
    </div>
  );
}

function Overview({ dashboard }: { readonly dashboard: Dashboard }) {
  const isQuiet = dashboard.trends.every(({ events }) => events === 0);
  const anomalies = useRead<Anomalies>('/anomalies', {}, { every: SELDOM_MS });
  const status = useRead<Status>('/status', {}, { enabled: isQuiet });
  if (isQuiet && status.data?.recorded === 0) return <FirstMessage />;
  return (
    <>
      <AlertsBanner open={dashboard.openAlerts} />
      <Honesty dashboard={dashboard} />
      <div className="grid">
        <div className="span-4">
          <BudgetCard dashboard={dashboard} />
        </div>
        <div className="span-8">
          <TrendCard points={dashboard.trends} anomalies={anomalies.data} />
        </div>
        <div className="span-6">
          <ChangesCard dashboard={dashboard} anomalies={anomalies} />
        </div>
        <div className="span-6">
          <BurnDownCard dashboard={dashboard} />
        </div>
        <div className="span-4">
          <ServicesCard dashboard={dashboard} />
        </div>
        <div className="span-4">
          <TopUsersCard dashboard={dashboard} />
        </div>
        <div className="span-4">
          <TopResourcesCard dashboard={dashboard} />
        </div>
        <div className="span-12">
          <TopEntriesCard dashboard={dashboard} />
        </div>
      </div>
    </>
  );
}

/** Seconds of lag that are worth a word. */
const NOTABLE_LAG = 10;

/** What the numbers do not hold yet. */
function Honesty({ dashboard: { unpriced, lagSeconds } }: { readonly dashboard: Dashboard }) {
  if (unpriced === 0 && lagSeconds < NOTABLE_LAG) return null;
  return (
    <p className="banner tone-warning">
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

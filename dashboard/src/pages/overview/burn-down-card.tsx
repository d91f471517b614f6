import { Link } from 'wouter';
import type { Dashboard, OrganisationForm } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { BurnDownChart } from '../../charts/burn-down-chart.tsx';
import { openPeriod } from '../../charts/budget-burn-down.tsx';
import { formatMonth } from '../../format/format-time.ts';
import { toneOf } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { Empty } from '../../parts/read-view.tsx';
import { clockNow } from '../../state/days.ts';
import { SELDOM_MS } from './use-marks.ts';

/** The organisation's month added up against its limit. */
export function BurnDownCard({ dashboard }: { readonly dashboard: Dashboard }) {
  const { budget, projection, trends } = dashboard;
  const { limitUsd, severity, periodKey, unpricedEvents } = budget.monthly;
  const form = useRead<OrganisationForm>('/budget/config', {}, { every: SELDOM_MS });
  const today = trends.at(-1)?.period ?? '';
  const days = openPeriod('monthly', today);
  return (
    <Card title="Burn-down" hint={`${formatMonth(periodKey)}, added up against the limit`}>
      {limitUsd === null || !days ? (
        <Empty title="The month has no limit">
          <Link href="/budgets">Set a limit</Link>
        </Empty>
      ) : (
        <BurnDownChart
          label="The organisation’s month"
          tone={toneOf(severity)}
          unpriced={unpricedEvents}
          days={trends.map(({ period, totalUsd }) => ({ day: period, usd: totalUsd }))}
          {...days}
          today={today}
          now={clockNow()}
          limitUsd={limitUsd}
          projectedUsd={projection.projectedUsd}
          band={projection}
          thresholds={thresholdsOf(form.data)}
        />
      )}
    </Card>
  );
}

/** Those that are not the limit itself. */
function thresholdsOf(form: OrganisationForm | undefined): number[] {
  if (!form) return [];
  const { warningThreshold, criticalThreshold, emergencyThreshold } = form;
  return [warningThreshold, criticalThreshold, emergencyThreshold].filter((percent) => percent !== 100);
}

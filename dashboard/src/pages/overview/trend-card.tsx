import { useMemo } from 'react';
import { useLocation } from 'wouter';
import type { Anomalies, Dashboard } from '../../api/types.ts';
import { Legend } from '../../charts/legend.tsx';
import { layersOf } from '../../charts/stack-points.ts';
import { LazyTimeChart } from '../../charts/lazy-time-chart.tsx';
import { sumDecimals } from '../../format/decimal.ts';
import { formatDay, formatLongDay } from '../../format/format-time.ts';
import { Beginning } from '../../parts/beginning.tsx';
import { Card } from '../../parts/card.tsx';
import { Spent } from '../../parts/spent.tsx';
import { useMarks } from './use-marks.ts';

interface TrendCardProps {
  readonly points: Dashboard['trends'];
  readonly anomalies: Anomalies | undefined;
}

/** Thirty days, stacked by service; a day opens in Explore. */
export function TrendCard({ points, anomalies }: TrendCardProps) {
  const marks = useMarks(points, anomalies);
  const [, navigate] = useLocation();
  const drawn = useMemo(() => {
    const layers = layersOf(points.map(({ period, totalUsd, by }) => ({ key: period, totalUsd, by })));
    return {
      layers,
      periods: points.map(({ period }) => period),
      labels: points.map(({ period }) => formatDay(period)),
      names: points.map(({ period }) => formatLongDay(period)),
      totalUsd: sumDecimals(points.map(({ totalUsd }) => totalUsd)),
      unpriced: points.reduce((sum, { unpricedEvents }) => sum + unpricedEvents, 0),
    };
  }, [points]);
  return (
    <Card title="Last 30 days" hint="By service; choose a day to look into it">
      <p>
        <Spent usd={drawn.totalUsd} unpriced={drawn.unpriced} className="big-money" />{' '}
        <span className="hint">in 30 days</span>
      </p>
      <Beginning from={drawn.periods[0] ?? ''} />
      <LazyTimeChart
        label="Spend of each of the last 30 days by service"
        kind="stack"
        periods={drawn.periods}
        labels={drawn.labels}
        names={drawn.names}
        layers={drawn.layers}
        marks={marks}
        onPick={(first, last) => {
          const [from, to] = [points[first]?.period, points[last]?.period];
          if (from && to) navigate(`/explore?from=${from}&to=${to}&by=group`);
        }}
      />
      <Legend layers={drawn.layers} marks={marks} totalUsd={drawn.totalUsd} unpriced={drawn.unpriced} />
    </Card>
  );
}

import { lazy, Suspense } from 'react';
import type { TimeChartProps } from './time-chart.tsx';

const TimeChart = lazy(() => import('./time-chart.tsx').then(({ TimeChart }) => ({ default: TimeChart })));

/** Amounts over time; the drawing library arrives after the page. */
export function LazyTimeChart(props: TimeChartProps) {
  return (
    <Suspense fallback={<div className="chart-space skeleton" aria-hidden="true" />}>
      <TimeChart {...props} />
    </Suspense>
  );
}

import { lazy, Suspense } from 'react';
import type { TimeChartProps } from './time-plot.tsx';

const TimePlot = lazy(() => import('./time-plot.tsx').then(({ TimePlot }) => ({ default: TimePlot })));

/** Amounts over time; the drawing library arrives after the page. */
export function TimeChart(props: TimeChartProps) {
  return (
    <Suspense fallback={<div className="chart-space skeleton" aria-hidden="true" />}>
      <TimePlot {...props} />
    </Suspense>
  );
}

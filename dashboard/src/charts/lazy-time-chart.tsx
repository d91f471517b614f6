import { Suspense } from 'react';
import { latePart } from '../parts/late-part.tsx';
import { PageBoundary } from '../parts/page-boundary.tsx';
import type { TimeChartProps } from './time-chart.tsx';

const { Part: TimeChart, preload } = latePart(async () => (await import('./time-chart.tsx')).TimeChart);

/** Has the drawing library come before the first figures do: charts are on most pages. */
export const preloadTimeChart = preload;

/** Amounts over time; the drawing library arrives after the page. */
export function LazyTimeChart(props: TimeChartProps) {
  return (
    <PageBoundary at={props.label} part="The chart">
      <Suspense fallback={<div className="chart-space skeleton" aria-hidden="true" />}>
        <TimeChart {...props} />
      </Suspense>
    </PageBoundary>
  );
}

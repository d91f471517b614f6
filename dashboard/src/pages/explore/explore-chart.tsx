import { useMemo } from 'react';
import type { Trends } from '../../api/types.ts';
import { ownData, useRead } from '../../api/use-read.ts';
import { Legend } from '../../charts/legend.tsx';
import { layersOf } from '../../charts/stack-points.ts';
import { TimeChart } from '../../charts/time-chart.tsx';
import { ratioBasisPoints, subtractDecimals, sumDecimals } from '../../format/decimal.ts';
import { formatChange, formatCount } from '../../format/format-money.ts';
import { formatDay, formatLongDay, formatMonth } from '../../format/format-time.ts';
import { isMonth } from '../../../../contracts/dates.ts';
import { Figure } from '../../parts/figure.tsx';
import { Money } from '../../parts/money.tsx';
import { ReadView } from '../../parts/read-view.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { rangeBefore } from '../../state/days.ts';
import { CELLS, type ExploreState, filterOf, shownDimension } from '../../state/explore-state.ts';

interface ExploreChartProps {
  readonly state: ExploreState;
  /** A bar was chosen: its days. */
  readonly onDays: (from: string, to: string) => void;
}

function labelOf(period: string): string {
  if (period.includes('T')) return `${period.slice(11, 13)}:00`;
  if (period.includes('W')) return period.slice(5);
  return isMonth(period) ? formatMonth(period).slice(0, 3) : formatDay(period);
}

function periodTitle(period: string): string {
  if (period.includes('T')) return `${formatLongDay(period)}, ${period.slice(11, 13)}:00`;
  if (period.includes('W')) return `Week ${period.slice(6)} of ${period.slice(0, 4)}`;
  return isMonth(period) ? formatMonth(period) : formatLongDay(period);
}

/** The range as a stack of its parts, with the period before as a line. */
export function ExploreChart({ state, onDays }: ExploreChartProps) {
  const { range, interval, narrowing, compare } = state;
  const shown = shownDimension(state);
  // Hours are kept by what every cell of the organisation has.
  const dimension = interval === 'hour' && !CELLS.includes(shown) ? 'service' : shown;
  const query = { interval, dimension, ...filterOf(narrowing) };
  const read = useRead<Trends>('/trends', { from: range.from, to: range.to, ...query });
  const before = rangeBefore(range.from, range.to);
  const old = useRead<Trends>('/trends', { ...before, ...query }, { enabled: compare });
  return (
    <ReadView read={read} what="the trend" skeleton={<Skeleton height="l" />}>
      {(trends) => <Chart trends={trends} before={compare ? ownData(old) : undefined} onDays={onDays} />}
    </ReadView>
  );
}

interface ChartProps {
  readonly trends: Trends;
  readonly before: Trends | undefined;
  readonly onDays: ExploreChartProps['onDays'];
}

function Chart({ trends: { points, interval, dimension }, before, onDays }: ChartProps) {
  const drawn = useMemo(() => {
    const totals = points.map(({ totalUsd }) => totalUsd);
    return {
      layers: layersOf(points.map(({ period, totalUsd, by }) => ({ key: period, totalUsd, by }))),
      labels: points.map(({ period }) => labelOf(period)),
      names: points.map(({ period }) => periodTitle(period)),
      totalUsd: sumDecimals(totals),
      events: points.reduce((sum, { events }) => sum + events, 0),
    };
  }, [points]);
  const oldTotals = useMemo(() => before?.points.map(({ totalUsd }) => totalUsd), [before]);
  const oldUsd = oldTotals && sumDecimals(oldTotals);
  const pick = (index: number) => {
    const [at, next] = [points[index]?.at, points[index + 1]?.at];
    if (at === undefined) return;
    const last =
      interval === 'day' || interval === 'hour' || next === undefined
        ? at
        : new Date(Date.parse(next) - 1).toISOString();
    onDays(at.slice(0, 10), last.slice(0, 10));
  };
  return (
    <div className="stack">
      <dl className="figures">
        <Figure big name="Spent" value={<Money usd={drawn.totalUsd} />} />
        <Figure big name="Entries" value={formatCount(drawn.events)} />
        {oldUsd === undefined ? null : (
          <Figure
            big
            name="Period before"
            value={<Money usd={oldUsd} />}
            note={<Change now={drawn.totalUsd} before={oldUsd} />}
          />
        )}
      </dl>
      <TimeChart
        label={`Spend by ${interval}${dimension === null ? '' : ` and ${dimension}`}`}
        kind="stack"
        labels={drawn.labels}
        names={drawn.names}
        layers={drawn.layers}
        before={oldTotals}
        onPick={points.length > 1 ? pick : undefined}
      />
      <Legend layers={drawn.layers} totalUsd={drawn.totalUsd} />
    </div>
  );
}

/** How much more or less than before; more is not good news. */
export function Change({ now, before }: { readonly now: string; readonly before: string }) {
  const change = ratioBasisPoints(subtractDecimals(now, before), before);
  if (change === undefined && now !== '0') return <span className="hint">new</span>;
  const tone = change === undefined || change === 0 ? '' : change > 0 ? 'delta-up' : 'delta-down';
  return <span className={`count ${tone}`}>{formatChange(change)}</span>;
}

import { useMemo } from 'react';
import type { Breakdown, Trends } from '../../api/types.ts';
import { ownData, useRead } from '../../api/use-read.ts';
import { Legend } from '../../charts/legend.tsx';
import { countUnpriced, layersOf } from '../../charts/stack-points.ts';
import { periodLabel, periodTitle } from '../../charts/period-names.ts';
import { LazyTimeChart } from '../../charts/lazy-time-chart.tsx';
import { ratioBasisPoints, subtractDecimals, sumDecimals } from '../../format/decimal.ts';
import { formatChange, formatCount } from '../../format/format-money.ts';
import { formatDays } from '../../format/format-time.ts';
import { Beginning } from '../../parts/beginning.tsx';
import { Figure } from '../../parts/figure.tsx';
import { NeverUsedFilters } from '../../parts/never-used.tsx';
import { ReadView } from '../../parts/read-view.tsx';
import { Spent } from '../../parts/spent.tsx';
import { useIsBeforeLedger } from '../../parts/use-first-day.ts';
import { Skeleton } from '../../parts/skeleton.tsx';
import { comparedDays } from '../../state/range.ts';
import { chartDimension, chartInterval, type ExploreState, isOfCells } from '../../state/explore-state.ts';
import { filterOf } from '../../state/narrowing.ts';
import { columnNames } from '../../table/column-names.ts';

interface ExploreChartProps {
  readonly state: ExploreState;
  /** A bar was chosen: its days. */
  readonly onDays: (from: string, to: string) => void;
}

/** The range as a stack of its parts, with the period before as a line. */
export function ExploreChart({ state, onDays }: ExploreChartProps) {
  const { range, narrowing, compare } = state;
  const interval = chartInterval(state);
  const dimension = chartDimension(interval, state.by);
  const query = { interval, dimension, ...filterOf(narrowing) };
  const list = useList(state);
  const read = useRead<Trends>(
    '/trends',
    { from: range.from, to: range.to, ...query },
    { enabled: !isOfSameTotals(dimension, narrowing) || list.isFetched },
  );
  const before = comparedDays(range);
  const old = useRead<Trends>('/trends', { ...before, ...query }, { enabled: compare });
  const oldList = useList({ ...state, range: { ...range, ...before } }, compare && interval === 'hour');
  const isBeforeLedger = useIsBeforeLedger(before);
  const isUnrecorded = useIsBeforeLedger(range);
  const names = namesIn(dimension === state.by ? list.data : undefined, dimension);
  return (
    <ReadView read={read} what="the trend" skeleton={<Skeleton height="l" />}>
      {(trends) =>
        trends.neverUsed ? (
          <NeverUsedFilters names={trends.neverUsed} narrowing={narrowing} />
        ) : (
          <>
            <Beginning from={compare ? before.from : range.from} />
            <Chart
              trends={trends}
              uncounted={ownData(list)?.unpricedEvents}
              nameOf={(key) => names.get(key)}
              before={compare ? ownData(old) : undefined}
              uncountedBefore={ownData(oldList)?.unpricedEvents}
              beforeName={formatDays(before.from, before.to)}
              isBeforeLedger={isBeforeLedger}
              isUnrecorded={isUnrecorded}
              onDays={onDays}
            />
          </>
        )
      }
    </ReadView>
  );
}

/** The list below the chart, which is read once for both. */
function useList({ range: { from, to }, narrowing, by, top }: ExploreState, enabled = true) {
  const path = `/breakdown/${encodeURIComponent(by)}`;
  const query = { ...filterOf(narrowing), limit: top };
  return useRead<Breakdown>(path, { from, to, ...query }, { enabled });
}

/** How users, resources and groups are called; those of one name are told apart by their ids. */
function namesIn(list: Breakdown | undefined, dimension: string): ReadonlyMap<string, string> {
  return columnNames(list?.items.filter(({ name }) => name !== undefined) ?? [], [], dimension);
}

/**
 * Whether list and chart are made of the same many totals, a day's users say: asked for at the same time, two functions
 * read all of them at once; one after the other, the second answer comes from the memory of the first.
 */
function isOfSameTotals(dimension: string, narrowing: ExploreState['narrowing']): boolean {
  return !isOfCells(dimension) && Object.keys(narrowing).length === 0;
}

interface ChartProps {
  readonly nameOf: (key: string) => string | undefined;
  readonly trends: Trends;
  /** Entries without a price in the range, for hours, which count none; undefined while they are read. */
  readonly uncounted: number | null | undefined;
  readonly before: Trends | undefined;
  /** The same of the period before. */
  readonly uncountedBefore: number | null | undefined;
  /** The days of the period before. */
  readonly beforeName: string;
  /** The period before ended before anything was recorded: there is nothing to compare with. */
  readonly isBeforeLedger: boolean;
  /** So did the range itself: that is no spend of 0. */
  readonly isUnrecorded: boolean;
  readonly onDays: ExploreChartProps['onDays'];
}

function Chart({
  trends: { points, interval, dimension },
  uncounted,
  nameOf,
  before,
  uncountedBefore,
  beforeName,
  isBeforeLedger,
  isUnrecorded,
  onDays,
}: ChartProps) {
  const drawn = useMemo(() => {
    const totals = points.map(({ totalUsd }) => totalUsd);
    return {
      layers: layersOf(points.map((point) => ({ ...point, key: point.period }))),
      periods: points.map(({ period }) => period),
      labels: points.map(({ period }) => periodLabel(period)),
      names: points.map(({ period }) => periodTitle(period)),
      totalUsd: sumDecimals(totals),
      events: points.reduce((sum, { events }) => sum + events, 0),
      unpriced: countUnpriced(points, uncounted),
    };
  }, [points, uncounted]);
  const layers = drawn.layers.map((layer) => ({ ...layer, label: nameOf(layer.name) }));
  const oldTotals = useMemo(
    () => (isBeforeLedger ? undefined : before?.points.map(({ totalUsd }) => totalUsd)),
    [before, isBeforeLedger],
  );
  const oldUsd = oldTotals && sumDecimals(oldTotals);
  const oldUnpriced = before && countUnpriced(before.points, uncountedBefore);
  const pick = (first: number, end: number) => {
    const [at, next] = [points[first]?.at, points[end + 1]?.at];
    if (at === undefined) return;
    if (interval === 'hour') return onDays(at.slice(0, 10), at.slice(0, 10));
    const last = next === undefined ? (points[end]?.at ?? at) : new Date(Date.parse(next) - 1).toISOString();
    onDays(at.slice(0, 10), last.slice(0, 10));
  };
  return (
    <div className="stack">
      <dl className="figures">
        <Figure
          big
          name="Spent"
          value={isUnrecorded ? '–' : <Counted usd={drawn.totalUsd} unpriced={drawn.unpriced} />}
        />
        <Figure big name="Entries" value={formatCount(drawn.events)} />
        {isBeforeLedger && before ? (
          <Figure big name="Period before" value="–" note={`${beforeName}, before the ledger began`} />
        ) : null}
        {oldUsd === undefined ? null : (
          <Figure
            big
            name="Period before"
            value={<Counted usd={oldUsd} unpriced={oldUnpriced} />}
            note={
              <>
                {beforeName} <Change now={drawn.totalUsd} before={oldUsd} />
              </>
            }
          />
        )}
      </dl>
      <LazyTimeChart
        label={`Spend by ${interval}${dimension === null ? '' : ` and ${dimension}`}`}
        kind="stack"
        periods={drawn.periods}
        labels={drawn.labels}
        names={drawn.names}
        layers={layers}
        before={oldTotals}
        onPick={points.length > 1 ? pick : undefined}
      />
      <Legend
        layers={layers}
        totalUsd={drawn.totalUsd}
        before={
          oldUsd === undefined
            ? undefined
            : { spent: <Counted usd={oldUsd} unpriced={oldUnpriced} />, name: beforeName }
        }
        unpriced={drawn.unpriced ?? undefined}
      />
    </div>
  );
}

/** What was spent, once it is known how much of it has no price. */
function Counted({ usd, unpriced }: { readonly usd: string; readonly unpriced: number | null | undefined }) {
  return unpriced === undefined ? '…' : <Spent usd={usd} unpriced={unpriced} />;
}

/** How much more or less than before; more is not good news. */
export function Change({ now, before }: { readonly now: string; readonly before: string }) {
  const change = ratioBasisPoints(subtractDecimals(now, before), before);
  if (change === undefined && now !== '0') return <span className="hint">new</span>;
  const tone = change === undefined || change === 0 ? '' : change > 0 ? 'delta-up' : 'delta-down';
  return <span className={`count ${tone}`}>{formatChange(change)}</span>;
}

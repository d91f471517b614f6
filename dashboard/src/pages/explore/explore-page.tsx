import { useCallback, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { Status } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { Card } from '../../parts/card.tsx';
import { EntryTable } from '../../parts/entry-table.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { clockNow } from '../../state/days.ts';
import { exploreHref, type ExploreState, readExplore, writeExplore } from '../../state/explore-state.ts';
import { entryFilterOf } from '../../state/narrowing.ts';
import { BreakdownTable } from './breakdown-table.tsx';
import { ExploreChart } from './explore-chart.tsx';
import { Controls, Crumbs } from './explore-controls.tsx';
import { OpenEntry } from './open-entry.tsx';

/** One chart and one table over any dimension, filter and range, down to the single entry; the URL holds it all. */
export function ExplorePage() {
  const query = useSearch();
  const [, navigate] = useLocation();
  const state = useMemo(() => readExplore(query, clockNow()), [query]);
  const status = useRead<Status>('/status');
  const go = useCallback((next: ExploreState) => navigate(`/explore?${writeExplore(next)}`), [navigate]);
  const { narrowing, range } = state;
  const isDeep = Object.keys(narrowing).length > 0 || range.from === range.to;
  return (
    <div className="page">
      <PageHead title="Explore" lead="From a day to the single call that cost it." asOf={status.data?.asOf} />
      <Controls state={state} onChange={go} />
      <Crumbs state={state} onChange={go} />
      <Card title="Over time">
        <ExploreChart
          state={state}
          onDays={(from, to) => go({ ...state, range: { from, to }, interval: 'day' })}
        />
      </Card>
      <BreakdownTable state={state} />
      {isDeep ? (
        <Card title="Entries" hint="Newest first; choose one to see what it was computed from">
          <EntryTable
            path="/entries"
            filter={{ from: range.from, to: range.to, ...entryFilterOf(narrowing) }}
            narrowHref={(more) => exploreHref({ ...state, narrowing: { ...narrowing, ...more } })}
          />
        </Card>
      ) : null}
      <OpenEntry day={range.from === range.to ? range.from : undefined} />
    </div>
  );
}

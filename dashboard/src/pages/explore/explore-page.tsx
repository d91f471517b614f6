import { writeDecimal } from '../../../../contracts/decimal.ts';
import { useCallback, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import { shownUserId } from '../../../../contracts/user-names.ts';
import type { ApiEntry, Status } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { parseDecimal } from '../../format/decimal.ts';
import { BarList } from '../../parts/bar-list.tsx';
import { Card } from '../../parts/card.tsx';
import { EntryTable } from '../../parts/entry-table.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import {
  entryFilterOf,
  type ExploreState,
  listsEntries,
  readExplore,
  writeExplore,
} from '../../state/explore-state.ts';
import { BreakdownTable } from './breakdown-table.tsx';
import { EntryDialog } from './entry-dialog.tsx';
import { ExploreChart } from './explore-chart.tsx';
import { Controls, Crumbs } from './explore-controls.tsx';
import { clockNow } from '../../state/days.ts';

/** One chart and one table over any dimension and range, down to the single entry; the URL holds it all. */
export function ExplorePage() {
  const query = useSearch();
  const [, navigate] = useLocation();
  const state = useMemo(() => readExplore(query, clockNow()), [query]);
  const status = useRead<Status>('/status');
  const go = useCallback((next: ExploreState) => navigate(`/explore?${writeExplore(next)}`), [navigate]);
  const { narrowing, range } = state;
  const { entry, ...closed } = state;
  const isDeep = listsEntries(narrowing) || range.from === range.to;
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
      <BreakdownTable state={state} onDrill={go} />
      {isDeep ? (
        <Card title="Entries" hint="Newest first; choose one to see what it was computed from">
          <EntryTable
            path="/entries"
            filter={{ from: range.from, to: range.to, ...entryFilterOf(narrowing) }}
            onOpen={({ id }) => go({ ...state, entry: id })}
            above={
              narrowing.resource !== undefined && narrowing.user === undefined
                ? (entries) => (
                    <UsersOf
                      entries={entries}
                      onPick={(user) => go({ ...state, narrowing: { ...narrowing, user } })}
                    />
                  )
                : undefined
            }
          />
        </Card>
      ) : null}
      {entry === undefined ? null : (
        <EntryDialog
          id={entry}
          day={range.from === range.to ? range.from : undefined}
          onClose={() => go(closed)}
        />
      )}
    </div>
  );
}

/** Who caused the entries read so far: totals are not kept by user within one resource. */
function UsersOf({
  entries,
  onPick,
}: {
  readonly entries: readonly ApiEntry[];
  readonly onPick: (user: string) => void;
}) {
  const sums = new Map<string, bigint>();
  for (const { userId, costUsd } of entries) {
    const name = shownUserId(userId);
    sums.set(name, (sums.get(name) ?? 0n) + parseDecimal(costUsd));
  }
  const total = [...sums.values()].reduce((sum, cost) => sum + cost, 0n);
  return (
    <div className="stack">
      <h3>Users of the {entries.length} entries below</h3>
      <BarList
        totalUsd={writeDecimal(total)}
        items={[...sums]
          .sort(([, a], [, b]) => (a === b ? 0 : a > b ? -1 : 1))
          .map(([name, cost]) => ({
            key: name,
            label: name,
            usd: writeDecimal(cost),
            onPick: () => onPick(name),
          }))}
      />
    </div>
  );
}

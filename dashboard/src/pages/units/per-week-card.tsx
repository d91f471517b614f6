import { Link } from 'wouter';
import type { WeeklySummary } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { averageDecimal } from '../../format/decimal.ts';
import { formatCount } from '../../format/format-money.ts';
import { formatDay } from '../../format/format-time.ts';
import { Card } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Empty, ReadView } from '../../parts/read-view.tsx';
import { Spent } from '../../parts/spent.tsx';
import { useFirstDay } from '../../parts/use-first-day.ts';
import type { Range } from '../../state/range.ts';
import { weekHref } from './unit-costs.ts';
import { SPENT_COLUMN } from '../../table/usual-columns.tsx';

/** Cost by active user and by resource, week by week; of whole weeks. */
export function PerWeekCard({ range: { from, to } }: { readonly range: Range }) {
  const firstDay = useFirstDay();
  const read = useRead<WeeklySummary>('/summary/weekly', { from, to }, { every: 60_000 });
  return (
    <Card title="By user and resource" hint="Whole weeks that the range touches; the last one may go on">
      <ReadView read={read} what="the weeks">
        {({ weeks: all }) => {
          const weeks = all.filter(({ to: last }) => firstDay === undefined || last >= firstDay);
          return weeks.length === 0 ? (
            <Empty title="Nothing in this range" />
          ) : (
            <DataTable
              caption="Cost by user and resource by week"
              id="weeks"
              rows={weeks.toReversed()}
              keyOf={({ week }) => week}
              columns={[
                {
                  name: 'Week from',
                  value: (week) => week.from,
                  cell: (week) => (
                    <Link href={weekHref(week.from, 'user')} className="row-name">
                      {formatDay(week.from)}
                    </Link>
                  ),
                },
                {
                  name: 'Active users',
                  numeric: true,
                  minor: true,
                  value: ({ activeUsers }) => activeUsers,
                  cell: ({ activeUsers }) => formatCount(activeUsers),
                },
                {
                  name: 'By user',
                  numeric: true,
                  value: ({ totalUsd, activeUsers }) => averageDecimal(totalUsd, activeUsers),
                  cell: ({ totalUsd, activeUsers, unpricedEvents }) =>
                    activeUsers === 0 ? (
                      '–'
                    ) : (
                      <Spent usd={averageDecimal(totalUsd, activeUsers)} unpriced={unpricedEvents} />
                    ),
                },
                {
                  name: 'Resources',
                  numeric: true,
                  minor: true,
                  value: ({ resources }) => resources,
                  cell: ({ resources }) => formatCount(resources),
                },
                {
                  name: 'By resource',
                  numeric: true,
                  value: ({ averagePerResourceUsd }) => averagePerResourceUsd,
                  cell: ({ resources, averagePerResourceUsd, unpricedEvents }) =>
                    resources === 0 ? '–' : <Spent usd={averagePerResourceUsd} unpriced={unpricedEvents} />,
                },
                SPENT_COLUMN,
              ]}
            />
          );
        }}
      </ReadView>
    </Card>
  );
}

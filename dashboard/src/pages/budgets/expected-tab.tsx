import { Link } from 'wouter';
import type { ExpectedCrossings } from '../../api/types.ts';
import { useInfiniteRead } from '../../api/use-infinite-read.ts';
import { formatCount } from '../../format/format-money.ts';
import { formatDay, formatLongDay } from '../../format/format-time.ts';
import { Card } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Money } from '../../parts/money.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Empty, ReadView } from '../../parts/read-view.tsx';
import { Spent } from '../../parts/spent.tsx';
import { scopeHref } from './scope-filter.ts';
import { scopeText } from './scope-text.ts';

/** Who is below a limit and is expected to reach it within the week, and on which day. */
export function ExpectedTab() {
  const read = useInfiniteRead<ExpectedCrossings>('/budgets/expected', { limit: 200 }, 60_000);
  return (
    <Card
      title="Expected to reach a limit within seven days"
      hint="A forecast of the coming days from the ten weeks before; limits that are reached already are among the alerts"
    >
      <ReadView read={read} what="expected limits">
        {({ pages }) => {
          const [first] = pages;
          if (!first) return null;
          const crossings = pages.flatMap((page) => page.crossings);
          return (
            <>
              {crossings.length === 0 ? (
                <Empty title={`Nobody is expected to reach a limit by ${formatLongDay(first.to)}`}>
                  <p>
                    Looked at: {formatCount(first.looked)} limits that are not reached, of those who have
                    spent on three days of ten weeks at least.
                  </p>
                </Empty>
              ) : (
                <CrossingTable crossings={crossings} partial={read.hasNextPage} />
              )}
              <MoreButton read={read} label="More limits" />
              {first.left > 0 ? (
                <p className="hint">
                  {formatCount(first.left)} more, those farthest from their limit, were too many to be looked
                  at.
                </p>
              ) : null}
            </>
          );
        }}
      </ReadView>
    </Card>
  );
}

interface CrossingTableProps {
  readonly crossings: ExpectedCrossings['crossings'];
  readonly partial: boolean;
}

function CrossingTable({ crossings, partial }: CrossingTableProps) {
  return (
    <DataTable
      caption="Expected to reach a limit"
      id="expected"
      partial={partial}
      rows={crossings}
      keyOf={({ budgetId, scope }) => JSON.stringify([budgetId, scope.type, scope.id])}
      columns={[
        {
          name: 'Whose',
          value: ({ scope }) => scopeText(scope),
          cell: ({ scope }) => (
            <Link href={scopeHref(scope)} className="row-name">
              {scopeText(scope)}
            </Link>
          ),
        },
        {
          name: 'Budget',
          minor: true,
          value: ({ budgetName }) => budgetName,
          cell: ({ budgetName, period }) => (
            <>
              {budgetName} <span className="hint">{period}</span>
            </>
          ),
        },
        {
          name: 'Reached on',
          value: ({ crossesOn }) => crossesOn,
          cell: ({ crossesOn }) => formatDay(crossesOn),
        },
        {
          name: 'Spent',
          numeric: true,
          value: ({ spentUsd }) => spentUsd,
          cell: ({ spentUsd, unpricedEvents }) => <Spent usd={spentUsd} unpriced={unpricedEvents} />,
          beside: [['Unpriced', ({ unpricedEvents }) => unpricedEvents]],
        },
        {
          name: 'Limit',
          numeric: true,
          value: ({ limitUsd }) => limitUsd,
          cell: ({ limitUsd }) => <Money usd={limitUsd} />,
        },
        {
          name: 'Expected',
          numeric: true,
          minor: true,
          value: ({ expectedUsd }) => expectedUsd,
          cell: ({ expectedUsd, unpricedEvents }) => <Spent usd={expectedUsd} unpriced={unpricedEvents} />,
        },
      ]}
    />
  );
}

import type { MonthlySummary } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { ratioBasisPoints } from '../../format/decimal.ts';
import { formatShare } from '../../format/format-money.ts';
import { formatMonth } from '../../format/format-time.ts';
import { Card } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Money } from '../../parts/money.tsx';
import { Empty, ReadView } from '../../parts/read-view.tsx';
import type { Range } from '../../state/range.ts';
import { SPENT_COLUMN } from '../../table/usual-columns.tsx';

type Month = MonthlySummary['months'][number];

/** What is left of the revenue that was posted for a month once its costs are paid. */
export function MarginCard({ range: { from, to } }: { readonly range: Range }) {
  const read = useRead<MonthlySummary>('/summary/monthly', { from, to }, { every: 60_000 });
  return (
    <Card title="Margin" hint="Posted revenue minus cost, of whole months; the last one may go on">
      <ReadView read={read} what="the months">
        {({ months }) =>
          months.every(({ revenueUsd }) => revenueUsd === null) ? (
            <Empty title="No revenue was posted for these months">
              <p>
                Your billing posts it: <code>POST /revenue</code> with a month and its amount.
              </p>
            </Empty>
          ) : (
            <Months months={months.toReversed()} />
          )
        }
      </ReadView>
    </Card>
  );
}

function Months({ months }: { readonly months: readonly Month[] }) {
  return (
    <DataTable
      caption="Margin by month"
      id="margin"
      rows={months}
      keyOf={({ month }) => month}
      columns={[
        { name: 'Month', value: ({ month }) => month, cell: ({ month }) => formatMonth(month) },
        {
          name: 'Revenue',
          numeric: true,
          value: ({ revenueUsd }) => revenueUsd,
          cell: ({ revenueUsd }) => (revenueUsd === null ? '–' : <Money usd={revenueUsd} />),
        },
        { ...SPENT_COLUMN, name: 'Cost' },
        {
          name: 'Margin',
          numeric: true,
          value: ({ marginUsd }) => marginUsd,
          cell: ({ marginUsd, unpricedEvents }) =>
            marginUsd === null ? (
              '–'
            ) : (
              <>
                {unpricedEvents > 0 ? <span className="hint">at most</span> : null} <Money usd={marginUsd} />
              </>
            ),
        },
        {
          name: 'Of revenue',
          numeric: true,
          value: marginShare,
          cell: (month) => shareText(marginShare(month)),
        },
      ]}
    />
  );
}

/** Margin as a part of revenue, in hundredths of a percent; undefined without a revenue. */
function marginShare({ marginUsd, revenueUsd }: Month): number | undefined {
  return marginUsd === null || revenueUsd === null ? undefined : ratioBasisPoints(marginUsd, revenueUsd);
}

function shareText(basisPoints: number | undefined): string {
  return basisPoints === undefined ? '–' : formatShare(basisPoints);
}

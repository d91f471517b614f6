import { Link, useSearch } from 'wouter';
import type { Breakdown } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { sumDecimals } from '../../format/decimal.ts';
import { formatCount } from '../../format/format-money.ts';
import { Card } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Figure } from '../../parts/figure.tsx';
import { Empty, ReadView } from '../../parts/read-view.tsx';
import { Spent } from '../../parts/spent.tsx';
import { type Range, withRangeOf } from '../../state/range.ts';
import { SPENT_COLUMN } from '../../table/usual-columns.tsx';

type Item = Breakdown['items'][number];

/** The outcome that wrappers, spans and logs say of a call that failed. */
const FAILED = 'failed';

/** What calls cost that failed, by model: each of them, also those that were tried again. */
export function FailuresCard({ range: { from, to } }: { readonly range: Range }) {
  const read = useRead<Breakdown>(
    '/breakdown/model',
    { from, to, outcome: FAILED, limit: 50 },
    { every: 60_000 },
  );
  return (
    <Card
      title="Failures and retries"
      hint="Calls with the outcome “failed”; a call tried again counts each time"
    >
      <ReadView read={read} what="failed calls">
        {({ items, totalUsd, unpricedEvents }) =>
          items.length === 0 ? (
            <Empty title="No call failed in this range" />
          ) : (
            <>
              <dl className="figures">
                <Figure
                  big
                  name="Spent on failures"
                  value={<Spent usd={totalUsd} unpriced={unpricedEvents} />}
                />
                <Figure big name="Failed calls" value={formatCount(countOf(items))} />
              </dl>
              <Failures items={items} />
            </>
          )
        }
      </ReadView>
    </Card>
  );
}

function countOf(items: readonly Item[]): number {
  return Number(sumDecimals(items.map(({ events }) => String(events ?? 0))));
}

function Failures({ items }: { readonly items: readonly Item[] }) {
  const query = useSearch();
  return (
    <DataTable
      caption="Failed calls by model"
      id="failures"
      rows={items}
      keyOf={({ key }) => key}
      columns={[
        {
          name: 'Model',
          value: ({ key }) => key,
          cell: ({ key }) => {
            const search = new URLSearchParams({ by: 'operation', model: key, outcome: FAILED }).toString();
            return (
              <Link href={withRangeOf(`/explore?${search}`, query)} className="row-name">
                <bdi>{key}</bdi>
              </Link>
            );
          },
        },
        {
          name: 'Failed calls',
          numeric: true,
          value: ({ events }) => events,
          cell: ({ events }) => (events === null ? '–' : formatCount(events)),
        },
        SPENT_COLUMN,
      ]}
    />
  );
}

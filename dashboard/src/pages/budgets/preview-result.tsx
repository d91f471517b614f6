import type { Preview } from '../../api/types.ts';
import { formatDay } from '../../format/format-time.ts';
import { Badge, toneOf } from '../../parts/badge.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Money } from '../../parts/money.tsx';
import { Empty } from '../../parts/read-view.tsx';
import { SEVERITY_RANKS } from './crossings.ts';
import { scopeText } from './scope-text.ts';

/** What a budget would have raised. */
export function PreviewResult({ preview: { firings, count } }: { readonly preview: Preview }) {
  if (count === 0) return <Empty title="It would not have fired in the last 30 days" />;
  return (
    <section className="stack">
      <h3>It would have fired {count} times in the last 30 days</h3>
      <DataTable
        caption="What would have fired"
        rows={firings}
        keyOf={({ day, threshold, scope }) => `${day}/${threshold}/${scope.id}`}
        columns={[
          { name: 'Day', value: ({ day }) => day, cell: ({ day }) => formatDay(day) },
          {
            name: 'Scope',
            value: ({ scope }) => scopeText(scope),
            cell: ({ scope }) => scopeText(scope),
          },
          {
            name: 'Severity',
            value: ({ severity }) => severity,
            order: ({ severity }) => SEVERITY_RANKS[severity],
            cell: ({ severity }) => <Badge tone={toneOf(severity)}>{severity}</Badge>,
          },
          {
            name: 'Spent',
            numeric: true,
            value: ({ spentUsd }) => spentUsd,
            cell: ({ spentUsd }) => <Money usd={spentUsd} />,
          },
        ]}
      />
    </section>
  );
}

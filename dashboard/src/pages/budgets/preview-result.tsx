import type { Preview } from '../../api/types.ts';
import { formatDay } from '../../format/format-time.ts';
import { Badge, toneOf } from '../../parts/badge.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Money } from '../../parts/money.tsx';
import { Empty } from '../../parts/read-view.tsx';
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
          { name: 'Day', cell: ({ day }) => formatDay(day) },
          { name: 'Scope', cell: ({ scope }) => scopeText(scope) },
          { name: 'Severity', cell: ({ severity }) => <Badge tone={toneOf(severity)}>{severity}</Badge> },
          { name: 'Spent', numeric: true, cell: ({ spentUsd }) => <Money usd={spentUsd} /> },
        ]}
      />
    </section>
  );
}

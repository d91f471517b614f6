import type { ResourceList } from '../../api/types.ts';
import { formatCount } from '../../format/format-money.ts';
import { formatTime } from '../../format/format-time.ts';
import { Badge } from '../../parts/badge.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { resourceHref, ThingLink } from '../../parts/links.tsx';
import { Money } from '../../parts/money.tsx';

/** Resources with their dates; deleted ones are struck through and say so. */
export function ResourceTable({ resources }: { readonly resources: ResourceList['resources'] }) {
  return (
    <DataTable
      caption="Resources by cost"
      rows={resources}
      keyOf={({ type, id }) => `${type}/${id}`}
      rowClass={({ deletedAt }) => (deletedAt === null ? '' : 'deleted')}
      columns={[
        {
          name: 'Resource',
          cell: ({ type, id, name, deletedAt }) => (
            <>
              <ThingLink href={resourceHref(type, id)}>{name ?? id}</ThingLink>{' '}
              <span className="hint">{type}</span> {deletedAt === null ? null : <Badge>deleted</Badge>}
            </>
          ),
        },
        { name: 'First', minor: true, cell: ({ firstAt }) => formatTime(firstAt) },
        { name: 'Last recorded', minor: true, cell: ({ updatedAt }) => formatTime(updatedAt) },
        { name: 'Entries', numeric: true, minor: true, cell: ({ events }) => formatCount(events) },
        { name: 'Spent', numeric: true, cell: ({ totalUsd }) => <Money usd={totalUsd} /> },
      ]}
    />
  );
}

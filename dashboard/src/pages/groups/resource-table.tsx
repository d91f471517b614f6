import type { ResourceList } from '../../api/types.ts';
import { formatCount } from '../../format/format-money.ts';
import { formatTime } from '../../format/format-time.ts';
import { Badge } from '../../parts/badge.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { EXPLORE_COLUMN, ExploreLink, resourceHref, RowLink } from '../../parts/links.tsx';
import type { Range } from '../../state/range.ts';
import { useTrendColumn } from '../../table/trend-column.tsx';
import { ENTRIES_COLUMN, SPENT_COLUMN } from '../../table/usual-columns.tsx';

/** Resources with their dates; deleted ones are struck through and say so. */
export function ResourceTable({
  resources,
  range,
  group,
  partial,
}: {
  readonly resources: ResourceList['resources'];
  readonly range: Range;
  /** `TYPE/ID` of the group whose costs alone are meant. */
  readonly group?: string;
  readonly partial: boolean;
}) {
  const trend = useTrendColumn<ResourceList['resources'][number]>(
    'resource',
    range,
    ({ type, id }) => `${type}/${id}`,
    group,
  );
  return (
    <DataTable
      caption="Resources by cost"
      id="resources"
      partial={partial}
      rows={resources}
      keyOf={({ type, id }) => `${type}/${id}`}
      rowClass={({ deletedAt }) => (deletedAt === null ? '' : 'deleted')}
      columns={[
        {
          name: 'Resource',
          value: ({ id, name }) => name ?? id,
          beside: [
            ['Type', ({ type }) => type],
            ['Id', ({ id }) => id],
            ['Deleted', ({ deletedAt }) => deletedAt],
            ['Unpriced', ({ unpricedEvents }) => unpricedEvents],
          ],
          cell: ({ type, id, name, deletedAt }) => (
            <>
              <RowLink href={resourceHref(type, id)}>{name ?? id}</RowLink>{' '}
              <span className="hint">{type}</span> {deletedAt === null ? null : <Badge>deleted</Badge>}
            </>
          ),
        },
        { name: 'Type', optional: true, value: ({ type }) => type, cell: ({ type }) => type },
        { name: 'Id', optional: true, value: ({ id }) => id, cell: ({ id }) => id },
        {
          name: 'First, UTC',
          minor: true,
          value: ({ firstAt }) => firstAt,
          cell: ({ firstAt }) => <span className="moment">{formatTime(firstAt)}</span>,
        },
        {
          name: 'Last recorded, UTC',
          minor: true,
          value: ({ updatedAt }) => updatedAt,
          cell: ({ updatedAt }) => <span className="moment">{formatTime(updatedAt)}</span>,
        },
        trend,
        { ...ENTRIES_COLUMN, minor: true },
        {
          name: 'Unpriced',
          numeric: true,
          minor: true,
          optional: true,
          value: ({ unpricedEvents }) => unpricedEvents,
          cell: ({ unpricedEvents }) => (unpricedEvents === 0 ? '–' : formatCount(unpricedEvents)),
        },
        SPENT_COLUMN,
        {
          ...EXPLORE_COLUMN,
          cell: ({ type, id }) => <ExploreLink name="resource" value={`${type}/${id}`} />,
        },
      ]}
    />
  );
}

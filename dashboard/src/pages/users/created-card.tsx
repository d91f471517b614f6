import type { UserTotals } from '../../api/types.ts';
import { formatCount } from '../../format/format-money.ts';
import { Card } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { groupHref, resourceHref, RowLink } from '../../parts/links.tsx';
import { Spent } from '../../parts/spent.tsx';
import { ENTRIES_COLUMN, SPENT_COLUMN } from '../../table/usual-columns.tsx';

/** What came without a user for resources and groups of this user: beside the total, never in it. */
export function CreatedCard({ created }: Pick<UserTotals, 'created'>) {
  if (created.events === 0) return null;
  return (
    <Card title="Created, without a user" hint="Not in the total above">
      <p>
        <Spent usd={created.totalUsd} unpriced={created.unpricedEvents} /> of work without a user, in{' '}
        {formatCount(created.events)} {created.events === 1 ? 'entry' : 'entries'}
        {created.complete ? '.' : '; there are more than were added up here.'}
      </p>
      <DataTable
        caption="Created resources and groups with work without a user"
        rows={created.items}
        keyOf={({ kind, type, id }) => JSON.stringify([kind, type, id])}
        columns={[
          {
            name: 'Created',
            value: ({ type, id, name }) => name ?? `${type} ${id}`,
            cell: ({ kind, type, id, name }) => (
              <RowLink href={kind === 'group' ? groupHref(type, id) : resourceHref(type, id)}>
                {name ?? `${type} ${id}`}
              </RowLink>
            ),
          },
          { ...ENTRIES_COLUMN, minor: true },
          { ...SPENT_COLUMN, name: 'Cost' },
        ]}
      />
    </Card>
  );
}

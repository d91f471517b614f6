import { useSearch } from 'wouter';
import { useInfiniteRead } from '../../api/use-infinite-read.ts';
import type { GroupList, ResourceList } from '../../api/types.ts';
import { Badge } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { EXPLORE_COLUMN, ExploreLink, groupHref, RowLink } from '../../parts/links.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { RangePicker } from '../../parts/range-picker.tsx';
import { Empty, ReadView } from '../../parts/read-view.tsx';
import { tabOf, Tabs } from '../../parts/tabs.tsx';
import { useRange } from '../../parts/use-range.ts';
import type { Range } from '../../state/range.ts';
import { ResourceTable } from './resource-table.tsx';
import { useTrendColumn } from '../../table/trend-column.tsx';
import { ENTRIES_COLUMN, SPENT_COLUMN } from '../../table/usual-columns.tsx';

const TABS = [
  ['groups', 'Groups'],
  ['resources', 'Resources'],
] as const;

/** What costs are booked on: campaigns, podcasts, series, and their sessions and episodes. */
export function GroupsPage() {
  const tab = tabOf(useSearch(), TABS);
  const [range, setRange] = useRange();
  return (
    <div className="page">
      <PageHead title="Groups and resources" lead="Campaigns, podcasts or series, and the work inside them.">
        <RangePicker range={range} onChange={setRange} />
      </PageHead>
      <Tabs label="Groups and resources" path="/groups" tabs={TABS} current={tab} />
      {tab === 'groups' ? <Groups range={range} /> : <Resources range={range} />}
    </div>
  );
}

function Groups({ range }: { readonly range: Range }) {
  const { from, to } = range;
  const trend = useTrendColumn<GroupList['groups'][number]>(
    'group',
    range,
    ({ type, id }) => `${type}/${id}`,
  );
  const read = useInfiniteRead<GroupList>('/groups', { from, to, sort: 'cost', limit: 100 });
  return (
    <Card title="Groups" hint="The most expensive first">
      <ReadView read={read} what="groups">
        {({ pages }) => {
          const groups = pages.flatMap((page) => page.groups);
          if (groups.length === 0) return <Empty title="Nothing was booked on a group in this range" />;
          return (
            <>
              <DataTable
                caption="Groups by cost"
                id="groups"
                partial={read.hasNextPage}
                rows={groups}
                keyOf={({ type, id }) => `${type}/${id}`}
                columns={[
                  {
                    name: 'Group',
                    value: ({ id, name }) => name ?? id,
                    beside: [
                      ['Id', ({ id }) => id],
                      ['Deleted', ({ deletedAt }) => deletedAt],
                    ],
                    cell: ({ type, id, name, deletedAt }) => (
                      <>
                        <RowLink href={groupHref(type, id)}>{name ?? id}</RowLink>{' '}
                        {name === null ? null : <span className="hint">{id}</span>}{' '}
                        {deletedAt === null ? null : <Badge>deleted</Badge>}
                      </>
                    ),
                  },
                  { name: 'Type', minor: true, value: ({ type }) => type, cell: ({ type }) => type },
                  trend,
                  { ...ENTRIES_COLUMN, minor: true },
                  {
                    name: 'Unpriced',
                    numeric: true,
                    minor: true,
                    value: ({ unpricedEvents }) => unpricedEvents,
                    cell: ({ unpricedEvents }) =>
                      unpricedEvents === 0 ? '–' : <Badge tone="warning">{unpricedEvents}</Badge>,
                  },
                  SPENT_COLUMN,
                  {
                    ...EXPLORE_COLUMN,
                    cell: ({ type, id }) => <ExploreLink name="group" value={`${type}/${id}`} />,
                  },
                ]}
              />
              <MoreButton read={read} label="More" />
            </>
          );
        }}
      </ReadView>
    </Card>
  );
}

function Resources({ range }: { readonly range: Range }) {
  const { from, to } = range;
  const read = useInfiniteRead<ResourceList>('/resources', { from, to, sort: 'cost', limit: 100 });
  return (
    <Card title="Resources" hint="The most expensive first">
      <ReadView read={read} what="resources">
        {({ pages }) => {
          const resources = pages.flatMap((page) => page.resources);
          if (resources.length === 0) return <Empty title="Nothing was booked on a resource in this range" />;
          return (
            <>
              <ResourceTable resources={resources} range={range} partial={read.hasNextPage} />
              <MoreButton read={read} label="More" />
            </>
          );
        }}
      </ReadView>
    </Card>
  );
}

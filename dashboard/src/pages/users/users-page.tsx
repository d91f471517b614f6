import { useDeferredValue } from 'react';
import { shownUserId } from '../../../../contracts/system-user.ts';
import type { Trends, UserList } from '../../api/types.ts';
import { ownData, useRead } from '../../api/use-read.ts';
import { useInfiniteRead } from '../../api/use-infinite-read.ts';
import { shareBasisPoints, sumDecimals } from '../../format/decimal.ts';
import { formatShare } from '../../format/format-money.ts';
import { Badge } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { SearchInput } from '../../parts/fields.tsx';
import { EXPLORE_COLUMN, ExploreLink, RowLink, userHref } from '../../parts/links.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { RangePicker } from '../../parts/range-picker.tsx';
import { Empty, ReadView } from '../../parts/read-view.tsx';
import { isUnpriced } from '../../parts/spend.ts';
import { useRange } from '../../parts/use-range.ts';
import { useSearchTexts } from '../../parts/use-search-texts.ts';
import { AlsoFound } from './also-found.tsx';
import { CompareUsers } from './compare-users.tsx';
import type { Range } from '../../state/range.ts';
import { useTrendColumn } from '../../table/trend-column.tsx';
import { ENTRIES_COLUMN, SPENT_COLUMN } from '../../table/usual-columns.tsx';

/** As many as a chart can tell apart. */
const MOST_COMPARED = 5;

/** Who spends how much: search, compare, look into one. */
export function UsersPage() {
  const [range, setRange] = useRange();
  const { from, to } = range;
  const [wanted, setWanted] = useSearchTexts('q');
  const text = wanted[0] ?? '';
  const search = useDeferredValue(text.trim().toLowerCase());
  const [compared, setCompared] = useSearchTexts('compare');
  const read = useInfiniteRead<UserList>('/users', { from, to, sort: 'cost', limit: 200 });
  const trends = useRead<Trends>('/trends', { from, to, interval: 'day' });
  const own = ownData(trends);
  const total = own && sumDecimals(own.points.map(({ totalUsd }) => totalUsd));
  const toggle = (userId: string) =>
    setCompared(
      compared.includes(userId)
        ? compared.filter((name) => name !== userId)
        : [...compared, userId].slice(-MOST_COMPARED),
    );
  return (
    <div className="page">
      <PageHead
        title="Users"
        lead="Who spends how much; tick up to five to compare them."
        asOf={read.data?.pages[0]?.asOf}
      >
        <RangePicker range={range} onChange={setRange} />
      </PageHead>
      {compared.length === 0 ? null : (
        <CompareUsers users={compared} range={range} onClear={() => setCompared([])} />
      )}
      <Card
        title="Spenders"
        hint="Work without a user is system; the page of a user tells what the work that they created has cost"
        actions={<SearchInput label="Search users" value={text} onChange={(next) => setWanted([next])} />}
      >
        <ReadView read={read} what="users">
          {({ pages }) => {
            const users = pages.flatMap((page) => page.users);
            const found = users.filter(({ userId, name }) =>
              `${name ?? ''} ${shownUserId(userId)}`.toLowerCase().includes(search),
            );
            if (users.length === 0) return <Empty title="No spend in this range" />;
            return (
              <>
                {read.hasNextPage && search !== '' ? (
                  <AlsoFound text={search} without={users.map(({ userId }) => userId)} />
                ) : null}
                {found.length === 0 ? <Empty title={`No user here is named like “${search}”`} /> : null}
                <UserTable users={found} {...{ range, total, compared, toggle, partial: read.hasNextPage }} />
                <MoreButton read={read} label="More users" />
              </>
            );
          }}
        </ReadView>
      </Card>
    </div>
  );
}

interface UserTableProps {
  readonly users: UserList['users'];
  readonly range: Range;
  readonly total: string | undefined;
  readonly compared: readonly string[];
  readonly toggle: (userId: string) => void;
  readonly partial: boolean;
}

function UserTable({ users, range, total, compared, toggle, partial }: UserTableProps) {
  const trend = useTrendColumn<UserList['users'][number]>('user', range, ({ userId }) => userId);
  return (
    <DataTable
      caption="Users by cost"
      id="users"
      partial={partial}
      rows={users}
      keyOf={({ userId }) => userId}
      columns={[
        {
          name: 'Compare',
          isUnsorted: true,
          width: 'narrow',
          cell: ({ userId }) => (
            <input
              type="checkbox"
              aria-label={`Compare ${shownUserId(userId)}`}
              checked={compared.includes(userId)}
              onChange={() => toggle(userId)}
            />
          ),
        },
        {
          name: 'User',
          value: ({ userId, name }) => name ?? shownUserId(userId),
          beside: [
            ['Id', ({ userId }) => userId],
            ['Unpriced', ({ unpricedEvents }) => unpricedEvents],
            ['Deleted', ({ deletedAt }) => deletedAt],
          ],
          cell: ({ userId, name, deletedAt, unpricedEvents }) => (
            <>
              <RowLink href={userHref(userId)}>{name ?? shownUserId(userId)}</RowLink>{' '}
              {name === null ? null : <span className="hint">{userId}</span>}{' '}
              {deletedAt === null ? null : <Badge>deleted</Badge>}{' '}
              {unpricedEvents > 0 ? <Badge tone="warning">{unpricedEvents} unpriced</Badge> : null}
            </>
          ),
        },
        trend,
        { ...ENTRIES_COLUMN, minor: true },
        {
          name: 'Share',
          numeric: true,
          value: ({ totalUsd, unpricedEvents: unpriced }) =>
            total === undefined || isUnpriced({ usd: totalUsd, unpriced })
              ? null
              : String((shareBasisPoints(totalUsd, total) ?? 0) / 10_000),
          order: ({ totalUsd }) => totalUsd,
          cell: ({ totalUsd, unpricedEvents }) => {
            if (isUnpriced({ usd: totalUsd, unpriced: unpricedEvents })) return '–';
            return total === undefined ? '' : formatShare(shareBasisPoints(totalUsd, total) ?? 0);
          },
        },
        SPENT_COLUMN,
        { name: 'Id', optional: true, value: ({ userId }) => userId, cell: ({ userId }) => userId },
        {
          ...EXPLORE_COLUMN,
          cell: ({ userId }) => <ExploreLink name="user" value={shownUserId(userId)} />,
        },
      ]}
    />
  );
}

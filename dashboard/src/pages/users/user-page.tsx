import { useSearch } from 'wouter';
import { shownUserId, SYSTEM_NAME } from '../../../../contracts/system-user.ts';
import { thing } from '../../api/api.ts';
import type { UserTotals } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { Badge } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { EntryTable } from '../../parts/entry-table.tsx';
import { pageHref } from '../../parts/links.tsx';
import { Named } from '../../parts/named.tsx';
import { isNeverUsed, NeverUsed } from '../../parts/never-used.tsx';
import { NoId } from '../../parts/no-id.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { RangePicker } from '../../parts/range-picker.tsx';
import { ReadView } from '../../parts/read-view.tsx';
import { TotalsView, TrendView } from '../../parts/totals-view.tsx';
import { useNewestUse } from '../../parts/use-newest-use.ts';
import { useRange } from '../../parts/use-range.ts';
import { CreatedCard } from './created-card.tsx';
import { OpenEntry } from '../explore/open-entry.tsx';

/** One user: total, budgets, what it went to, history. */
export function UserPage() {
  const userId = new URLSearchParams(useSearch()).get('id');
  return userId ? <OneUser userId={userId} /> : <NoId what="user" listHref="/users" listName="All users" />;
}

function OneUser({ userId }: { readonly userId: string }) {
  const [range, setRange] = useRange();
  const { from, to } = range;
  const [path, query] = thing('users', userId);
  const read = useRead<UserTotals>(path, { ...query, from, to });
  const name = read.data?.userId === userId ? read.data.name : null;
  const filter: Record<string, string> = userId === SYSTEM_NAME ? { system: 'true' } : { userId };
  const newest = useNewestUse(filter);
  return (
    <div className="page">
      <PageHead
        title={name ?? shownUserId(userId)}
        lead={
          <>
            {name ? <Named name="One user" id={userId} /> : 'One user'}{' '}
            {read.data?.userId === userId && read.data.deletedAt ? <Badge>deleted</Badge> : null}
          </>
        }
        asOf={read.data?.asOf}
      >
        <RangePicker range={range} onChange={setRange} />
      </PageHead>
      <ReadView read={read} what="the user">
        {(totals) => (
          <>
            {isNeverUsed(totals) ? (
              <NeverUsed what="user" id={userId} />
            ) : (
              <TotalsView totals={totals} id={userId} latestAt={newest} filter={{ user: userId }} />
            )}
            <CreatedCard created={totals.created} />
          </>
        )}
      </ReadView>
      {isNeverUsed(read.data) ? null : (
        <>
          <TrendView filter={{ user: userId }} range={range} />
          <Card title="Entries" hint="Newest first">
            <EntryTable path="/entries" filter={{ ...filter, from, to }} narrowHref={pageHref} />
          </Card>
        </>
      )}
      <OpenEntry />
    </div>
  );
}

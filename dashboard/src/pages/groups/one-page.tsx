import { useState } from 'react';
import { Link, useSearch } from 'wouter';
import { thing } from '../../api/api.ts';
import type { ApiEntry, GroupTotals, Receipt } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { Badge } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { EntryTable } from '../../parts/entry-table.tsx';
import { groupHref } from '../../parts/links.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { RangePicker } from '../../parts/range-picker.tsx';
import { ReadView } from '../../parts/read-view.tsx';
import { TotalsView, TrendView } from '../../parts/totals-view.tsx';
import { useRange } from '../../parts/use-range.ts';
import { clockNow } from '../../state/days.ts';
import { EntryDialog } from '../explore/entry-dialog.tsx';
import { ResourceTable } from './groups-page.tsx';

function useReference(): { type: string; id: string } {
  const search = new URLSearchParams(useSearch());
  return { type: search.get('type') ?? '', id: search.get('id') ?? '' };
}

/** One campaign, podcast or series with what is in it. */
export function GroupPage() {
  const { type, id } = useReference();
  const [range, setRange] = useRange();
  const { from, to } = range;
  const [path, query] = thing('groups', type, id);
  const read = useRead<GroupTotals>(path, { ...query, from, to, limit: 200 });
  return (
    <div className="page">
      <PageHead
        title={id}
        lead={
          <>
            One {type} <Lifecycle deletedAt={read.data?.deletedAt} />
          </>
        }
        asOf={read.data?.asOf}
      >
        <RangePicker range={range} onChange={setRange} />
      </PageHead>
      <ReadView read={read} what={`the ${type}`}>
        {(totals) => (
          <>
            <TotalsView totals={totals} id={id} />
            <TrendView filter={{ group: `${type}/${id}` }} range={range} />
            <Card title="Resources" hint="The most expensive first">
              <ResourceTable resources={totals.resources} />
            </Card>
          </>
        )}
      </ReadView>
    </div>
  );
}

interface LifecycleProps {
  readonly deletedAt: string | null | undefined;
  readonly isLive?: boolean;
}

/** Whether it is gone, or still being worked on. */
function Lifecycle({ deletedAt, isLive = false }: LifecycleProps) {
  if (deletedAt) return <Badge>deleted</Badge>;
  return isLive ? <Badge tone="accent">running</Badge> : null;
}

/** A receipt is live while something was booked on it this recently, ms. */
const LIVE_MS = 10 * 60_000;
/** How often a live receipt is read again, ms. */
const LIVE_EVERY = 3000;

/** The receipt of one session, episode or job; it runs along while the work does. */
export function ResourcePage() {
  const { type, id } = useReference();
  const [path, query] = thing('resources', type, id);
  const read = useRead<Receipt>(path, query, { every: LIVE_EVERY });
  const [open, setOpen] = useState<ApiEntry>();
  const latest = read.data?.updatedAt;
  const isLive = typeof latest === 'string' && clockNow() - Date.parse(latest) < LIVE_MS;
  return (
    <div className="page">
      <PageHead
        title={id}
        lead={
          <>
            Receipt of one {type} <Lifecycle deletedAt={read.data?.deletedAt} isLive={isLive} />
          </>
        }
        asOf={read.data?.asOf}
      />
      <ReadView read={read} what="the receipt">
        {(receipt) => (
          <>
            {receipt.groups.length === 0 ? null : (
              <p className="hint">
                Part of{' '}
                {receipt.groups.map((group) => (
                  <Link key={`${group.type}/${group.id}`} href={groupHref(group.type, group.id)}>
                    {group.type} {group.id}
                  </Link>
                ))}
              </p>
            )}
            <TotalsView totals={receipt} id={id} />
          </>
        )}
      </ReadView>
      <Card title="Entries" hint="Newest first">
        <EntryTable path="/entries" filter={{ resourceType: type, resourceId: id }} onOpen={setOpen} />
      </Card>
      {open ? <EntryDialog id={open.id} day={open.day} onClose={() => setOpen(undefined)} /> : null}
    </div>
  );
}

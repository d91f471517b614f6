import { Link } from 'wouter';
import { thing } from '../../api/api.ts';
import type { Receipt } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { Card } from '../../parts/card.tsx';
import { EntryTable } from '../../parts/entry-table.tsx';
import { groupHref, pageHref } from '../../parts/links.tsx';
import { Named } from '../../parts/named.tsx';
import { isNeverUsed, NeverUsed } from '../../parts/never-used.tsx';
import { NoId } from '../../parts/no-id.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { ReadView } from '../../parts/read-view.tsx';
import { TotalsView } from '../../parts/totals-view.tsx';
import { clockNow } from '../../state/days.ts';
import { OpenEntry } from '../explore/open-entry.tsx';
import { Lifecycle } from './lifecycle.tsx';
import { formatCount, formatUsd } from '../../format/format-money.ts';
import { useNewestUse } from '../../parts/use-newest-use.ts';
import { type Reference, useReference } from './use-reference.ts';

/** A receipt is live while a call is held for it, or while it was used this recently, ms. */
const LIVE_MS = 10 * 60_000;
/** How often a live receipt is read again, ms. */
const LIVE_EVERY = 3000;

/** The receipt of one session, episode or job; it runs along while the work does. */
export function ResourcePage() {
  const reference = useReference();
  return reference ? (
    <OneResource {...reference} />
  ) : (
    <NoId what="resource" listHref="/groups?tab=resources" listName="All resources" />
  );
}

function OneResource({ type, id }: Reference) {
  const [path, query] = thing('resources', type, id);
  const read = useRead<Receipt>(path, query, { every: LIVE_EVERY });
  const newest = useNewestUse({ resourceType: type, resourceId: id });
  const own = read.data?.resource;
  const name = own?.type === type && own.id === id ? read.data?.name : null;
  const isHeld = read.data !== undefined && read.data.heldUsd !== '0';
  const isLive = isHeld || (typeof newest === 'string' && clockNow() - Date.parse(newest) < LIVE_MS);
  return (
    <div className="page">
      <PageHead
        title={name ?? id}
        lead={
          <>
            {name ? <Named name={`Receipt of one ${type}`} id={id} /> : `Receipt of one ${type}`}{' '}
            <Lifecycle deletedAt={read.data?.deletedAt} isLive={isLive} />
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
                {receipt.groups.map((group, index) => (
                  <span key={`${group.type}/${group.id}`}>
                    {index === 0 ? '' : ', '}
                    <Link href={groupHref(group.type, group.id)}>
                      {group.type} {group.name ?? group.id}
                    </Link>
                  </span>
                ))}
              </p>
            )}
            {receipt.neverUsed && receipt.pending.complete ? null : <Pending pending={receipt.pending} />}
            {isNeverUsed(receipt) ? (
              <NeverUsed what={type} id={id} />
            ) : (
              <TotalsView totals={receipt} id={id} latestAt={newest} />
            )}
          </>
        )}
      </ReadView>
      {isNeverUsed(read.data) ? null : (
        <Card title="Entries" hint="Newest first">
          <EntryTable path="/entries" filter={{ resourceType: type, resourceId: id }} narrowHref={pageHref} />
        </Card>
      )}
      <OpenEntry />
    </div>
  );
}

/** `1 event`, `2,000 events`. */
function counted(count: number, one: string): string {
  return `${formatCount(count)} ${count === 1 ? one : `${one}s`}`;
}

/** What may still come, in words; nothing where the receipt is complete. */
function Pending({ pending }: { readonly pending: Receipt['pending'] }) {
  const { heldUsd, unpricedEvents, uncountedEvents, queuedMessages, complete } = pending;
  if (complete) return <p className="hint">Complete: all that was sent is counted.</p>;
  const parts = [
    ...(heldUsd === '0' ? [] : [`${formatUsd(heldUsd)} held for calls that run`]),
    ...(unpricedEvents === 0 ? [] : [`${counted(unpricedEvents, 'event')} without a price`]),
    ...(uncountedEvents === 0 ? [] : [`${counted(uncountedEvents, 'event')} of the ledger not counted yet`]),
    ...(queuedMessages === null
      ? ['the queue does not answer']
      : queuedMessages === 0
        ? []
        : [`${counted(queuedMessages, 'message')} of the ledger in the queue`]),
  ];
  return <p className="hint">{`May still change: ${parts.join(', ')}.`}</p>;
}

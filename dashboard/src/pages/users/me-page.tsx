import { useState } from 'react';
import { atLeast } from '../../../../contracts/at-least.ts';
import type { ApiEntry, Projections, UserTotals } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { subtractDecimals } from '../../format/decimal.ts';
import { Badge, GateBadge, toneOf } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { EntryTable } from '../../parts/entry-table.tsx';
import { Figure } from '../../parts/figure.tsx';
import { Money } from '../../parts/money.tsx';
import { isNeverUsed, NeverUsed } from '../../parts/never-used.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { RangePicker } from '../../parts/range-picker.tsx';
import { ReadView } from '../../parts/read-view.tsx';
import { Spent } from '../../parts/spent.tsx';
import { TotalsView, TrendView } from '../../parts/totals-view.tsx';
import { useNewestUse } from '../../parts/use-newest-use.ts';
import { useRange } from '../../parts/use-range.ts';
import { EntryView } from '../explore/entry-view.tsx';
import { CreatedCard } from './created-card.tsx';
import { DownloadEntries } from './download-entries.tsx';
import { OwnResourcesCard } from './own-resources-card.tsx';

/** The costs of the user who is signed in: what is left, where the month goes, what it went to, every entry. */
export function MePage() {
  const [range, setRange] = useRange();
  const { from, to } = range;
  const read = useRead<UserTotals>('/me', { from, to });
  const newest = useNewestUse({}, '/me/entries');
  const [open, setOpen] = useState<ApiEntry>();
  const userId = read.data?.userId;
  return (
    <div className="page">
      <PageHead title="My costs" lead={userId && `What ${userId} used`} asOf={read.data?.asOf}>
        <RangePicker range={range} onChange={setRange} />
      </PageHead>
      <ReadView read={read} what="your costs">
        {(totals) => (
          <>
            <LeftCard totals={totals} />
            {isNeverUsed(totals) ? (
              <NeverUsed what="user" id={totals.userId} />
            ) : (
              <TotalsView
                totals={totals}
                id={totals.userId}
                latestAt={newest}
                filter={{ userId: totals.userId }}
              />
            )}
            <CreatedCard created={totals.created} />
          </>
        )}
      </ReadView>
      {userId === undefined ? null : <TrendView filter={{ userId }} range={range} />}
      <OwnResourcesCard range={range} />
      <Card title="Entries" hint="Newest first" actions={<DownloadEntries range={range} />}>
        <EntryTable path="/me/entries" filter={{ from, to }} onOpen={setOpen} />
      </Card>
      {open ? (
        <Dialog title={`Entry ${open.id}`} kind="side" onClose={() => setOpen(undefined)}>
          <EntryView entry={open} />
        </Dialog>
      ) : null}
    </div>
  );
}

/** What is left of each limit, and where the month will end. */
function LeftCard({ totals: { userId, budgets } }: { readonly totals: UserTotals }) {
  const { data } = useRead<Projections>('/projections', { userId });
  return (
    <Card title="What is left">
      <dl className="figures">
        {budgets.map(({ id, name, period, limitUsd, spentUsd, heldUsd, severity, gate, unpricedEvents }) => (
          <Figure
            key={`${id}/${period}`}
            name={`${name}, ${period}`}
            value={
              <Left
                usd={subtractDecimals(subtractDecimals(limitUsd, spentUsd), heldUsd)}
                unpriced={unpricedEvents}
              />
            }
            note={
              <>
                of <Money usd={limitUsd} /> <Badge tone={toneOf(severity)}>{severity}</Badge>{' '}
                <GateBadge gate={gate} />
              </>
            }
          />
        ))}
        {budgets.length === 0 ? <Figure name="Limit" value="none" note="nothing stops your calls" /> : null}
        {data ? (
          <Figure
            name="Expected at month end"
            value={<Spent usd={data.projectedUsd} unpriced={data.unpricedEvents} />}
            note={
              <>
                <Money usd={data.lowUsd} /> to <Money usd={data.highUsd} />
              </>
            }
          />
        ) : null}
      </dl>
    </Card>
  );
}

/** What is missing in what was spent makes this the most that can be left, or the least that is over. */
function Left({ usd, unpriced }: { readonly usd: string; readonly unpriced: number }) {
  return usd.startsWith('-') ? (
    <>
      {atLeast(unpriced)}
      <Money usd={usd.slice(1)} /> over
    </>
  ) : (
    <>
      {unpriced > 0 ? 'at most ' : ''}
      <Money usd={usd} /> left
    </>
  );
}

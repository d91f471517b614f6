import { useState } from 'react';
import { Link } from 'wouter';
import { shownUserId } from '../../../../contracts/system-user.ts';
import type { HoldList } from '../../api/types.ts';
import { useInfiniteRead } from '../../api/use-infinite-read.ts';
import { formatTime } from '../../format/format-time.ts';
import { AddressProblem } from '../../parts/address-problem.tsx';
import { Badge } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { useSession } from '../../parts/context.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { userHref } from '../../parts/links.tsx';
import { breakable } from '../../parts/named.tsx';
import { type NameOf, namesOf } from '../../parts/names.ts';
import { Money } from '../../parts/money.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Empty, ReadView } from '../../parts/read-view.tsx';
import { Segments } from '../../parts/segments.tsx';
import { useChoice } from '../../parts/use-choice.ts';
import { HeldCall } from './held-call.tsx';
import { ReleaseDialog, type Releasing } from './release-dialog.tsx';

type Hold = HoldList['holds'][number];

const SHOWN = [
  ['OPEN', 'Open'],
  ['all', 'Last day'],
] as const;

/** Money set aside for calls that run now. */
export function HoldsTab() {
  const { person } = useSession();
  const { value: status, problem, choose } = useChoice('holds', SHOWN, 'list of holds');
  const read = useInfiniteRead<HoldList>('/budgets/holds', { status, limit: 200, names: 'true' });
  const [releasing, setReleasing] = useState<Releasing>();
  return (
    <Card
      title="Holds"
      hint="Set aside before a call, settled by its usage, expired by themselves"
      actions={<Segments label="Which holds" value={status} options={SHOWN} onChange={choose} />}
    >
      <AddressProblem problem={problem} />
      <ReadView read={read} what="holds">
        {({ pages }) => {
          const holds = pages.flatMap((page) => page.holds);
          return holds.length === 0 && !read.hasNextPage ? (
            <Empty title="Nothing is held">
              <p>Applications that ask the gate before a call show here while the call runs.</p>
            </Empty>
          ) : (
            <>
              <Holds
                holds={holds}
                partial={read.hasNextPage}
                nameOf={namesOf(pages.flatMap(({ names = [] }) => names))}
                onRelease={person.isAdmin ? setReleasing : undefined}
              />
              <MoreButton read={read} label="More holds" />
            </>
          );
        }}
      </ReadView>
      {releasing ? <ReleaseDialog {...releasing} onClose={() => setReleasing(undefined)} /> : null}
    </Card>
  );
}

function Holds({
  holds,
  partial,
  nameOf,
  onRelease,
}: {
  readonly holds: readonly Hold[];
  readonly partial: boolean;
  readonly nameOf: NameOf;
  readonly onRelease: ((releasing: Releasing) => void) | undefined;
}) {
  const open = holds.filter((hold) => hold.status === 'OPEN');
  const countOf = (userId: string | null) => open.filter((hold) => hold.userId === userId).length;
  return (
    <DataTable
      caption="Holds"
      id="holds"
      rows={holds}
      partial={partial}
      keyOf={({ id }) => id}
      columns={[
        {
          name: 'Who, since (UTC)',
          value: ({ userId, createdAt }) => `${shownUserId(userId)} ${createdAt}`,
          cell: ({ userId, createdAt }) => (
            <>
              {userId === null ? (
                shownUserId(userId)
              ) : (
                <>
                  <Link href={userHref(userId)}>
                    <bdi>{nameOf('user', { id: userId }) ?? userId}</bdi>
                  </Link>{' '}
                  {nameOf('user', { id: userId }) === undefined ? null : (
                    <span className="hint">{breakable(userId)}</span>
                  )}
                </>
              )}
              <br />
              <span className="hint">{formatTime(createdAt)}</span>
            </>
          ),
        },
        {
          name: 'Call',
          width: 'wide',
          value: ({ call }) => [call.provider, call.model].join(' '),
          beside: [
            ['Id', ({ id }) => id],
            ['Parent', ({ parentHoldId }) => parentHoldId],
          ],
          cell: (hold) => <HeldCall hold={hold} nameOf={nameOf} />,
        },
        {
          name: 'Status',
          minor: true,
          value: ({ status }) => status,
          cell: ({ status }) => (
            <Badge tone={status === 'OPEN' ? 'accent' : 'neutral'}>{status.toLowerCase()}</Badge>
          ),
        },
        {
          name: 'Until',
          minor: true,
          value: ({ expiresAt }) => expiresAt,
          cell: ({ expiresAt }) => formatTime(expiresAt),
        },
        {
          name: 'Held',
          numeric: true,
          value: ({ estimateUsd }) => estimateUsd,
          beside: [['Left', ({ leftUsd }) => leftUsd]],
          cell: ({ estimateUsd, leftUsd }) => (
            <>
              <Money usd={estimateUsd} />
              {leftUsd === null ? null : (
                <>
                  <br />
                  <span className="hint">
                    <Money usd={leftUsd} /> left
                  </span>
                </>
              )}
            </>
          ),
        },
        {
          name: 'Change',
          isUnsorted: true,
          numeric: true,
          cell: (hold) =>
            onRelease && hold.status === 'OPEN' ? (
              <span className="row-actions">
                <ReleaseButton label="Release" onClick={() => onRelease({ hold, all: false })} />
                {hold.userId !== null && countOf(hold.userId) > 1 ? (
                  <ReleaseButton label="All of theirs" onClick={() => onRelease({ hold, all: true })} />
                ) : null}
              </span>
            ) : null,
        },
      ]}
    />
  );
}

function ReleaseButton({ label, onClick }: { readonly label: string; readonly onClick: () => void }) {
  return (
    <button type="button" className="button button-small" onClick={onClick}>
      {label}
    </button>
  );
}

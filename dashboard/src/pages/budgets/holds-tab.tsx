import { useState } from 'react';
import { Link } from 'wouter';
import { shownUserId } from '../../../../contracts/system-user.ts';
import type { HoldList } from '../../api/types.ts';
import { useInfiniteRead } from '../../api/use-infinite-read.ts';
import { useWrite } from '../../api/use-write.ts';
import { formatTime } from '../../format/format-time.ts';
import { Badge } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { useSession } from '../../parts/context.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Confirm } from '../../parts/dialog.tsx';
import { resourceHref, userHref } from '../../parts/links.tsx';
import { breakable } from '../../parts/named.tsx';
import { type NameOf, namesOf } from '../../parts/names.ts';
import { Money } from '../../parts/money.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Empty, ReadView } from '../../parts/read-view.tsx';
import { Segments } from '../../parts/segments.tsx';

type Hold = HoldList['holds'][number];

/** Money set aside for calls that run now. */
export function HoldsTab() {
  const { person } = useSession();
  const [status, setStatus] = useState<'OPEN' | 'all'>('OPEN');
  const read = useInfiniteRead<HoldList>('/budgets/holds', { status, limit: 200, names: 'true' });
  const [releasing, setReleasing] = useState<Releasing>();
  return (
    <Card
      title="Holds"
      hint="Set aside before a call, settled by its usage, expired by themselves"
      actions={
        <Segments
          label="Which holds"
          value={status}
          options={[
            ['OPEN', 'Open'],
            ['all', 'Last day'],
          ]}
          onChange={setStatus}
        />
      }
    >
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

/** A hold, or all open ones of its person. */
interface Releasing {
  readonly hold: Hold;
  readonly all: boolean;
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
          cell: ({ call }) => <CallText call={call} nameOf={nameOf} />,
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
          cell: ({ estimateUsd }) => <Money usd={estimateUsd} />,
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

/** What the call is for: its model, and the work it belongs to. */
function CallText({
  call: { provider, model, resource, group },
  nameOf,
}: {
  readonly call: Hold['call'];
  readonly nameOf: NameOf;
}) {
  const what = [provider, model].filter((part) => part !== null).join(' · ');
  return (
    <>
      {what === '' ? 'not said' : what}
      {resource === null ? null : (
        <>
          <br />
          <Link href={resourceHref(resource.type, resource.id)} title={resource.id}>
            {`${resource.type} ${nameOf('resource', resource) ?? resource.id}`}
          </Link>
        </>
      )}
      {resource === null && group !== null ? (
        <span className="hint">
          {' '}
          {group.type} {nameOf('group', group) ?? group.id}
        </span>
      ) : null}
    </>
  );
}

function ReleaseDialog({ hold, all, onClose }: Releasing & { readonly onClose: () => void }) {
  const release = useWrite({
    done: all ? 'Their holds are released.' : 'The hold is released.',
    refresh: ['/budget'],
  });
  const write = all
    ? { path: '/budgets/holds/release', body: { userId: hold.userId } }
    : { path: `/budgets/holds/${encodeURIComponent(hold.id)}/release` };
  return (
    <Confirm
      title={all ? 'Release all holds of this person?' : 'Release the hold?'}
      action={all ? 'Release all' : 'Release'}
      onClose={onClose}
      onConfirm={() => release.mutate(write)}
    >
      <p>
        {all ? (
          <>All that calls of {shownUserId(hold.userId)} hold becomes free for other calls.</>
        ) : (
          <>
            <Money usd={hold.estimateUsd} /> become free for other calls.
          </>
        )}{' '}
        If a call does run, its usage counts all the same.
      </p>
    </Confirm>
  );
}

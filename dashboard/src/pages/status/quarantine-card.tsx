import { SUSPECT } from '../../../../contracts/usage-vocabulary.ts';
import { useState } from 'react';
import { useInfiniteRead } from '../../api/use-infinite-read.ts';
import type { QuarantineList } from '../../api/types.ts';
import { useWrite } from '../../api/use-write.ts';
import { formatTime } from '../../format/format-time.ts';
import { Badge } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { useSession } from '../../parts/context.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Empty, ReadView } from '../../parts/read-view.tsx';

type Item = QuarantineList['items'][number];

/** What was rejected, with its reason, and the way back in. */
export function QuarantineCard() {
  const { person } = useSession();
  const read = useInfiniteRead<QuarantineList>('/quarantine', { limit: 50 });
  const [open, setOpen] = useState<Item>();
  const redrive = useWrite({
    done: 'It is on the queue again.',
    refresh: ['/quarantine', '/status'],
    onDone: () => setOpen(undefined),
  });
  const accept = useWrite({
    done: 'It is on its way into the ledger as it is.',
    refresh: ['/quarantine', '/status', '/entries', '/dashboard'],
    onDone: () => setOpen(undefined),
  });
  return (
    <Card
      title="Quarantine"
      hint="Rejected, kept as received, and ready to be sent again once the cause is gone"
    >
      <ReadView read={read} what="the quarantine">
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0 && !read.hasNextPage) return <Empty title="Nothing was rejected" />;
          return (
            <>
              <Items items={items} onOpen={setOpen} />
              <MoreButton read={read} label="Older" />
            </>
          );
        }}
      </ReadView>
      {open ? (
        <Dialog title="Rejected message" kind="side" onClose={() => setOpen(undefined)}>
          <p>{open.reason}</p>
          <ul className="steps">
            {open.errors.map(({ field, message }) => (
              <li key={`${field}/${message}`}>
                <strong>{field}</strong> {message}
              </li>
            ))}
          </ul>
          <pre className="code" tabIndex={0} role="region" aria-label="The message as received">
            {open.body ?? `It is kept in the bucket, under ${open.bodyKey ?? 'an unknown name'}.`}
          </pre>
          {person.isAdmin ? (
            <div className="dialog-actions">
              {open.reason === SUSPECT ? (
                <button
                  type="button"
                  className="button button-primary"
                  disabled={accept.isPending}
                  onClick={() => accept.mutate({ path: redrivePath(open), body: { accept: true } })}
                >
                  It is right: record it
                </button>
              ) : (
                <button
                  type="button"
                  className="button button-primary"
                  disabled={redrive.isPending}
                  onClick={() => redrive.mutate({ path: redrivePath(open) })}
                >
                  Send it again
                </button>
              )}
            </div>
          ) : null}
        </Dialog>
      ) : null}
    </Card>
  );
}

function redrivePath({ id }: Item): string {
  return `/quarantine/${encodeURIComponent(id)}/redrive`;
}

function Items({
  items,
  onOpen,
}: {
  readonly items: readonly Item[];
  readonly onOpen: (item: Item) => void;
}) {
  return (
    <DataTable
      caption="Rejected messages"
      id="quarantine"
      rows={items}
      keyOf={({ id }) => id}
      columns={[
        {
          name: 'Time, UTC',
          value: ({ recordedAt }) => recordedAt,
          cell: (item) => (
            <button type="button" className="link-button" onClick={() => onOpen(item)}>
              {formatTime(item.recordedAt)}
            </button>
          ),
        },
        {
          name: 'Kind',
          value: ({ kind }) => kind,
          cell: ({ kind }) => <Badge tone={kind === 'conflict' ? 'warning' : 'neutral'}>{kind}</Badge>,
        },
        {
          name: 'Reason',
          value: ({ reason }) => reason,
          cell: ({ reason }) => (reason === SUSPECT ? <Badge tone="warning">{reason}</Badge> : reason),
        },
        {
          name: 'Event',
          minor: true,
          value: ({ eventId }) => eventId,
          cell: ({ eventId }) => eventId ?? '–',
        },
        {
          name: 'Sent again, UTC',
          minor: true,
          value: ({ redrivenAt }) => redrivenAt,
          cell: ({ redrivenAt }) => formatTime(redrivenAt),
        },
      ]}
    />
  );
}

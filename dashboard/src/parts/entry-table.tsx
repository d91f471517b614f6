import type { ReactNode } from 'react';
import { shownUserId } from '../../../contracts/user-names.ts';
import type { ApiEntry, EntryList } from '../api/types.ts';
import { useInfiniteRead } from '../api/use-infinite-read.ts';
import { formatTime } from '../format/format-time.ts';
import { Badge } from './badge.tsx';
import { DataTable } from './data-table.tsx';
import { EntryCost } from './money.tsx';
import { MoreButton } from './more-button.tsx';
import { Empty, ReadView } from './read-view.tsx';

interface EntryTableProps {
  /** `/entries`, `/me/entries` or one user's. */
  readonly path: string;
  readonly filter: Readonly<Record<string, string | number | undefined>>;
  readonly onOpen: (entry: ApiEntry) => void;
  /** Shown above, from the entries read so far. */
  readonly above?: (entries: readonly ApiEntry[]) => ReactNode;
}

/** History, newest first, page by page. */
export function EntryTable({ path, filter, onOpen, above }: EntryTableProps) {
  const read = useInfiniteRead<EntryList>(path, { limit: 50, ...filter });
  return (
    <ReadView read={read} what="entries">
      {({ pages }) => {
        const entries = pages.flatMap((page) => page.entries);
        if (entries.length === 0 && !read.hasNextPage) return <Empty title="No entries in this range" />;
        return (
          <div className="stack">
            {above?.(entries)}
            <Rows entries={entries} onOpen={onOpen} />
            <MoreButton read={read} label="Older entries" />
          </div>
        );
      }}
    </ReadView>
  );
}

function Rows({
  entries,
  onOpen,
}: {
  readonly entries: readonly ApiEntry[];
  readonly onOpen: (entry: ApiEntry) => void;
}) {
  return (
    <DataTable
      caption="Entries"
      rows={entries}
      keyOf={({ id, day }) => `${day}/${id}`}
      columns={[
        {
          name: 'Time',
          cell: (entry) => (
            <button type="button" className="link-button" onClick={() => onOpen(entry)}>
              {formatTime(entry.occurredAt)}
            </button>
          ),
        },
        {
          name: 'Model',
          cell: ({ model, operation, status, correctionOf }) => (
            <>
              {model} {operation === null ? null : <span className="hint">· {operation}</span>}{' '}
              {correctionOf === null ? null : <Badge>correction</Badge>}
              {status === 'priced' ? null : (
                <Badge tone={status === 'reported' ? 'accent' : 'warning'}>{status}</Badge>
              )}
            </>
          ),
        },
        { name: 'User', minor: true, cell: ({ userId }) => shownUserId(userId) },
        {
          name: 'Resource',
          minor: true,
          cell: ({ resource }) => (resource === null ? '–' : `${resource.type} ${resource.id}`),
        },
        { name: 'Cost', numeric: true, cell: (entry) => <EntryCost entry={entry} /> },
      ]}
    />
  );
}

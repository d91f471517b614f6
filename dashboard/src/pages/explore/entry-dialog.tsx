import type { ApiEntry } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { ReadView } from '../../parts/read-view.tsx';
import { EntryView } from './entry-view.tsx';

interface EntryDialogProps {
  readonly id: string;
  /** A day that spares the search. */
  readonly day?: string | undefined;
  readonly onClose: () => void;
}

/** One entry of the ledger with all it was computed from. */
export function EntryDialog({ id, day, onClose }: EntryDialogProps) {
  const read = useRead<ApiEntry>(
    `/entries/${encodeURIComponent(id)}`,
    { occurredAt: day },
    { every: 60_000 },
  );
  return (
    <Dialog title={`Entry ${id}`} kind="side" onClose={onClose}>
      <ReadView read={read} what="the entry">
        {(entry) => <EntryView entry={entry} />}
      </ReadView>
    </Dialog>
  );
}

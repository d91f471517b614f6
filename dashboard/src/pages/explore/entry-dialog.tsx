import { useState } from 'react';
import type { EntryAnswer } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { useSession } from '../../parts/context.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ReadView } from '../../parts/read-view.tsx';
import { EntryStanding } from './entry-standing.tsx';
import { EntryView } from './entry-view.tsx';
import { ReviseDialog, type RevisionKind } from './revise-dialog.tsx';

interface EntryDialogProps {
  readonly id: string;
  /** A day that spares the search. */
  readonly day?: string | undefined;
  readonly onClose: () => void;
}

/** One entry of the ledger with all it was computed from; administrators void or correct it from here. */
export function EntryDialog({ id, day, onClose }: EntryDialogProps) {
  const { person } = useSession();
  const [revising, setRevising] = useState<RevisionKind>();
  const read = useRead<EntryAnswer>(
    `/entries/${encodeURIComponent(id)}`,
    { occurredAt: day },
    { every: 60_000 },
  );
  if (revising && read.data)
    return <ReviseDialog entry={read.data} kind={revising} onClose={() => setRevising(undefined)} />;
  return (
    <Dialog title={`Entry ${id}`} kind="side" onClose={onClose}>
      <ReadView read={read} what="the entry">
        {(entry) => (
          <>
            <EntryStanding entry={entry} />
            <EntryView entry={entry} />
            {person.isAdmin && entry.correctionOf === null && !entry.void ? (
              <Revisions onRevise={setRevising} />
            ) : null}
          </>
        )}
      </ReadView>
    </Dialog>
  );
}

function Revisions({ onRevise }: { readonly onRevise: (kind: RevisionKind) => void }) {
  return (
    <div className="dialog-actions">
      <button type="button" className="button" onClick={() => onRevise('correct')}>
        Correct…
      </button>
      <button type="button" className="button button-danger" onClick={() => onRevise('void')}>
        Void…
      </button>
    </div>
  );
}

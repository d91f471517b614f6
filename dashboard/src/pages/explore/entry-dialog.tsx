import { useState } from 'react';
import type { EntryAnswer } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { useSession } from '../../parts/context.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ReadView } from '../../parts/read-view.tsx';
import { EntryStanding } from './entry-standing.tsx';
import { EntryView } from './entry-view.tsx';
import { CorrectDialog, type CorrectionKind } from './correct-dialog.tsx';

interface EntryDialogProps {
  readonly id: string;
  /** A day that spares the search. */
  readonly day?: string | undefined;
  readonly onClose: () => void;
}

/** One entry of the ledger with all it was computed from; administrators void or correct it from here. */
export function EntryDialog({ id, day, onClose }: EntryDialogProps) {
  const { person } = useSession();
  const [correcting, setCorrecting] = useState<CorrectionKind>();
  const read = useRead<EntryAnswer>(
    `/entries/${encodeURIComponent(id)}`,
    { occurredAt: day },
    { every: 60_000 },
  );
  if (correcting && read.data)
    return <CorrectDialog entry={read.data} kind={correcting} onClose={() => setCorrecting(undefined)} />;
  return (
    <Dialog title={`Entry ${id}`} kind="side" onClose={onClose}>
      <ReadView read={read} what="the entry">
        {(entry) => (
          <>
            <EntryStanding entry={entry} />
            <EntryView entry={entry} />
            {person.isAdmin && entry.correctionOf === null && !entry.void ? (
              <Corrections onCorrect={setCorrecting} />
            ) : null}
          </>
        )}
      </ReadView>
    </Dialog>
  );
}

function Corrections({ onCorrect }: { readonly onCorrect: (kind: CorrectionKind) => void }) {
  return (
    <div className="dialog-actions">
      <button type="button" className="button" onClick={() => onCorrect('correct')}>
        Correct…
      </button>
      <button type="button" className="button button-danger" onClick={() => onCorrect('void')}>
        Void…
      </button>
    </div>
  );
}

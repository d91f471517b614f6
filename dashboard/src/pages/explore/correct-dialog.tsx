import { type FormEvent, useState } from 'react';
import type { ApiEntry, Corrected } from '../../api/types.ts';
import { useWrite } from '../../api/use-write.ts';
import { exactUsd } from '../../format/format-money.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { AmountField, TextField } from '../../parts/fields.tsx';
import { FieldErrors } from '../../parts/field-errors.tsx';
import { ExactMoney } from '../../parts/money.tsx';

export type CorrectionKind = 'void' | 'correct';

interface CorrectDialogProps {
  readonly entry: ApiEntry;
  readonly kind: CorrectionKind;
  readonly onClose: () => void;
}

/** What shows an entry's cost, quantities or user. */
const TOUCHED = [
  '/breakdown',
  '/budget',
  '/dashboard',
  '/entries',
  '/groups',
  '/resources',
  '/summary',
  '/trends',
  '/users',
];

/** What is to be corrected; what stays as it was is not sent. */
function changesOf(entry: ApiEntry, draft: Draft): object {
  const usage = Object.entries(draft.usage).filter(([, quantity]) => quantity !== '');
  const sameUsage = Object.entries(entry.usage).every(([unit, quantity]) => draft.usage[unit] === quantity);
  return {
    ...(sameUsage ? {} : { usage: Object.fromEntries(usage) }),
    ...(draft.userId === (entry.userId ?? '') ? {} : { userId: draft.userId === '' ? null : draft.userId }),
    ...(draft.reportedCostUsd === entry.reportedCostUsd || draft.reportedCostUsd === null
      ? {}
      : { reportedCostUsd: draft.reportedCostUsd }),
  };
}

interface Draft {
  readonly reason: string;
  readonly usage: Readonly<Record<string, string>>;
  readonly userId: string;
  readonly reportedCostUsd: string | null;
}

/** Asks why, and for a correction what is right, before an entry is taken out of all totals or booked anew. */
export function CorrectDialog({ entry, kind, onClose }: CorrectDialogProps) {
  // The same request twice changes nothing: a second press of the button is one.
  const [requestId] = useState(() => crypto.randomUUID());
  const [draft, setDraft] = useState<Draft>({
    reason: '',
    usage: entry.usage,
    userId: entry.userId ?? '',
    reportedCostUsd: entry.reportedCostUsd,
  });
  const set = (change: Partial<Draft>) => setDraft((old) => ({ ...old, ...change }));
  const changes = kind === 'void' ? {} : changesOf(entry, draft);
  const hasChanges = kind === 'void' || Object.keys(changes).length > 0;
  const correct = useWrite<Corrected>({
    done: ({ differenceUsd }) =>
      kind === 'void'
        ? `The entry is void: ${exactUsd(differenceUsd)}. Totals follow in a moment.`
        : `The entry is corrected: ${exactUsd(differenceUsd)}. Totals follow in a moment.`,
    refresh: TOUCHED,
    onDone: onClose,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = { reason: draft.reason, requestId, occurredAt: entry.occurredAt, ...changes };
    correct.mutate({ path: `/entries/${encodeURIComponent(entry.id)}/${kind}`, body });
  };
  return (
    <Dialog
      title={kind === 'void' ? 'Void the entry?' : 'Correct the entry'}
      dirty={draft.reason !== '' || (kind === 'correct' && hasChanges)}
      onClose={onClose}
    >
      <FieldErrors error={correct.error}>
        <form className="form" onSubmit={submit}>
          {kind === 'void' ? (
            <p>
              <ExactMoney usd={entry.costUsd} />, its count and its quantities are taken out of every total
              and budget. The entry itself stays, with a correction that names it.
            </p>
          ) : (
            <RightValues draft={draft} onChange={set} />
          )}
          <TextField
            label="Why"
            name="reason"
            required
            maxLength={500}
            placeholder="Sent in milliseconds instead of seconds"
            value={draft.reason}
            onChange={(reason) => set({ reason })}
          />
          <div className="dialog-actions">
            <button type="button" className="button" onClick={onClose}>
              Cancel
            </button>
            <button
              type="submit"
              className={`button ${kind === 'void' ? 'button-danger' : 'button-primary'}`}
              disabled={correct.isPending || !hasChanges}
            >
              {kind === 'void' ? 'Void it' : 'Correct it'}
            </button>
          </div>
        </form>
      </FieldErrors>
    </Dialog>
  );
}

function RightValues({
  draft,
  onChange,
}: {
  readonly draft: Draft;
  readonly onChange: (change: Partial<Draft>) => void;
}) {
  return (
    <>
      <p>
        The entry is taken out of every total and booked anew as it should have been. New quantities are
        priced by the prices of the entry’s own time.
      </p>
      <div className="field-row">
        {Object.entries(draft.usage).map(([unit, quantity]) => (
          <TextField
            key={unit}
            label={unit}
            name={unit}
            required
            inputMode="decimal"
            pattern="\d{1,13}(\.\d{1,12})?"
            title="A quantity such as 1200 or 0.5"
            value={quantity}
            onChange={(value) => onChange({ usage: { ...draft.usage, [unit]: value.trim() } })}
          />
        ))}
      </div>
      <div className="field-row">
        <TextField
          label="User"
          name="userId"
          maxLength={256}
          placeholder="nobody in particular"
          value={draft.userId}
          onChange={(userId) => onChange({ userId })}
        />
        <AmountField
          label="Reported cost, USD"
          name="reportedCostUsd"
          none="none"
          value={draft.reportedCostUsd}
          onChange={(reportedCostUsd) => onChange({ reportedCostUsd })}
        />
      </div>
    </>
  );
}

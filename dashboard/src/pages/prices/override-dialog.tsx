import { type FormEvent, useState } from 'react';
import type { JobStarted, OverrideAnswer } from '../../api/types.ts';
import { useWrite } from '../../api/use-write.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Switch, TextField, TextFields } from '../../parts/fields.tsx';
import { addDays, clockNow, dayOf } from '../../state/days.ts';
import { WhatIf } from './what-if.tsx';

/** What a price of one's own begins with. */
export interface OverrideStart {
  readonly provider?: string;
  readonly model?: string;
  readonly service?: string;
  /** The first day that waits for a price. */
  readonly from?: string;
}

const FIELDS = [
  ['provider', 'Provider', { placeholder: 'openai' }],
  ['model', 'Model or SKU', { placeholder: 'gpt-4o-mini' }],
  ['unit', 'Usage part', { placeholder: 'input_tokens' }],
  ['unitPriceUsd', 'Price, USD', { placeholder: '0.15' }],
  ['per', 'For how many units', { placeholder: '1000000' }],
  ['effectiveFrom', 'In force from', { type: 'date' }],
] as const;

/** The draft of a price, and what its form does with it. */
function useOverrideDraft(start: OverrideStart, onSaved: () => void) {
  const today = dayOf(clockNow());
  const [draft, setDraft] = useState({
    provider: start.provider ?? '',
    model: start.model ?? '',
    unit: 'input_tokens',
    unitPriceUsd: '',
    per: '1000000',
    effectiveFrom: start.from ?? today,
    notes: '',
  });
  const [force, setForce] = useState(false);
  const [jobId, setJobId] = useState<string>();
  const set = (change: Partial<typeof draft>) => setDraft((old) => ({ ...old, ...change }));
  const whatIf = useWrite<JobStarted>({ onDone: (answer) => setJobId(answer.jobId) });
  const save = useWrite<OverrideAnswer>({
    done: ({ settleJobId }) =>
      settleJobId === null ? 'The price is in force.' : 'The price is in force; unpriced entries settle now.',
    refresh: ['/prices', '/dashboard', '/status'],
    onDone: onSaved,
  });
  const { notes, ...fields } = draft;
  const override = {
    ...fields,
    ...(start.service === undefined ? {} : { service: start.service }),
    ...(notes === '' ? {} : { notes }),
    ...(force ? { force } : {}),
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ path: '/prices', body: override });
  };
  const preview = () => {
    const from = addDays(today, -29);
    const body = { from, to: today, overrides: [{ ...override, effectiveFrom: from }] };
    whatIf.mutate({ path: '/prices/what-if', body });
  };
  return {
    draft,
    set,
    force,
    setForce,
    jobId,
    submit,
    preview,
    isSaving: save.isPending,
    isAsking: whatIf.isPending,
  };
}

/** A price of one's own; what it would change is asked before it is saved. */
export function OverrideDialog({
  start,
  onClose,
}: {
  readonly start: OverrideStart;
  readonly onClose: () => void;
}) {
  const { draft, set, force, setForce, jobId, submit, preview, isSaving, isAsking } = useOverrideDraft(
    start,
    onClose,
  );
  return (
    <Dialog title="Price of your own" kind="side" onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <TextFields fields={FIELDS} draft={draft} onChange={set} />
        <TextField
          label="Why"
          maxLength={1000}
          placeholder="Contract of 2026"
          value={draft.notes}
          onChange={(notes) => set({ notes })}
        />
        <Switch
          label="It is right although far from the price before"
          help="A price more than 20 times away is refused otherwise: mostly the number of units is wrong"
          checked={force}
          onChange={setForce}
        />
        <div className="dialog-actions">
          <button
            type="button"
            className="button"
            disabled={isAsking || draft.unitPriceUsd === ''}
            onClick={preview}
          >
            What if, over 30 days
          </button>
          <button type="submit" className="button button-primary" disabled={isSaving}>
            Save
          </button>
        </div>
      </form>
      {jobId === undefined ? null : <WhatIf jobId={jobId} />}
    </Dialog>
  );
}

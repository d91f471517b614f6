import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { explain } from '../../api/api.ts';
import type { JobStarted, OverrideAnswer } from '../../api/types.ts';
import { useWrite } from '../../api/use-write.ts';
import { useApi } from '../../parts/context.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { FieldErrors } from '../../parts/field-errors.tsx';
import { Switch, TextField, TextFields } from '../../parts/fields.tsx';
import { useNotices } from '../../parts/notices.tsx';
import { addDays, clockNow, dayOf } from '../../state/days.ts';
import { NEW_PART, type PartDraft, PartFields } from './part-fields.tsx';
import { WhatIf } from './what-if.tsx';

/** What a price of one's own begins with. */
export interface OverrideStart {
  readonly provider?: string;
  readonly model?: string;
  readonly service?: string;
  /** The parts that wait for a price; one, to be named, without it. */
  readonly units?: readonly string[];
  /** The first day that waits for a price. */
  readonly from?: string;
}

interface Draft {
  readonly provider: string;
  readonly model: string;
  /** Empty: that of the model's other prices. */
  readonly service: string;
  readonly effectiveFrom: string;
  readonly notes: string;
  readonly force: boolean;
  readonly canary: boolean;
  readonly parts: readonly PartDraft[];
}

const FIELDS = [
  ['provider', 'Provider', { placeholder: 'openai' }],
  ['model', 'Model or SKU', { placeholder: 'gpt-4o-mini' }],
  ['service', 'Service', { placeholder: 'llm', required: false }],
  ['effectiveFrom', 'In force from', { type: 'date' }],
] as const;

function draftFrom(start: OverrideStart, today: string): Draft {
  const units = start.units?.length ? start.units : ['input_tokens'];
  return {
    provider: start.provider ?? '',
    model: start.model ?? '',
    // What nobody knew is booked under it, and moves to the service of its price.
    service: start.service === 'other' ? '' : (start.service ?? ''),
    effectiveFrom: start.from ?? today,
    notes: '',
    force: false,
    canary: true,
    parts: units.map((unit) => ({ ...NEW_PART, unit })),
  };
}

/** The bodies of the overrides that a draft is, one for each part. */
function overridesOf({ parts, service, notes, force, canary, ...fields }: Draft) {
  return parts.map((part) => ({
    ...fields,
    ...part,
    ...(service === '' ? {} : { service }),
    ...(notes === '' ? {} : { notes }),
    ...(force ? { force } : {}),
    canary,
  }));
}

/** Saves the parts one by one; what is saved leaves the draft, so that a failure loses and repeats nothing. */
function useSaveParts(onPart: (unit: string) => void, onSaved: () => void) {
  const api = useApi();
  const client = useQueryClient();
  const { notify } = useNotices();
  return useMutation({
    mutationFn: async (draft: Draft) => {
      let settles = false;
      let replays = false;
      const told = new Set<string>();
      for (const override of overridesOf(draft)) {
        const answer = await api.send<OverrideAnswer>('POST', '/prices', override);
        const { settleJobId, replayJobId, warnings = [] } = answer;
        for (const { field, message } of warnings) told.add(`${field} ${message}`);
        settles ||= settleJobId !== null;
        replays ||= replayJobId !== null;
        onPart(override.unit);
      }
      return { settles, replays, told };
    },
    onSuccess: ({ settles, replays, told }) => {
      for (const warning of told) notify(warning, 'warning');
      if (replays) notify('The last seven days are replayed now: “Your own” tells when the price counts.');
      else notify(settles ? 'The price is in force; unpriced entries settle now.' : 'The price is in force.');
      onSaved();
    },
    onError: (error) => notify(explain(error), 'critical'),
    onSettled: () =>
      client.invalidateQueries({
        predicate: ({ queryKey: [path] }) =>
          typeof path === 'string' && /^\/(prices|dashboard|status)/.test(path),
      }),
  });
}

/** Prices of one's own for the parts of a model; what they would change is asked before they are saved. */
export function OverrideDialog({
  start,
  onClose,
}: {
  readonly start: OverrideStart;
  readonly onClose: () => void;
}) {
  const today = dayOf(clockNow());
  const [first] = useState(() => draftFrom(start, today));
  const [draft, setDraft] = useState(first);
  // Of the prices that were typed then: later ones cost something else.
  const [tried, setTried] = useState<{ readonly of: Draft; readonly jobId: string }>();
  const set = (change: Partial<Draft>) => setDraft((old) => ({ ...old, ...change }));
  const dropPart = (unit: string) =>
    setDraft((old) => ({ ...old, parts: old.parts.filter((part) => part.unit !== unit) }));
  const save = useSaveParts(dropPart, onClose);
  const whatIf = useWrite<JobStarted>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(draft);
  };
  const preview = () => {
    const from = addDays(today, -29);
    const overrides = overridesOf(draft).map((one) => ({ ...one, effectiveFrom: from }));
    whatIf.mutate(
      { path: '/prices/what-if', body: { from, to: today, overrides } },
      { onSuccess: ({ jobId }) => setTried({ of: draft, jobId }) },
    );
  };
  return (
    <Dialog title="Price of your own" kind="side" dirty={draft !== first} onClose={onClose}>
      <FieldErrors error={save.error ?? whatIf.error}>
        <form className="form" onSubmit={submit}>
          <TextFields fields={FIELDS} draft={draft} onChange={set} />
          <PartFields parts={draft.parts} onChange={(parts) => set({ parts })} />
          <TextField
            label="Why"
            name="notes"
            maxLength={1000}
            placeholder="Contract of 2026"
            value={draft.notes}
            onChange={(notes) => set({ notes })}
          />
          <Switch
            label="Try it on the last seven days first"
            help="Where it changes a price: what moves them by too much waits until somebody applies it"
            checked={draft.canary}
            onChange={(canary) => set({ canary })}
          />
          <Switch
            label="It is right although far from the price before"
            help="A price more than 20 times away is refused otherwise: mostly the number of units is wrong"
            checked={draft.force}
            onChange={(force) => set({ force })}
          />
          <div className="dialog-actions">
            <button
              type="button"
              className="button"
              disabled={whatIf.isPending || draft.parts.some(({ unitPriceUsd }) => unitPriceUsd === '')}
              onClick={preview}
            >
              What if, over 30 days
            </button>
            <button
              type="submit"
              className="button button-primary"
              disabled={save.isPending || draft.parts.length === 0}
            >
              Save
            </button>
          </div>
        </form>
      </FieldErrors>
      {tried?.of === draft ? (
        <WhatIf key={tried.jobId} jobId={tried.jobId} title="The last 30 days under this price" />
      ) : null}
    </Dialog>
  );
}

import { ENFORCEMENTS, PERIODS } from '../../../../contracts/budget-vocabulary.ts';
import { type FormEvent, useState } from 'react';
import type { BudgetList, Preview } from '../../api/types.ts';
import { useWrite } from '../../api/use-write.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { AmountField, Choice, Switch, TextField } from '../../parts/fields.tsx';
import { FieldErrors } from '../../parts/field-errors.tsx';
import { budgetBody, type BudgetDraft, changeBody, draftOf, EMPTY_BUDGET } from './budget-draft.ts';
import { PreviewResult } from './preview-result.tsx';
import { ScopeFields } from './scope-fields.tsx';
import { scopeText } from './scope-text.ts';
import { ThresholdFields } from './threshold-fields.tsx';

interface BudgetFormProps {
  /** The budget to change; a new one without it. */
  readonly budget?: BudgetList['budgets'][number];
  readonly onClose: () => void;
}

/** A new budget or a change of one: what it would have raised is shown before it is saved. */
export function BudgetForm({ budget, onClose }: BudgetFormProps) {
  const [start] = useState<BudgetDraft>(() => (budget ? draftOf(budget) : EMPTY_BUDGET));
  const [draft, setDraft] = useState(start);
  // Of what the form then said: a later change makes it another budget's.
  const [preview, setPreview] = useState<{ readonly of: BudgetDraft; readonly answer: Preview }>();
  const set = (change: Partial<BudgetDraft>) => setDraft((old) => ({ ...old, ...change }));
  const ask = useWrite<Preview>();
  const save = useWrite({
    done: budget ? 'The budget is changed.' : 'The budget is on.',
    refresh: ['/budget'],
    onDone: onClose,
  });
  const tryOut = () =>
    ask.mutate(
      { path: '/budgets/preview', body: budgetBody(draft) },
      { onSuccess: (answer) => setPreview({ of: draft, answer }) },
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(
      budget
        ? { method: 'PUT', path: `/budgets/${encodeURIComponent(budget.id)}`, body: changeBody(draft) }
        : { path: '/budgets', body: budgetBody(draft) },
    );
  };
  return (
    <Dialog
      title={budget ? 'Change a budget' : 'New budget'}
      kind="side"
      dirty={draft !== start}
      onClose={onClose}
    >
      <FieldErrors error={save.error ?? ask.error}>
        <form className="form" onSubmit={submit}>
          <TextField
            label="Name"
            name="name"
            required
            maxLength={256}
            value={draft.name}
            onChange={(name) => set({ name })}
          />
          {budget ? (
            <p className="hint">
              Limits {scopeText(budget.scope)}, {budget.period}.
            </p>
          ) : (
            <ScopeFields draft={draft} onChange={set} />
          )}
          <div className="field-row">
            <AmountField
              label="Limit, USD"
              name="limitUsd"
              required={budget?.limitShareOfRevenue === undefined}
              value={draft.limitUsd}
              onChange={(limitUsd) => set({ limitUsd })}
            />
            {budget ? null : (
              <Choice
                label="Period"
                value={draft.period}
                options={PERIODS}
                onChange={(period) => set({ period })}
              />
            )}
            <Choice
              label="At the limit"
              value={draft.enforcement}
              options={ENFORCEMENTS}
              onChange={(enforcement) => set({ enforcement })}
            />
          </div>
          <ThresholdFields thresholds={draft.thresholds} onChange={(thresholds) => set({ thresholds })} />
          {budget ? (
            <Switch
              label="On"
              help="While it is off it neither alerts nor acts"
              checked={draft.enabled}
              onChange={(enabled) => set({ enabled })}
            />
          ) : null}
          <div className="dialog-actions">
            <button type="button" className="button" disabled={ask.isPending} onClick={tryOut}>
              Preview the last 30 days
            </button>
            <button type="submit" className="button button-primary" disabled={save.isPending}>
              Save
            </button>
          </div>
        </form>
      </FieldErrors>
      {preview?.of === draft ? <PreviewResult preview={preview.answer} /> : null}
    </Dialog>
  );
}

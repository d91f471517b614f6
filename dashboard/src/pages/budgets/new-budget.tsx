import { type FormEvent, useState } from 'react';
import type { Preview } from '../../api/types.ts';
import { useWrite } from '../../api/use-write.ts';
import { formatDay } from '../../format/format-time.ts';
import { Badge, toneOf } from '../../parts/badge.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { AmountField, Slider } from '../../parts/fields.tsx';
import { Money } from '../../parts/money.tsx';
import { Empty } from '../../parts/read-view.tsx';
import { budgetBody, EMPTY_BUDGET, SCOPE_KINDS, typedKinds } from './budget-draft.ts';
import { scopeText } from './scope-text.ts';

/** A budget to be: what it would have raised is shown before it is saved. */
export function NewBudget({ onClose }: { readonly onClose: () => void }) {
  const [draft, setDraft] = useState(EMPTY_BUDGET);
  const [preview, setPreview] = useState<Preview>();
  const set = (change: Partial<typeof EMPTY_BUDGET>) => setDraft((old) => ({ ...old, ...change }));
  const ask = useWrite<Preview>({ onDone: setPreview });
  const save = useWrite({ done: 'The budget is on.', refresh: ['/budget'], onDone: onClose });
  const body = budgetBody(draft);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ path: '/budgets', body });
  };
  return (
    <Dialog title="New budget" kind="side" onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <label className="field">
          <span>Name</span>
          <input
            type="text"
            required
            maxLength={256}
            value={draft.name}
            onChange={({ target }) => set({ name: target.value })}
          />
        </label>
        <div className="field-row">
          <Choice
            label="What it limits"
            value={draft.kind}
            options={SCOPE_KINDS}
            onChange={(kind) => set({ kind })}
          />
          {typedKinds.has(draft.kind) ? (
            <label className="field">
              <span>{draft.kind === 'tag' ? 'Tag name' : 'Type'}</span>
              <input
                type="text"
                required
                value={draft.type}
                onChange={({ target }) => set({ type: target.value })}
              />
            </label>
          ) : null}
          {draft.kind === 'organisation' ? null : (
            <label className="field">
              <span>Which one, * for each</span>
              <input
                type="text"
                required
                value={draft.id}
                onChange={({ target }) => set({ id: target.value })}
              />
            </label>
          )}
        </div>
        <div className="field-row">
          <AmountField
            label="Limit, USD"
            required
            value={draft.limitUsd}
            onChange={(limitUsd) => set({ limitUsd })}
          />
          <Choice
            label="Period"
            value={draft.period}
            options={['daily', 'weekly', 'monthly', 'lifetime']}
            onChange={(period) => set({ period })}
          />
          <Choice
            label="At the limit"
            value={draft.enforcement}
            options={['alert', 'degrade', 'deny']}
            onChange={(enforcement) => set({ enforcement })}
          />
        </div>
        <Slider
          label="First alert at"
          value={draft.percent}
          max={100}
          onChange={(percent) => set({ percent })}
        />
        <div className="dialog-actions">
          <button
            type="button"
            className="button"
            disabled={ask.isPending}
            onClick={() => ask.mutate({ path: '/budgets/preview', body })}
          >
            Preview the last 30 days
          </button>
          <button type="submit" className="button button-primary" disabled={save.isPending}>
            Save
          </button>
        </div>
      </form>
      {preview ? <Firings preview={preview} /> : null}
    </Dialog>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly string[];
  readonly onChange: (value: string) => void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <label className="field">
      <span>{label}</span>
      <select value={value} onChange={({ target }) => onChange(target.value)}>
        {options.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
    </label>
  );
}

function Firings({ preview: { firings, count } }: { readonly preview: Preview }) {
  if (count === 0) return <Empty title="It would not have fired in the last 30 days" />;
  return (
    <section className="stack">
      <h3>It would have fired {count} times in the last 30 days</h3>
      <DataTable
        caption="What would have fired"
        rows={firings}
        keyOf={({ day, threshold, scope }) => `${day}/${threshold}/${scope.id}`}
        columns={[
          { name: 'Day', cell: ({ day }) => formatDay(day) },
          { name: 'Scope', cell: ({ scope }) => scopeText(scope) },
          { name: 'Severity', cell: ({ severity }) => <Badge tone={toneOf(severity)}>{severity}</Badge> },
          { name: 'Spent', numeric: true, cell: ({ spentUsd }) => <Money usd={spentUsd} /> },
        ]}
      />
    </section>
  );
}

import { Choice } from '../../parts/fields.tsx';
import { type BudgetDraft, SCOPE_KINDS, typeLabel } from './budget-draft.ts';

interface ScopeFieldsProps {
  readonly draft: BudgetDraft;
  readonly onChange: (change: Partial<BudgetDraft>) => void;
}

/** What a new budget limits. */
export function ScopeFields({ draft: { kind, type, id }, onChange }: ScopeFieldsProps) {
  return (
    <div className="field-row">
      <Choice
        label="What it limits"
        value={kind}
        options={Object.keys(SCOPE_KINDS)}
        onChange={(value) => onChange({ kind: value })}
      />
      {typeLabel(kind) === null ? null : (
        <label className="field">
          <span>{typeLabel(kind)}</span>
          <input
            type="text"
            required
            value={type}
            onChange={({ target }) => onChange({ type: target.value })}
          />
        </label>
      )}
      {kind === 'organisation' ? null : (
        <label className="field">
          <span>Which one, * for each</span>
          <input type="text" required value={id} onChange={({ target }) => onChange({ id: target.value })} />
        </label>
      )}
    </div>
  );
}

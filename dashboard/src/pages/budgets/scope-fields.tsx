import { Choice, TextField } from '../../parts/fields.tsx';
import { type BudgetDraft, SCOPE_KINDS, typeLabel } from './budget-draft.ts';

interface ScopeFieldsProps {
  readonly draft: BudgetDraft;
  readonly onChange: (change: Partial<BudgetDraft>) => void;
}

/** What a new budget limits. */
export function ScopeFields({ draft: { kind, type, id }, onChange }: ScopeFieldsProps) {
  const label = typeLabel(kind);
  return (
    <div className="field-row">
      <Choice
        label="What it limits"
        value={kind}
        options={Object.keys(SCOPE_KINDS)}
        onChange={(value) => onChange({ kind: value })}
      />
      {label === null ? null : (
        <TextField
          label={label}
          name="type"
          required
          value={type}
          onChange={(value) => onChange({ type: value })}
        />
      )}
      {kind === 'organisation' ? null : (
        <TextField
          label="Which one, * for each"
          name="id"
          required
          value={id}
          onChange={(value) => onChange({ id: value })}
        />
      )}
    </div>
  );
}

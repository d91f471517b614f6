import { Refused, useFieldError } from '../../parts/field-errors.tsx';
import type { ThresholdDraft } from './budget-draft.ts';

/** As many as the API takes. */
const MOST = 16;

interface ThresholdFieldsProps {
  readonly thresholds: readonly ThresholdDraft[];
  readonly onChange: (thresholds: readonly ThresholdDraft[]) => void;
}

/** Where a budget raises alerts: percentages of its limit, or amounts. */
export function ThresholdFields({ thresholds, onChange }: ThresholdFieldsProps) {
  const set = (key: number, change: Partial<ThresholdDraft>) =>
    onChange(thresholds.map((one) => (one.key === key ? { ...one, ...change } : one)));
  return (
    <fieldset className="stack-tight thresholds">
      <legend>Alerts at</legend>
      {thresholds.map(({ key, amount, unit }, index) => (
        <div key={key} className="threshold">
          <input
            type="text"
            inputMode="decimal"
            required
            pattern="\d{1,12}(\.\d{1,6})?"
            title="A number such as 80 or 1.50"
            aria-label={`Threshold ${index + 1}`}
            value={amount}
            onChange={({ target }) => set(key, { amount: target.value.trim() })}
          />
          <select
            aria-label={`Unit of threshold ${index + 1}`}
            value={unit}
            onChange={({ target }) => set(key, { unit: target.value === '%' ? '%' : 'USD' })}
          >
            <option>%</option>
            <option>USD</option>
          </select>
          <button
            type="button"
            className="icon-button"
            aria-label={`Remove threshold ${index + 1}`}
            onClick={() => onChange(thresholds.filter((one) => one.key !== key))}
          >
            ×
          </button>
          <RefusedAmount name={`thresholds.${index}.${unit === '%' ? 'percent' : 'usd'}`} />
        </div>
      ))}
      {thresholds.length >= MOST ? null : (
        <button
          type="button"
          className="link-button"
          onClick={() =>
            onChange([
              ...thresholds,
              {
                key: 1 + Math.max(-1, ...thresholds.map(({ key }) => key)),
                amount: '',
                unit: '%',
                kept: {},
              },
            ])
          }
        >
          Add a threshold
        </button>
      )}
    </fieldset>
  );
}

function RefusedAmount({ name }: { readonly name: string }) {
  return <Refused message={useFieldError(name)} />;
}

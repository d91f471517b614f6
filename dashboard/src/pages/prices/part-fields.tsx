import { TextFields } from '../../parts/fields.tsx';

/** The price of one part of usage. */
export interface PartDraft {
  readonly unit: string;
  readonly unitPriceUsd: string;
  readonly per: string;
}

const PART_FIELDS = [
  ['unit', 'Usage part', { placeholder: 'input_tokens' }],
  ['unitPriceUsd', 'Price, USD', { placeholder: '0.15', inputMode: 'decimal' }],
  ['per', 'For how many units', { placeholder: '1000000', inputMode: 'decimal' }],
] as const;

/** A part that is still to be named. */
export const NEW_PART: PartDraft = { unit: '', unitPriceUsd: '', per: '1000000' };

interface PartFieldsProps {
  readonly parts: readonly PartDraft[];
  readonly onChange: (parts: readonly PartDraft[]) => void;
}

/** The parts of usage, each with its price. */
export function PartFields({ parts, onChange }: PartFieldsProps) {
  return (
    <>
      {parts.map((part, at) => (
        // A part has no name of its own while it is typed: its place is what it is known by.
        // oxlint-disable-next-line react/no-array-index-key -- see above
        <fieldset key={at} className="stack-tight">
          <legend className="visually-hidden">Part {at + 1}</legend>
          <TextFields
            fields={PART_FIELDS}
            draft={part}
            onChange={(change) =>
              onChange(parts.map((other, index) => (index === at ? { ...other, ...change } : other)))
            }
          />
          {parts.length > 1 ? (
            <button
              type="button"
              className="link-button"
              onClick={() => onChange(parts.filter((_, index) => index !== at))}
            >
              Leave {part.unit === '' ? 'this part' : part.unit} out
            </button>
          ) : null}
        </fieldset>
      ))}
      <div className="buttons">
        <button type="button" className="button button-small" onClick={() => onChange([...parts, NEW_PART])}>
          One more part
        </button>
      </div>
    </>
  );
}

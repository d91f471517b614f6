import { type InputHTMLAttributes, useId } from 'react';
import { Refused, useFieldError } from './field-errors.tsx';

type InputProps = Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value' | 'className'>;

interface TextFieldProps extends InputProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** One line of text, or what else `type` says, below its label. */
export function TextField({ label, onChange, type = 'text', ...input }: TextFieldProps) {
  const refused = useFieldError(input.name);
  return (
    <label className="field">
      <span>{label}</span>
      <input
        {...input}
        type={type}
        aria-invalid={refused !== undefined}
        onChange={({ target }) => onChange(target.value)}
      />
      <Refused message={refused} />
    </label>
  );
}

/** A field of a form by its name in the draft, its label, and what else its input takes. */
type FieldRow<Name extends string> = readonly [name: Name, label: string, input?: InputProps];

interface TextFieldsProps<Name extends string> {
  readonly fields: readonly FieldRow<Name>[];
  readonly draft: Readonly<Record<Name, string>>;
  readonly onChange: (change: Partial<Record<Name, string>>) => void;
}

/** The fields of a list side by side; all of them must be filled in. */
export function TextFields<Name extends string>({ fields, draft, onChange }: TextFieldsProps<Name>) {
  return (
    <div className="field-row">
      {fields.map(([name, label, input]) => (
        <TextField
          key={name}
          required
          {...input}
          name={name}
          label={label}
          value={draft[name]}
          onChange={(value) => onChange({ [name]: value } as Partial<Record<Name, string>>)}
        />
      ))}
    </div>
  );
}

/** Narrows a table by a text. */
export function SearchInput({ label, value, onChange }: TextFieldProps) {
  return (
    <input
      type="search"
      placeholder={label}
      aria-label={label}
      value={value}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}

interface AmountFieldProps {
  readonly label: string;
  /** In messages of the API. */
  readonly name?: string;
  /** A decimal string; null is no limit. */
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
  readonly required?: boolean;
  /** What no amount means. */
  readonly none?: string;
}

/** An amount as text, so that no digit is lost. */
export function AmountField({
  label,
  name,
  value,
  onChange,
  required = false,
  none = 'no limit',
}: AmountFieldProps) {
  const refused = useFieldError(name);
  return (
    <label className="field">
      <span>{label}</span>
      <input
        type="text"
        inputMode="decimal"
        pattern="\d{1,12}(\.\d{1,12})?"
        title="An amount such as 250 or 99.50"
        placeholder={required ? '5.00' : none}
        required={required}
        value={value ?? ''}
        aria-invalid={refused !== undefined}
        onChange={({ target }) => onChange(target.value.trim() === '' ? null : target.value.trim())}
      />
      <Refused message={refused} />
    </label>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly string[];
  readonly onChange: (value: string) => void;
}

export function Choice({ label, value, options, onChange }: ChoiceProps) {
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

interface SliderProps {
  readonly label: string;
  /** In messages of the API. */
  readonly name: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly max?: number;
}

/** A percentage, by hand or by slider. */
export function Slider({ label, name, value, onChange, max = 200 }: SliderProps) {
  const id = useId();
  const refused = useFieldError(name);
  return (
    <div className="field">
      <span className="slider-head">
        <label className="field-label" htmlFor={id}>
          {label}
        </label>
        <output htmlFor={id} className="count">
          {value} %
        </output>
      </span>
      <input
        id={id}
        type="range"
        min={5}
        max={Math.max(max, value)}
        step={5}
        value={value}
        aria-invalid={refused !== undefined}
        onChange={({ target }) => onChange(Number(target.value))}
      />
      <Refused message={refused} />
    </div>
  );
}

interface SwitchProps {
  readonly label: string;
  readonly help?: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function Switch({ label, help, checked, onChange }: SwitchProps) {
  return (
    <label className="switch">
      <input
        type="checkbox"
        role="switch"
        checked={checked}
        onChange={({ target }) => onChange(target.checked)}
      />
      <span>
        {label}
        {help === undefined ? null : <small>{help}</small>}
      </span>
    </label>
  );
}

interface SecretFieldProps {
  readonly label: string;
  /** In messages of the API. */
  readonly name: string;
  readonly example: string;
  readonly isSet: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onRemove: () => void;
}

/** A secret that can be set and taken away, and never read. */
export function SecretField({ label, name, example, isSet, value, onChange, onRemove }: SecretFieldProps) {
  const id = useId();
  const refused = useFieldError(name);
  return (
    <div className="field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        type="password"
        autoComplete="off"
        value={value}
        placeholder={isSet ? 'Set. It is never shown; write a new one to replace it' : example}
        aria-invalid={refused !== undefined}
        onChange={({ target }) => onChange(target.value)}
      />
      <Refused message={refused} />
      {isSet ? (
        <button type="button" className="link-button" onClick={onRemove}>
          Take away {label.toLowerCase()}
        </button>
      ) : null}
    </div>
  );
}

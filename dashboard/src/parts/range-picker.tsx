import { useState } from 'react';
import { clockNow, isDay } from '../state/days.ts';
import { daysProblem, type Preset, PRESET_NAMES, PRESETS, presetRange, type Range } from '../state/range.ts';

interface RangePickerProps {
  readonly range: Range;
  readonly onChange: (range: Range) => void;
  readonly presets?: readonly Preset[];
}

/** Days by a preset or by their ends. What cannot be had is said, and nothing is put in its place. */
export function RangePicker({ range, onChange, presets = PRESETS }: RangePickerProps) {
  return (
    <fieldset className="range-picker">
      <legend className="visually-hidden">Range</legend>
      <label className="select">
        <span className="visually-hidden">Range</span>
        <select
          value={range.preset ?? 'days'}
          onChange={({ target }) => {
            const preset = presets.find((name) => name === target.value);
            onChange(preset ? presetRange(preset, clockNow()) : { from: range.from, to: range.to });
          }}
        >
          {presets.map((preset) => (
            <option key={preset} value={preset}>
              {PRESET_NAMES[preset]}
            </option>
          ))}
          <option value="days">Days…</option>
        </select>
      </label>
      {range.preset ? null : <Days key={`${range.from}/${range.to}`} range={range} onChange={onChange} />}
      {range.problem === undefined ? null : (
        <p className="field-error" role="alert">
          {range.problem} Shown is the standard range.
        </p>
      )}
    </fieldset>
  );
}

/** The two ends, as typed; the page follows once they are a range. */
function Days({ range, onChange }: Pick<RangePickerProps, 'range' | 'onChange'>) {
  const [typed, setTyped] = useState({ from: range.from, to: range.to });
  const problem = isDay(typed.from) && isDay(typed.to) ? daysProblem(typed.from, typed.to) : undefined;
  const change = (next: typeof typed) => {
    setTyped(next);
    if (daysProblem(next.from, next.to) === undefined) onChange(next);
  };
  return (
    <>
      <DayInput label="First day" value={typed.from} onChange={(from) => change({ ...typed, from })} />
      <span aria-hidden="true">–</span>
      <DayInput label="Last day" value={typed.to} onChange={(to) => change({ ...typed, to })} />
      {problem === undefined ? null : (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}

interface DayInputProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (day: string) => void;
}

function DayInput({ label, value, onChange }: DayInputProps) {
  return (
    <input type="date" aria-label={label} value={value} onChange={({ target }) => onChange(target.value)} />
  );
}

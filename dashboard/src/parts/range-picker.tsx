import { clockNow, daysBetween, isDay } from '../state/days.ts';
import { type Preset, PRESET_NAMES, PRESETS, presetRange, type Range } from '../state/range.ts';

interface RangePickerProps {
  readonly range: Range;
  readonly onChange: (range: Range) => void;
  readonly presets?: readonly Preset[];
}

/** Days by a preset or by their ends. */
export function RangePicker({ range, onChange, presets = PRESETS }: RangePickerProps) {
  const change = (from: string, to: string) => {
    if (isDay(from) && isDay(to) && from <= to && daysBetween(from, to) <= 400) onChange({ from, to });
  };
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
      {range.preset ? null : (
        <>
          <input
            type="date"
            aria-label="First day"
            value={range.from}
            max={range.to}
            onChange={({ target }) => change(target.value, range.to)}
          />
          <span aria-hidden="true">–</span>
          <input
            type="date"
            aria-label="Last day"
            value={range.to}
            min={range.from}
            onChange={({ target }) => change(range.from, target.value)}
          />
        </>
      )}
    </fieldset>
  );
}

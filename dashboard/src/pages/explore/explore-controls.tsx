import { formatLongDay } from '../../format/format-time.ts';
import { RangePicker } from '../../parts/range-picker.tsx';
import { Segments } from '../../parts/segments.tsx';
import { clockNow, daysBetween } from '../../state/days.ts';
import {
  DIMENSIONS,
  beyondTotals,
  dimensionsFor,
  type ExploreState,
  NARROWINGS,
  shownDimension,
} from '../../state/explore-state.ts';
import { presetRange } from '../../state/range.ts';

interface StateProps {
  readonly state: ExploreState;
  readonly onChange: (state: ExploreState) => void;
}

/** Hours are kept for as many days as a chart can hold. */
const MOST_HOURLY_DAYS = 7;

export function Controls({ state, onChange }: StateProps) {
  const { range, interval, compare, narrowing } = state;
  const dimensions = dimensionsFor(narrowing);
  const hourly = daysBetween(range.from, range.to) <= MOST_HOURLY_DAYS && Object.keys(narrowing).length === 0;
  return (
    <div className="toolbar">
      <RangePicker range={range} onChange={(next) => onChange({ ...state, range: next })} />
      <label className="select">
        <span>by</span>
        <select
          value={shownDimension(state)}
          onChange={({ target }) => onChange({ ...state, by: target.value })}
        >
          {dimensions.map((name) => (
            <option key={name}>{name}</option>
          ))}
          {dimensions === DIMENSIONS ? <option>tag:tier</option> : null}
        </select>
      </label>
      <Segments
        label="Interval"
        value={interval}
        options={[
          ...(hourly ? [['hour', 'Hour'] as const] : []),
          ['day', 'Day'],
          ['week', 'Week'],
          ['month', 'Month'],
        ]}
        onChange={(next) => onChange({ ...state, interval: next })}
      />
      <label className="check">
        <input
          type="checkbox"
          checked={compare}
          onChange={({ target }) => onChange({ ...state, compare: target.checked })}
        />
        Compare with the period before
      </label>
    </div>
  );
}

/** What the numbers are narrowed to, each with a way out. */
export function Crumbs({ state, onChange }: StateProps) {
  const { range, narrowing } = state;
  const chips: { name: string; text: string; without: ExploreState }[] = [];
  if (range.preset === undefined) {
    const text =
      range.from === range.to
        ? formatLongDay(range.from)
        : `${formatLongDay(range.from)} – ${formatLongDay(range.to)}`;
    chips.push({ name: 'days', text, without: { ...state, range: presetRange('30d', clockNow()) } });
  }
  for (const name of NARROWINGS) {
    const value = narrowing[name];
    if (value === undefined) continue;
    const { [name]: _gone, ...rest } = narrowing;
    chips.push({ name, text: `${name} ${value}`, without: { ...state, narrowing: rest, by: name } });
  }
  if (chips.length === 0) return null;
  const beyond = beyondTotals(narrowing);
  return (
    <div className="stack">
      <ul className="crumbs" aria-label="Narrowed to">
        {chips.map(({ name, text, without }) => (
          <li key={name} className="chip">
            {text}
            <button
              type="button"
              className="icon-button"
              aria-label={`Leave ${text}`}
              onClick={() => onChange(without)}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
      {beyond ? (
        <p className="hint">
          Totals are kept for one of these at a time: the chart shows the {beyond.name} as a whole, the
          entries below are of {beyond.values.join(', ')} in it.
        </p>
      ) : null}
    </div>
  );
}

import { Link } from 'wouter';
import { isTypedKind, PROFILE_KINDS } from '../../../../contracts/scopes.ts';
import { formatLongDay } from '../../format/format-time.ts';
import { useNames } from '../../parts/use-names.ts';
import { RangePicker } from '../../parts/range-picker.tsx';
import { Segments } from '../../parts/segments.tsx';
import { clockNow, daysBetween } from '../../state/days.ts';
import { DIMENSIONS, exploreHref, type ExploreState, TOPS } from '../../state/explore-state.ts';
import { entryFilterOf, FILTER_NAMES, type Narrowing } from '../../state/narrowing.ts';
import { presetRange, STANDARD_PRESET } from '../../state/range.ts';
import { FilterMenu } from './filter-menu.tsx';

interface StateProps {
  readonly state: ExploreState;
  readonly onChange: (state: ExploreState) => void;
}

/** Hours are kept for as many days as a chart can hold. */
const MOST_HOURLY_DAYS = 7;
/** A tag of every local ledger; another one comes by the address or a filter. */
const TAG = 'tag:tier';

/** The dimensions to choose from, with a tag that is chosen already. */
function dimensionsWith(...chosen: readonly (string | undefined)[]): string[] {
  const tags = chosen.filter((name) => name?.startsWith('tag:'));
  return [...new Set([...DIMENSIONS, TAG, ...tags])].filter((name) => name !== undefined);
}

export function Controls({ state, onChange }: StateProps) {
  const { range, interval, compare, narrowing, by, split, top } = state;
  const hourly = daysBetween(range.from, range.to) <= MOST_HOURLY_DAYS && Object.keys(narrowing).length === 0;
  const dimensions = dimensionsWith(by, split);
  const { split: _split, ...whole } = state;
  return (
    <div className="toolbar">
      <RangePicker range={range} onChange={(next) => onChange({ ...state, range: next })} />
      <label className="select">
        <span>by</span>
        <select value={by} onChange={({ target }) => onChange({ ...state, by: target.value })}>
          {dimensions.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label className="select">
        <span>and</span>
        <select
          value={split ?? ''}
          onChange={({ target }) => onChange(target.value === '' ? whole : { ...whole, split: target.value })}
        >
          <option value="">nothing else</option>
          {dimensions
            .filter((name) => name !== by)
            .map((name) => (
              <option key={name}>{name}</option>
            ))}
        </select>
      </label>
      <label className="select">
        <span>top</span>
        <select
          value={top}
          onChange={({ target }) =>
            onChange({ ...state, top: TOPS.find((number) => String(number) === target.value) ?? top })
          }
        >
          {TOPS.map((number) => (
            <option key={number}>{number}</option>
          ))}
        </select>
      </label>
      {state.problem === undefined ? null : (
        <p className="field-error" role="alert">
          {state.problem} Shown is the standard.
        </p>
      )}
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

/** The value of a filter, by its name where it has one: `Ada (user-42)`. */
function useChipNames(narrowing: Narrowing): (filter: string, value: string) => string {
  const called = PROFILE_KINDS.map((kind) => {
    const value = narrowing[kind];
    return useNames(value === undefined ? undefined : entryFilterOf({ [kind]: value }));
  });
  return (filter, value) => {
    const at = value.indexOf('/');
    const thing = isTypedKind(filter) ? { type: value.slice(0, at), id: value.slice(at + 1) } : { id: value };
    const name = called.map((nameOf) => nameOf(filter, thing)).find((found) => found !== undefined);
    return name === undefined ? value : `${name} (${value})`;
  };
}

/** What the numbers are narrowed to, each with a way out, and the way to one more. */
export function Crumbs({ state, onChange }: StateProps) {
  const { range, narrowing } = state;
  const nameOf = useChipNames(narrowing);
  const chips: { name: string; text: string; without: ExploreState }[] = [];
  if (range.preset === undefined) {
    const text =
      range.from === range.to
        ? formatLongDay(range.from)
        : `${formatLongDay(range.from)} – ${formatLongDay(range.to)}`;
    chips.push({
      name: 'days',
      text,
      without: { ...state, range: presetRange(STANDARD_PRESET, clockNow()) },
    });
  }
  for (const name of FILTER_NAMES) {
    const value = narrowing[name];
    if (value === undefined) continue;
    const { [name]: _gone, ...rest } = narrowing;
    const by = DIMENSIONS.find((dimension) => dimension === name) ?? state.by;
    chips.push({ name, text: `${name} ${nameOf(name, value)}`, without: { ...state, narrowing: rest, by } });
  }
  return (
    <div className="crumbs">
      {chips.length === 0 ? null : (
        <ul className="crumbs" aria-label="Narrowed to">
          {chips.map(({ name, text, without }) => (
            <li key={name} className="chip">
              <bdi>{text}</bdi>
              <Link href={exploreHref(without)} className="icon-button" aria-label={`Leave ${text}`}>
                ×
              </Link>
            </li>
          ))}
        </ul>
      )}
      <FilterMenu state={state} onChange={onChange} />
      {Object.keys(narrowing).length > 1 ? (
        <button type="button" className="tool-button" onClick={() => onChange({ ...state, narrowing: {} })}>
          Leave all
        </button>
      ) : null}
    </div>
  );
}

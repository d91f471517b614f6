import { type FormEvent, useId, useState } from 'react';
import type { Breakdown } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { Menu } from '../../parts/menu.tsx';
import type { ExploreState } from '../../state/explore-state.ts';
import { FILTER_NAMES, FILTERS, FIXED_VALUES, type FilterName } from '../../state/narrowing.ts';

/** What a value of each filter looks like, where it is not a plain name. */
const EXAMPLES: { readonly [K in FilterName]?: string } = {
  resource: 'episode/ep-7',
  group: 'podcast/science',
  tag: 'tier:premium',
  outcome: 'failed',
  user: 'user-42',
};

interface FilterMenuProps {
  readonly state: ExploreState;
  readonly onChange: (state: ExploreState) => void;
}

/** Adds a filter by hand: what of, and which name, with those of the range to choose from. */
export function FilterMenu({ state, onChange }: FilterMenuProps) {
  const [name, setName] = useState<FilterName>('model');
  const [value, setValue] = useState('');
  const id = useId();
  const { from, to } = state.range;
  const hasNames = name !== 'tag' && name !== 'status' && name !== 'outcome';
  const names = useRead<Breakdown>(
    `/breakdown/${hasNames ? name : 'model'}`,
    { from, to, limit: 50 },
    { enabled: hasNames && value !== '', every: 600_000 },
  );
  const known = FIXED_VALUES[name] ?? (hasNames ? (names.data?.items.map(({ key }) => key) ?? []) : []);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (value.trim() === '') return;
    onChange({ ...state, narrowing: { ...state.narrowing, [name]: value.trim() } });
    setValue('');
    event.currentTarget.closest('details')?.removeAttribute('open');
  };
  return (
    <Menu label="+ Filter" from="start">
      <form className="form form-small" onSubmit={submit}>
        <label className="field">
          <span>What</span>
          <select
            value={name}
            onChange={({ target }) => setName(target.value in FILTERS ? (target.value as FilterName) : name)}
          >
            {FILTER_NAMES.map((option) => (
              <option key={option}>{option}</option>
            ))}
          </select>
        </label>
        <label className="field">
          <span>Is</span>
          <input
            type="text"
            required
            maxLength={256}
            list={id}
            placeholder={EXAMPLES[name] ?? ''}
            value={value}
            onChange={({ target }) => setValue(target.value)}
          />
          <datalist id={id}>
            {known.map((option) => (
              <option key={option} value={option} />
            ))}
          </datalist>
        </label>
        <button type="submit" className="button button-primary button-small">
          Narrow to it
        </button>
      </form>
    </Menu>
  );
}

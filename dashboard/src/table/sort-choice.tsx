import type { SortingState } from '@tanstack/react-table';
import type { Column } from './column.ts';

interface SortChoiceProps<T> {
  /** Of the table. */
  readonly caption: string;
  /** Those that are shown; only columns with values can be sorted by. */
  readonly columns: readonly Column<T>[];
  readonly sorting: SortingState;
  readonly onSort: (sorting: SortingState) => void;
}

/**
 * Sorts a table whose rows are cards, which has no headings to choose from; hidden where there are headings, absent
 * where nothing can be sorted by.
 */
export function SortChoice<T>({ caption, columns, sorting: [sorted], onSort }: SortChoiceProps<T>) {
  const sortable = columns.filter(({ value }) => value !== undefined);
  if (sortable.length === 0) return null;
  const choose = (name: string) => {
    const column = sortable.find((one) => one.name === name);
    // Numbers begin with the largest, names with the first: as a heading does.
    onSort(column ? [{ id: name, desc: column.numeric ?? false }] : []);
  };
  return (
    <div className="sort-choice no-print">
      <label>
        <span className="hint">Sort by</span>
        <select
          aria-label={`Sort ${caption}`}
          value={sorted?.id ?? ''}
          onChange={({ target }) => choose(target.value)}
        >
          <option value="">as listed</option>
          {sortable.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      {sorted ? (
        <button
          type="button"
          className="tool-button"
          aria-label={`Turn the order of ${caption}`}
          onClick={() => onSort([{ ...sorted, desc: !sorted.desc }])}
        >
          {sorted.desc ? '↓ largest first' : '↑ smallest first'}
        </button>
      ) : null}
    </div>
  );
}

import { formatCount } from '../format/format-money.ts';
import { Menu } from '../parts/menu.tsx';
import { useNotices } from '../parts/notices.tsx';
import { saveFile } from '../parts/save-file.ts';
import type { Column } from './column.ts';
import { tableCsv, tableTabs } from './table-text.ts';

interface TableToolsProps<T> {
  /** Of the file. */
  readonly name: string;
  readonly columns: readonly Column<T>[];
  readonly shown: readonly Column<T>[];
  /** In the order that is shown. */
  readonly rows: () => readonly T[];
  readonly count: number;
  readonly partial: boolean;
  readonly onHide: (column: string, visible: boolean) => void;
}

/** Chooses the columns of a table; copies what is shown, or saves it as CSV. */
export function TableTools<T>({ name, columns, shown, rows, count, partial, onHide }: TableToolsProps<T>) {
  const { notify } = useNotices();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(tableTabs(shown, rows()));
      notify(`${formatCount(count)} rows are copied.`);
    } catch (error) {
      notify(
        `The browser does not copy: ${error instanceof Error ? error.message : String(error)}`,
        'critical',
      );
    }
  };
  const save = () =>
    saveFile(new Blob([tableCsv(shown, rows())], { type: 'text/csv' }), `costkeeper-${name}.csv`);
  return (
    <div className="table-tools no-print">
      <span className="hint">
        {formatCount(count)} {count === 1 ? 'row' : 'rows'}
        {partial ? ' so far; the order is among these' : ''}
      </span>
      <Menu label="Columns">
        {columns.map((column) => (
          <label key={column.name} className="check">
            <input
              type="checkbox"
              checked={shown.includes(column)}
              disabled={shown.length === 1 && shown.includes(column)}
              onChange={({ target }) => onHide(column.name, target.checked)}
            />
            {column.name}
          </label>
        ))}
      </Menu>
      <button type="button" className="tool-button" aria-label="Copy this table" onClick={() => void copy()}>
        Copy
      </button>
      <button type="button" className="tool-button" aria-label="CSV of this table" onClick={save}>
        CSV
      </button>
    </div>
  );
}

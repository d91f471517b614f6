import {
  columnVisibilityFeature,
  createSortedRowModel,
  type Row,
  rowSortingFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { Fragment, type ReactNode, useMemo } from 'react';
import { type Column, columnClass } from '../table/column.ts';
import { compareCells } from '../table/compare-cells.ts';
import { formatCount } from '../format/format-money.ts';
import { SortChoice } from '../table/sort-choice.tsx';
import { TableTools } from '../table/table-tools.tsx';
import { useDrawn } from '../table/use-drawn.ts';
import { useFold } from '../table/use-fold.ts';
import { useTableState } from '../table/use-table-state.ts';
import { AddressProblem } from './address-problem.tsx';

export type { Column } from '../table/column.ts';

const FEATURES = tableFeatures({
  columnVisibilityFeature,
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
});

/** Cells below the rows, by the name of their column. */
type Foot = Readonly<Record<string, ReactNode>>;

interface DataTableProps<T> {
  readonly caption: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T, index: number) => string;
  readonly rowClass?: (row: T) => string;
  readonly foot?: readonly Foot[];
  /** Names the table in the address, which then keeps its order and columns, and gives it tools. */
  readonly id?: string;
  /** More rows can be read: the order is among those that were. */
  readonly partial?: boolean;
  /** For paper: every row at once, however narrow the window is. */
  readonly isWhole?: boolean;
}

/** A table that is sorted by its headings, scrolls in itself where it is too wide, and draws what is looked at. */
export function DataTable<T>(props: DataTableProps<T>) {
  const { caption, columns, rows, keyOf, rowClass, foot = [], id, partial = false, isWhole = false } = props;
  const [state, change, problem] = useTableState(id, columns);
  const defined = useMemo(
    () =>
      columns.map(({ name, value, order = value, numeric = false }) => ({
        id: name,
        accessorFn: (row: { readonly row: T }) => order?.(row.row) ?? undefined,
        enableSorting: value !== undefined,
        sortDescFirst: numeric,
        sortUndefined: 'last' as const,
        sortFn: (a: Sorted<T>, b: Sorted<T>) =>
          compareCells(order?.(a.original.row), order?.(b.original.row), numeric),
      })),
    [columns],
  );
  const data = useMemo(() => rows.map((row, index) => ({ row, index })), [rows]);
  const table = useTable({
    features: FEATURES,
    columns: defined,
    data,
    getRowId: ({ row, index }) => keyOf(row, index),
    enableMultiSort: false,
    state,
    onSortingChange: (next) =>
      change({ ...state, sorting: typeof next === 'function' ? next(state.sorting) : next }),
  });
  const sorted = table.getRowModel().rows;
  const shown = columns.filter(({ name }) => state.columnVisibility[name] !== false);
  const fold = useFold(sorted.length);
  const drawnRows = isWhole ? sorted.length : fold.shown;
  const { body, items, before, after, measure } = useDrawn(drawnRows);
  return (
    <div className="table-frame">
      <AddressProblem problem={problem} />
      {id === undefined ? null : (
        <TableTools
          name={id}
          columns={columns}
          shown={shown}
          rows={() => sorted.map(({ original }) => original.row)}
          count={rows.length}
          partial={partial}
          onHide={(name, visible) =>
            change({ ...state, columnVisibility: { ...state.columnVisibility, [name]: visible } })
          }
        />
      )}
      <SortChoice
        caption={caption}
        columns={rows.length > 1 ? shown : []}
        sorting={state.sorting}
        onSort={(sorting) => change({ ...state, sorting })}
      />
      <div className="table-scroll" role="region" aria-label={caption} tabIndex={0}>
        <table aria-rowcount={rows.length + 1}>
          <caption className="visually-hidden">{caption}</caption>
          <thead>
            <tr>
              {shown.map((column) => (
                <Heading key={column.name} column={column} header={table.getColumn(column.name)} />
              ))}
            </tr>
          </thead>
          <tbody ref={body}>
            <Gap px={before} columns={shown.length} />
            {items.map((at) => {
              const row = sorted[at];
              if (!row) return null;
              const { row: value, index } = row.original;
              return (
                <tr
                  key={row.id}
                  ref={measure}
                  data-index={at}
                  aria-rowindex={at + 2}
                  className={rowClass?.(value)}
                >
                  {shown.map((column) => (
                    <td key={column.name} className={columnClass(column)} data-label={column.name}>
                      {column.cell(value, index)}
                    </td>
                  ))}
                </tr>
              );
            })}
            <Gap px={after} columns={shown.length} />
          </tbody>
          <FootRows columns={shown} foot={foot} />
        </table>
      </div>
      {isWhole || fold.unfold === undefined ? null : (
        <button type="button" className="button table-fold no-print" onClick={fold.unfold}>
          Show all {formatCount(sorted.length)} rows
        </button>
      )}
    </div>
  );
}

/** Cells below the rows, such as sums; nothing without any. */
function FootRows<T>({
  columns,
  foot,
}: {
  readonly columns: readonly Column<T>[];
  readonly foot: readonly Foot[];
}) {
  if (foot.length === 0) return null;
  return (
    <tfoot>
      {foot.map((cells) => (
        <tr key={Object.keys(cells).join()}>
          {columns.map((column) => (
            <td key={column.name} className={columnClass(column)} data-label={column.name}>
              {cells[column.name]}
            </td>
          ))}
        </tr>
      ))}
    </tfoot>
  );
}

type Sorted<T> = Row<typeof FEATURES, { readonly row: T; readonly index: number }>;

interface HeadingProps<T> {
  readonly column: Column<T>;
  readonly header:
    | {
        readonly getCanSort: () => boolean;
        readonly getIsSorted: () => 'asc' | 'desc' | false;
        readonly toggleSorting: () => void;
      }
    | undefined;
}

const ARIA_SORT = { asc: 'ascending', desc: 'descending' } as const;
const ARROWS = { asc: '↑', desc: '↓' } as const;

/** A heading; of a column with values a button that sorts, turns the order, and leaves it. */
function Heading<T>({ column, header }: HeadingProps<T>) {
  const order = header?.getIsSorted() ?? false;
  return (
    <th
      scope="col"
      className={columnClass(column)}
      aria-sort={order === false ? undefined : ARIA_SORT[order]}
    >
      {header?.getCanSort() ? (
        <button type="button" className="sort-button" onClick={() => header.toggleSorting()}>
          <Breakable name={column.name} />
          <span className="sort-mark" aria-hidden="true">
            {order === false ? '' : ARROWS[order]}
          </span>
        </button>
      ) : (
        column.name
      )}
    </th>
  );
}

/** A name that may go on in a next line behind each `_`, as those of parts of usage do. */
function Breakable({ name }: { readonly name: string }) {
  return name.split(/(?<=_)/).map((part, index) => (
    <Fragment key={`${index}/${part}`}>
      {index === 0 ? null : <wbr />}
      {part}
    </Fragment>
  ));
}

/** The height of rows that are not drawn. */
function Gap({ px, columns }: { readonly px: number; readonly columns: number }) {
  if (px <= 0) return null;
  return (
    <tr className="table-gap" aria-hidden="true">
      <td colSpan={columns} style={{ height: px }} />
    </tr>
  );
}

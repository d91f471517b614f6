import { type ReactNode, useEffect, useRef, useState } from 'react';

/** A column: its heading and its cells. */
export interface Column<T> {
  readonly name: string;
  readonly cell: (row: T, index: number) => ReactNode;
  /** Numbers stand on the right. */
  readonly numeric?: boolean;
  /** Left out on narrow screens. */
  readonly minor?: boolean;
  readonly width?: 'narrow' | 'wide';
}

interface DataTableProps<T> {
  readonly caption: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T, index: number) => string;
  readonly rowClass?: (row: T) => string;
  readonly foot?: ReactNode;
}

/** Rows made at once; the rest follows as one scrolls towards it. */
const STEP = 50;

/** A table that scrolls in itself where it is too wide, and grows as one scrolls. */
export function DataTable<T>({ caption, columns, rows, keyOf, rowClass, foot }: DataTableProps<T>) {
  const { shown, end } = useGrowing(rows.length);
  return (
    <div className="table-scroll" role="region" aria-label={caption} tabIndex={0}>
      <table>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" className={classOf(column)}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shown).map((row, index) => (
            <tr key={keyOf(row, index)} className={rowClass?.(row)}>
              {columns.map((column) => (
                <td key={column.name} className={classOf(column)}>
                  {column.cell(row, index)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {foot === undefined ? null : <tfoot>{foot}</tfoot>}
      </table>
      {shown < rows.length ? <div ref={end} className="table-more" /> : null}
    </div>
  );
}

function classOf<T>({ numeric, minor, width }: Column<T>): string {
  return [numeric ? 'numeric' : '', minor ? 'minor' : '', width ? `column-${width}` : '']
    .filter(Boolean)
    .join(' ');
}

/** How many of `length` rows exist yet; more when the end comes into view. */
function useGrowing(length: number) {
  const [shown, setShown] = useState(STEP);
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = end.current;
    if (shown >= length || !element) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setShown((old) => old + STEP);
      },
      { rootMargin: '400px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [length, shown]);
  return { shown, end };
}

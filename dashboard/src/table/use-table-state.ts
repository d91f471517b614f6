import type { ColumnVisibilityState, SortingState } from '@tanstack/react-table';
import { useMemo, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { noSuch } from '../state/choice.ts';
import type { Column } from './column.ts';

/** How a table is shown: the order and the columns that differ from their standard. */
export interface TableState {
  readonly sorting: SortingState;
  readonly columnVisibility: ColumnVisibilityState;
}

/** Reads `ID.sort=-Spent` and `ID.columns=-Trend,First` of an address: a minus means descending, or hidden. */
export function readTableState<T>(
  search: URLSearchParams,
  id: string,
  columns: readonly Column<T>[],
): TableState {
  const sort = search.get(`${id}.sort`) ?? '';
  const sorted = columns.find(({ name, value }) => value && name === sort.replace(/^-/, ''));
  const changed = new Set((search.get(`${id}.columns`) ?? '').split(','));
  return {
    sorting: sorted ? [{ id: sorted.name, desc: sort.startsWith('-') }] : [],
    columnVisibility: Object.fromEntries(
      columns.map(({ name, optional = false }) => [
        name,
        optional ? changed.has(name) : !changed.has(`-${name}`),
      ]),
    ),
  };
}

/** What an address asks of a table and cannot be had: a column to sort by or to show, which the table does not have. */
function tableProblem<T>(
  search: URLSearchParams,
  id: string,
  columns: readonly Column<T>[],
): string | undefined {
  const sort = (search.get(`${id}.sort`) ?? '').replace(/^-/, '');
  if (sort !== '' && columns.every(({ name, value }) => !value || name !== sort))
    return noSuch('column to sort by', sort, 'the usual order');
  const shown = (search.get(`${id}.columns`) ?? '').split(',').filter((name) => !/^(-|$)/.test(name));
  const missing = shown.find((wanted) => columns.every(({ name }) => name !== wanted));
  return missing === undefined ? undefined : noSuch('column', missing, 'what the table has');
}

/** Writes what readTableState reads; standards are left out. */
export function writeTableState<T>(
  search: URLSearchParams,
  id: string,
  columns: readonly Column<T>[],
  { sorting: [sorted], columnVisibility }: TableState,
): void {
  const changed = columns.flatMap(({ name, optional = false }) => {
    const visible = columnVisibility[name] ?? !optional;
    if (visible !== optional) return [];
    return [optional ? name : `-${name}`];
  });
  search.delete(`${id}.sort`);
  search.delete(`${id}.columns`);
  if (sorted) search.set(`${id}.sort`, `${sorted.desc ? '-' : ''}${sorted.id}`);
  if (changed.length > 0) search.set(`${id}.columns`, changed.join(','));
}

/** A table's state in the address, or of its own where the table has no id. */
export function useTableState<T>(
  id: string | undefined,
  columns: readonly Column<T>[],
): readonly [state: TableState, change: (state: TableState) => void, problem: string | undefined] {
  const query = useSearch();
  const [path, navigate] = useLocation();
  const [own, setOwn] = useState('');
  const name = id ?? 'table';
  const text = id === undefined ? own : query;
  const names = columns.map((column) => column.name).join();
  const state = useMemo(
    () => readTableState(new URLSearchParams(text), name, columns),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- columns are made anew with every drawing, and their names tell whether they are others
    [text, name, names],
  );
  const change = (next: TableState) => {
    const search = new URLSearchParams(text);
    writeTableState(search, name, columns, next);
    const written = search.toString();
    if (id === undefined) setOwn(written);
    else navigate(written === '' ? path : `${path}?${written}`, { replace: true });
  };
  return [
    state,
    change,
    id === undefined ? undefined : tableProblem(new URLSearchParams(query), id, columns),
  ];
}

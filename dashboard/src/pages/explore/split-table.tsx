import { useQueries } from '@tanstack/react-query';
import type { Breakdown } from '../../api/types.ts';
import { explain } from '../../api/api.ts';
import { REFRESH_MS } from '../../api/use-read.ts';
import { layerOf } from '../../charts/series-colors.ts';
import { byAmountDescending, subtractDecimals, sumDecimals } from '../../format/decimal.ts';
import { useApi } from '../../parts/context.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { sortableUsd, type Spend, sumSpends } from '../../parts/spend.ts';
import { Spent } from '../../parts/spent.tsx';
import type { ExploreState } from '../../state/explore-state.ts';
import { filterBy, filterOf } from '../../state/narrowing.ts';
import { beyond } from './beyond.ts';
import { columnNames } from '../../table/column-names.ts';
import { NameCell } from './name-cell.tsx';

/** Rows that are asked for one by one; the others are a row together. */
const MOST_ROWS = 12;
/** Columns by themselves; the others are one together. */
const MOST_COLUMNS = 6;

interface SplitRow {
  readonly key: string;
  readonly name: string | undefined;
  readonly total: Spend;
  /** Undefined while it is read. */
  readonly by: ReadonlyMap<string, Spend> | undefined;
}

interface SplitTableProps {
  readonly state: ExploreState;
  readonly split: string;
  readonly answer: Breakdown;
}

/** The first dimension down, the second across; each row is a breakdown of its own and adds up to its total. */
export function SplitTable({ state, split, answer: { items, totalUsd, unpricedEvents } }: SplitTableProps) {
  const api = useApi();
  const { from, to } = state.range;
  const asked = items
    .filter(({ key, unnamed }) => !unnamed && filterBy(state.by, key) !== undefined)
    .slice(0, MOST_ROWS);
  const path = `/breakdown/${encodeURIComponent(split)}`;
  const reads = useQueries({
    queries: asked.map(({ key }) => {
      const query = { from, to, ...filterOf({ ...state.narrowing, ...filterBy(state.by, key) }), limit: 200 };
      return {
        queryKey: [path, query],
        queryFn: () => api.get<Breakdown>(path, query),
        refetchInterval: REFRESH_MS * 4,
      };
    }),
  });
  const failed = reads.find(({ error }) => error)?.error;
  if (failed) return <p className="banner tone-warning">{explain(failed)}</p>;
  const rows = asked.map((item, index): SplitRow => {
    const data = reads[index]?.data;
    const by = data && new Map(data.items.map((part) => [layerOf(part), spendOf(part)]));
    const unpriced = data?.unpricedEvents ?? item.unpricedEvents;
    const total = { usd: data?.totalUsd ?? item.totalUsd, unpriced };
    return { key: item.key, name: item.name, total, by };
  });
  const names = topNames(rows);
  const called = columnNames(
    reads.flatMap(({ data }) =>
      (data?.items ?? []).map((item) => ({ key: layerOf(item), name: item.name ?? item.key })),
    ),
    [state.by, 'Id', 'Others', 'Total'],
    split,
  );
  const total = { usd: totalUsd, unpriced: unpricedEvents };
  const others = without(
    total,
    rows.map((row) => row.total),
  );
  return (
    <DataTable
      caption={`Spend by ${state.by} and ${split}`}
      id="split"
      rows={rows}
      keyOf={({ key }) => key}
      columns={columns(state, rows, names, called)}
      foot={[
        ...(isNothing(others) ? [] : [{ [state.by]: beyond(rows.length), Total: <Spent {...others} /> }]),
        { [state.by]: 'Total', Total: <Spent {...total} /> },
      ]}
    />
  );
}

/** The names across that cost most over all rows. */
function topNames(rows: readonly SplitRow[]): string[] {
  const sums = new Map<string, string>();
  for (const { by } of rows) {
    for (const [name, { usd }] of by ?? []) sums.set(name, sumDecimals([sums.get(name) ?? '0', usd]));
  }
  return [...sums]
    .sort(([, a], [, b]) => byAmountDescending(a, b))
    .slice(0, MOST_COLUMNS)
    .map(([name]) => name);
}

function columns(
  state: ExploreState,
  rows: readonly SplitRow[],
  names: readonly string[],
  called: ReadonlyMap<string, string>,
): Column<SplitRow>[] {
  const rest = ({ total, by }: SplitRow) =>
    by &&
    without(
      total,
      names.map((name) => by.get(name) ?? NOTHING),
    );
  return [
    {
      name: state.by,
      value: ({ key, name }) => name ?? key,
      beside: rows.some(({ name }) => name !== undefined) ? [['Id', ({ key }) => key]] : [],
      cell: ({ key, name }) => <NameCell state={state} name={key} label={name} color={undefined} />,
    },
    ...names.map((name): Column<SplitRow> => ({
      name: called.get(name) ?? name,
      numeric: true,
      value: ({ by }) => sortableUsd(by && (by.get(name) ?? NOTHING)),
      cell: ({ by }) => <Part spend={by && (by.get(name) ?? NOTHING)} />,
    })),
    {
      name: 'Others',
      numeric: true,
      minor: true,
      value: (row) => sortableUsd(rest(row)),
      cell: (row) => <Part spend={rest(row)} />,
    },
    {
      name: 'Total',
      numeric: true,
      value: ({ total }) => sortableUsd(total),
      cell: ({ total }) => <Spent {...total} />,
    },
  ];
}

const NOTHING: Spend = { usd: '0' };

function spendOf({ totalUsd, unpricedEvents }: Breakdown['items'][number]): Spend {
  return { usd: totalUsd, unpriced: unpricedEvents };
}

/** What is left of a spend without some parts of it. */
function without(whole: Spend, parts: readonly Spend[]): Spend {
  const { usd, unpriced } = sumSpends(parts);
  return {
    usd: subtractDecimals(whole.usd, usd),
    unpriced: Math.max(0, (whole.unpriced ?? 0) - (unpriced ?? 0)),
  };
}

function isNothing({ usd, unpriced }: Spend): boolean {
  return usd === '0' && !unpriced;
}

/** An amount of a row; undefined while the row is read. */
function Part({ spend }: { readonly spend: Spend | undefined }) {
  if (spend === undefined) return <span className="hint">…</span>;
  return isNothing(spend) ? '–' : <Spent {...spend} />;
}

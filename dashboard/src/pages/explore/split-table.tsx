import { useQueries } from '@tanstack/react-query';
import type { Breakdown } from '../../api/types.ts';
import { explain } from '../../api/api.ts';
import { REFRESH_MS } from '../../api/use-read.ts';
import { byAmountDescending, subtractDecimals, sumDecimals } from '../../format/decimal.ts';
import { useApi } from '../../parts/context.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Money } from '../../parts/money.tsx';
import type { ExploreState } from '../../state/explore-state.ts';
import { filterBy, filterOf } from '../../state/narrowing.ts';
import { NameCell } from './name-cell.tsx';

/** Rows that are asked for one by one; the others are a row together. */
const MOST_ROWS = 12;
/** Columns by themselves; the others are one together. */
const MOST_COLUMNS = 6;

interface SplitRow {
  readonly key: string;
  readonly name: string | undefined;
  readonly totalUsd: string;
  /** Undefined while it is read. */
  readonly by: ReadonlyMap<string, string> | undefined;
}

interface SplitTableProps {
  readonly state: ExploreState;
  readonly split: string;
  readonly answer: Breakdown;
}

/** The first dimension down, the second across; each row is a breakdown of its own and adds up to its total. */
export function SplitTable({ state, split, answer: { items, totalUsd } }: SplitTableProps) {
  const api = useApi();
  const { from, to } = state.range;
  const asked = items.filter(({ key }) => filterBy(state.by, key) !== undefined).slice(0, MOST_ROWS);
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
  const rows = asked.map(({ key, name, totalUsd }, index): SplitRow => {
    const data = reads[index]?.data;
    const by = data && new Map(data.items.map((item) => [item.key, item.totalUsd]));
    return { key, name, totalUsd: data?.totalUsd ?? totalUsd, by };
  });
  const names = topNames(rows);
  const others = subtractDecimals(totalUsd, sumDecimals(rows.map((row) => row.totalUsd)));
  return (
    <DataTable
      caption={`Spend by ${state.by} and ${split}`}
      id="split"
      rows={rows}
      keyOf={({ key }) => key}
      columns={columns(state, names)}
      foot={[
        ...(others === '0' ? [] : [{ [state.by]: 'Others', Total: <Money usd={others} /> }]),
        { [state.by]: 'Total', Total: <Money usd={totalUsd} /> },
      ]}
    />
  );
}

/** The names across that cost most over all rows. */
function topNames(rows: readonly SplitRow[]): string[] {
  const sums = new Map<string, string>();
  for (const { by } of rows) {
    for (const [name, usd] of by ?? []) sums.set(name, sumDecimals([sums.get(name) ?? '0', usd]));
  }
  return [...sums]
    .sort(([, a], [, b]) => byAmountDescending(a, b))
    .slice(0, MOST_COLUMNS)
    .map(([name]) => name);
}

function columns(state: ExploreState, names: readonly string[]): Column<SplitRow>[] {
  const rest = ({ totalUsd, by }: SplitRow) =>
    by && subtractDecimals(totalUsd, sumDecimals(names.map((name) => by.get(name) ?? '0')));
  return [
    {
      name: state.by,
      value: ({ key, name }) => name ?? key,
      cell: ({ key, name }) => <NameCell state={state} name={key} label={name} color={undefined} />,
    },
    ...names.map((name): Column<SplitRow> => ({
      name,
      numeric: true,
      value: ({ by }) => by && (by.get(name) ?? '0'),
      cell: ({ by }) => <Part usd={by && (by.get(name) ?? '0')} />,
    })),
    {
      name: 'Others',
      numeric: true,
      minor: true,
      value: rest,
      cell: (row) => <Part usd={rest(row)} />,
    },
    {
      name: 'Total',
      numeric: true,
      value: ({ totalUsd }) => totalUsd,
      cell: ({ totalUsd }) => <Money usd={totalUsd} />,
    },
  ];
}

/** An amount of a row; undefined while the row is read. */
function Part({ usd }: { readonly usd: string | undefined }) {
  if (usd === undefined) return <span className="hint">…</span>;
  return usd === '0' ? '–' : <Money usd={usd} />;
}

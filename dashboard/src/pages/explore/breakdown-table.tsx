import type { Breakdown } from '../../api/types.ts';
import { ownData, useRead } from '../../api/use-read.ts';
import { colorsOf, layerOf } from '../../charts/series-colors.ts';
import { subtractDecimals, sumDecimals } from '../../format/decimal.ts';
import { formatCount, formatShare } from '../../format/format-money.ts';
import { Card } from '../../parts/card.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Empty, ReadView } from '../../parts/read-view.tsx';
import { UsedIds } from '../../parts/used-ids.tsx';
import { isUnpriced, spendIn, unpricedBeside } from '../../parts/spend.ts';
import { Spent } from '../../parts/spent.tsx';
import { useIsBeforeLedger } from '../../parts/use-first-day.ts';
import { comparedDays } from '../../state/range.ts';
import { chartDimension, chartInterval, drill, type ExploreState } from '../../state/explore-state.ts';
import { filterOf } from '../../state/narrowing.ts';
import { Change } from './explore-chart.tsx';
import { beyond } from './beyond.ts';
import { NameCell } from './name-cell.tsx';
import { SplitTable } from './split-table.tsx';
import { ENTRIES_COLUMN } from '../../table/usual-columns.tsx';

type Item = Breakdown['items'][number];

/** Said where no totals are kept for what is asked. */
const SCANNED = 'Added up entry by entry: no totals are kept for these filters together.';

/** The names of the dimension with their amounts; a name that can be looked into is a link. */
export function BreakdownTable({ state }: { readonly state: ExploreState }) {
  const { range, narrowing, compare, by, top, split } = state;
  const path = `/breakdown/${encodeURIComponent(by)}`;
  const query = { ...filterOf(narrowing), limit: top };
  const read = useRead<Breakdown>(path, { from: range.from, to: range.to, ...query });
  const old = useRead<Breakdown>(
    path,
    { ...comparedDays(range), ...query },
    { enabled: compare && split === undefined },
  );
  const oldData = compare ? ownData(old) : undefined;
  const isBeforeLedger = useIsBeforeLedger(comparedDays(range));
  return (
    <Card
      title={split === undefined ? `By ${by}` : `By ${by} and ${split}`}
      hint={drill(state, 'x') ? 'Choose a name to look into it' : undefined}
    >
      <ReadView read={read} what={`spend by ${by}`}>
        {(answer) => {
          if (answer.neverUsed) return <Empty title="Nothing in the ledger fits these filters" />;
          if (answer.items.length === 0) return <Empty title="Nothing was spent in this range" />;
          return (
            <>
              {answer.scanned ? <p className="hint">{SCANNED}</p> : null}
              {split === undefined ? (
                <Names state={state} answer={answer} before={oldData} isBeforeLedger={isBeforeLedger} />
              ) : (
                <SplitTable state={state} split={split} answer={answer} />
              )}
            </>
          );
        }}
      </ReadView>
    </Card>
  );
}

interface NamesProps {
  readonly state: ExploreState;
  readonly answer: Breakdown;
  /** The answer for the period before. */
  readonly before: Breakdown | undefined;
  /** That period ended before anything was recorded: there is nothing to compare with. */
  readonly isBeforeLedger: boolean;
}

function Names({ state, answer, before, isBeforeLedger }: NamesProps) {
  const { totalUsd, unpricedEvents, nextCursor } = answer;
  const items = answer.items.map((item) => withUnpriced(item, unpricedEvents));
  const spendBefore: SpendBefore | undefined =
    before && (({ key, unnamed }) => (isBeforeLedger ? undefined : spendIn(before, key, unnamed)));
  const { by } = state;
  const others = {
    usd: subtractDecimals(totalUsd, sumDecimals(items.map((item) => item.totalUsd))),
    unpriced: unpricedBeside(unpricedEvents, items),
  };
  return (
    <DataTable
      caption={`Spend by ${by}`}
      id="spend"
      rows={items}
      keyOf={layerOf}
      columns={columns(state, items, spendBefore)}
      foot={[
        ...(nextCursor === undefined
          ? []
          : [{ [heading(by)]: beyond(items.length), Spent: <Spent {...others} /> }]),
        { [heading(by)]: 'Total', Spent: <Spent usd={totalUsd} unpriced={unpricedEvents} /> },
      ]}
    />
  );
}

function columns(
  state: ExploreState,
  items: readonly Item[],
  spendBefore: SpendBefore | undefined,
): Column<Item>[] {
  // The colours are those of the chart above, where it is divided by the same.
  const isCharted = chartDimension(chartInterval(state), state.by) === state.by;
  const colors = colorsOf(isCharted ? items.slice(0, 7).map(layerOf) : []);
  return [
    {
      name: heading(state.by),
      value: ({ key, name }) => name ?? key,
      beside: [
        ...(items.some(({ name }) => name !== undefined) ? [['Id', ({ key }: Item) => key] as const] : []),
        ...(items.some(({ unpricedEvents }) => unpricedEvents)
          ? [['Unpriced', ({ unpricedEvents }: Item) => unpricedEvents] as const]
          : []),
      ],
      cell: (item) => (
        <NameCell
          state={state}
          name={item.key}
          label={item.name}
          unnamed={item.unnamed}
          color={colors.get(layerOf(item))}
        >
          <UsedIds name={item.key} ids={(item.ids ?? []).map(({ id }) => id)} />
        </NameCell>
      ),
    },
    {
      name: 'Spent',
      numeric: true,
      value: (item) => (hasNoPrice(item) ? null : item.totalUsd),
      cell: ({ totalUsd, unpricedEvents }) => <Spent usd={totalUsd} unpriced={unpricedEvents} />,
    },
    {
      name: 'Share',
      numeric: true,
      value: (item) => (hasNoPrice(item) ? null : item.share),
      cell: (item) => (hasNoPrice(item) ? '–' : formatShare(shareOf(item))),
    },
    { ...ENTRIES_COLUMN, minor: true },
    {
      name: 'Unpriced',
      numeric: true,
      minor: true,
      optional: items.every(({ unpricedEvents }) => !unpricedEvents),
      value: ({ unpricedEvents }) => unpricedEvents,
      cell: ({ unpricedEvents }) => (unpricedEvents === null ? '–' : formatCount(unpricedEvents)),
    },
    ...(spendBefore ? comparison(spendBefore) : []),
  ];
}

/** What a name has cost in the period before; undefined where that cannot be said. */
type SpendBefore = (item: Item) => ReturnType<typeof spendIn>;

function comparison(spendBefore: SpendBefore): Column<Item>[] {
  /** The amount before, where there is one to compare with. */
  const known = (item: Item) => {
    const spend = spendBefore(item);
    return spend === undefined || isUnpriced(spend) ? undefined : spend.usd;
  };
  return [
    {
      name: 'Before',
      numeric: true,
      minor: true,
      value: (item) => known(item) ?? null,
      cell: (item) => {
        const spend = spendBefore(item);
        return spend === undefined ? '–' : <Spent {...spend} />;
      },
    },
    {
      name: 'Change',
      numeric: true,
      value: (item) => {
        const usd = known(item);
        return usd === undefined || hasNoPrice(item) ? null : subtractDecimals(item.totalUsd, usd);
      },
      cell: (item) => {
        const usd = known(item);
        return usd === undefined || hasNoPrice(item) ? '–' : <Change now={item.totalUsd} before={usd} />;
      },
    },
  ];
}

/** A dimension as the heading of its column: `service` as `Service`. */
function heading(by: string): string {
  return `${by.charAt(0).toUpperCase()}${by.slice(1)}`;
}

/** In hundredths of a percent; what cost something is never a share of nothing. */
function shareOf({ share, totalUsd }: Item): number {
  return Math.max(Number(totalUsd) > 0 ? 1 : 0, Math.round(Number(share) * 10_000));
}

/** Where entries lack a price and nobody tells of which name, one that cost nothing is one that has none. */
function withUnpriced(item: Item, all: number | null): Item {
  return item.unpricedEvents === null && item.totalUsd === '0' && all
    ? { ...item, unpricedEvents: all }
    : item;
}

function hasNoPrice({ totalUsd, unpricedEvents }: Item): boolean {
  return isUnpriced({ usd: totalUsd, unpriced: unpricedEvents });
}

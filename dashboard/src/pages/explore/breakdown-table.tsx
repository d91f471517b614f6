import type { Breakdown } from '../../api/types.ts';
import { ownData, useRead } from '../../api/use-read.ts';
import { colorsOf } from '../../charts/series-colors.ts';
import { formatCount, formatShare } from '../../format/format-money.ts';
import { Card } from '../../parts/card.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Money } from '../../parts/money.tsx';
import { Empty, ReadView } from '../../parts/read-view.tsx';
import { UsedIds } from '../../parts/used-ids.tsx';
import { rangeBefore } from '../../state/days.ts';
import { drill, type ExploreState, filterOf, shownDimension } from '../../state/explore-state.ts';
import { Change } from './explore-chart.tsx';

type Item = Breakdown['items'][number];

interface BreakdownTableProps {
  readonly state: ExploreState;
  readonly onDrill: (state: ExploreState) => void;
}

/** The names of the dimension with their amounts; a name that can be looked into is a button. */
export function BreakdownTable({ state, onDrill }: BreakdownTableProps) {
  const { range, narrowing, compare } = state;
  const filter = filterOf(narrowing);
  const by = shownDimension(state);
  const query = { ...filter, limit: 200 };
  const read = useRead<Breakdown>(`/breakdown/${encodeURIComponent(by)}`, {
    from: range.from,
    to: range.to,
    ...query,
  });
  const old = useRead<Breakdown>(
    `/breakdown/${encodeURIComponent(by)}`,
    { ...rangeBefore(range.from, range.to), ...query },
    { enabled: compare },
  );
  const oldData = compare ? ownData(old) : undefined;
  const before = oldData ? new Map(oldData.items.map(({ key, totalUsd }) => [key, totalUsd])) : undefined;
  return (
    <Card
      title={`By ${by}`}
      hint={drill({ ...state, by }, 'x') ? 'Choose a name to look into it' : undefined}
    >
      <ReadView read={read} what={`spend by ${by}`}>
        {({ items, totalUsd, nextCursor }) =>
          items.length === 0 ? (
            <Empty title="Nothing was spent in this range" />
          ) : (
            <>
              <DataTable
                caption={`Spend by ${by}`}
                rows={items}
                keyOf={({ key }) => key}
                columns={columns({ ...state, by }, items, before, onDrill)}
                foot={
                  <tr>
                    <td>Total</td>
                    <td className="numeric">
                      <Money usd={totalUsd} />
                    </td>
                    <td className="numeric" />
                    <td className="numeric minor" />
                    {before ? <td className="numeric minor" /> : null}
                    {before ? <td className="numeric" /> : null}
                  </tr>
                }
              />
              {nextCursor === undefined ? null : (
                <p className="hint">The 200 biggest are listed; the total holds all.</p>
              )}
            </>
          )
        }
      </ReadView>
    </Card>
  );
}

function columns(
  state: ExploreState,
  items: readonly Item[],
  before: ReadonlyMap<string, string> | undefined,
  onDrill: (state: ExploreState) => void,
): Column<Item>[] {
  const colors = colorsOf(items.slice(0, 7).map(({ key }) => key));
  return [
    {
      name: state.by,
      cell: ({ key, ids = [] }) => {
        const next = drill(state, key);
        return (
          <span className="named">
            <span
              className="dot"
              style={{ background: colors.get(key) ?? 'var(--series-rest)' }}
              aria-hidden="true"
            />
            {next ? (
              <button type="button" className="link-button" onClick={() => onDrill(next)}>
                {key}
              </button>
            ) : (
              <span>{key}</span>
            )}
            <UsedIds name={key} ids={ids.map(({ id }) => id)} />
          </span>
        );
      },
    },
    { name: 'Spent', numeric: true, cell: ({ totalUsd }) => <Money usd={totalUsd} /> },
    { name: 'Share', numeric: true, cell: ({ share }) => formatShare(Math.round(Number(share) * 10_000)) },
    {
      name: 'Entries',
      numeric: true,
      minor: true,
      cell: ({ events }) => (events === null ? '–' : formatCount(events)),
    },
    ...(before
      ? [
          {
            name: 'Before',
            numeric: true,
            minor: true,
            cell: ({ key }: Item) => <Money usd={before.get(key) ?? '0'} />,
          },
          {
            name: 'Change',
            numeric: true,
            cell: ({ key, totalUsd }: Item) => <Change now={totalUsd} before={before.get(key) ?? '0'} />,
          },
        ]
      : []),
  ];
}

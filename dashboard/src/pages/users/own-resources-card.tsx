import { Link, useLocation, useSearch } from 'wouter';
import type { OwnResource, OwnResourceList } from '../../api/types.ts';
import { useInfiniteRead } from '../../api/use-infinite-read.ts';
import { useRead } from '../../api/use-read.ts';
import { byAmountDescending } from '../../format/decimal.ts';
import { formatCount, formatQuantity } from '../../format/format-money.ts';
import { formatTime } from '../../format/format-time.ts';
import { BarList } from '../../parts/bar-list.tsx';
import { Card } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Figure } from '../../parts/figure.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Empty, ReadView } from '../../parts/read-view.tsx';
import { sortableUsd } from '../../parts/spend.ts';
import { Spent } from '../../parts/spent.tsx';
import type { Range } from '../../state/range.ts';
import { ENTRIES_COLUMN, SPENT_COLUMN } from '../../table/usual-columns.tsx';

type Line = OwnResourceList['resources'][number];

/** The caller's own jobs and sessions, each with its receipt, which the address names as `type` and `id`. */
export function OwnResourcesCard({ range }: { readonly range: Range }) {
  const { from, to } = range;
  const [path, navigate] = useLocation();
  const search = new URLSearchParams(useSearch());
  const [type, id] = [search.get('type'), search.get('id')];
  const hrefOf = (line?: Line) => {
    const next = new URLSearchParams(search);
    for (const name of ['type', 'id'] as const) {
      if (line) next.set(name, line[name]);
      else next.delete(name);
    }
    return next.size === 0 ? path : `${path}?${next.toString()}`;
  };
  const read = useInfiniteRead<OwnResourceList>('/me/resources', { from, to, limit: 50 });
  return (
    <Card
      title="Jobs and receipts"
      hint="Your own part of each, and the jobs that you created; the most expensive first"
    >
      <ReadView read={read} what="your jobs">
        {({ pages }) => {
          const lines = pages.flatMap(({ resources }) => resources);
          if (lines.length === 0) return <Empty title="Nothing was booked on a job in this range" />;
          return (
            <>
              <DataTable
                caption="My jobs by cost"
                id="jobs"
                partial={read.hasNextPage}
                rows={lines}
                keyOf={({ type, id }) => `${type}/${id}`}
                columns={[
                  {
                    name: 'Job',
                    value: ({ type, id, name }) => name ?? `${type} ${id}`,
                    cell: (line) => (
                      <>
                        <Link href={hrefOf(line)} className="row-name">
                          <bdi>{line.name ?? line.id}</bdi>
                        </Link>{' '}
                        <span className="hint">{line.type}</span>
                      </>
                    ),
                  },
                  {
                    name: 'First, UTC',
                    minor: true,
                    value: ({ firstAt }) => firstAt,
                    cell: ({ firstAt }) => formatTime(firstAt),
                  },
                  { ...ENTRIES_COLUMN, minor: true },
                  SPENT_COLUMN,
                  ...(lines.some(({ created }) => created)
                    ? [
                        {
                          name: 'Without a user',
                          numeric: true,
                          value: ({ created }: Line) =>
                            created &&
                            sortableUsd({ usd: created.totalUsd, unpriced: created.unpricedEvents }),
                          cell: ({ created }: Line) =>
                            created ? (
                              <Spent usd={created.totalUsd} unpriced={created.unpricedEvents} />
                            ) : (
                              '–'
                            ),
                        },
                      ]
                    : []),
                ]}
              />
              <MoreButton read={read} label="More jobs" />
            </>
          );
        }}
      </ReadView>
      {type && id ? (
        <OwnReceipt
          key={JSON.stringify([type, id])}
          of={{ type, id }}
          range={range}
          onClose={() => navigate(hrefOf())}
        />
      ) : null}
    </Card>
  );
}

function OwnReceipt({
  of: { type, id },
  range: { from, to },
  onClose,
}: {
  readonly of: Pick<Line, 'type' | 'id'>;
  readonly range: Range;
  readonly onClose: () => void;
}) {
  // By its query: an id may hold whatever an address may not.
  const read = useRead<OwnResource>('/me/resources', { type, id, from, to });
  const name = read.data?.name;
  return (
    <Dialog title={`Receipt of ${name ?? id}`} kind="side" onClose={onClose}>
      <ReadView read={read} what="the receipt">
        {({ totalUsd, unpricedEvents, events, breakdown, usage, created }) =>
          events === 0 && !created ? (
            <Empty title="Nothing of this job was booked on you in this range">
              <p>Check the id, or choose other days.</p>
            </Empty>
          ) : (
            <div className="stack">
              <dl className="figures">
                <Figure big name="Spent by you" value={<Spent usd={totalUsd} unpriced={unpricedEvents} />} />
                <Figure name="Entries" value={formatCount(events)} />
                {created ? (
                  <Figure
                    name="Without a user"
                    value={<Spent usd={created.totalUsd} unpriced={created.unpricedEvents} />}
                  />
                ) : null}
              </dl>
              <h3>By model</h3>
              <BarList
                totalUsd={totalUsd}
                items={Object.entries(breakdown.model)
                  .sort(([, a], [, b]) => byAmountDescending(a, b))
                  .map(([key, usd]) => ({ key, label: key, usd }))}
              />
              <DataTable
                caption="Usage"
                rows={Object.entries(usage)}
                keyOf={([part]) => part}
                columns={[
                  { name: 'Part', value: ([part]) => part, cell: ([part]) => part },
                  {
                    name: 'Quantity',
                    numeric: true,
                    value: ([, quantity]) => quantity,
                    cell: ([, quantity]) => formatQuantity(quantity),
                  },
                ]}
              />
            </div>
          )
        }
      </ReadView>
    </Dialog>
  );
}

import { useState } from 'react';
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
import { Spent } from '../../parts/spent.tsx';
import type { Range } from '../../state/range.ts';

type Line = OwnResourceList['resources'][number];

/** The caller's own jobs and sessions, each with its receipt. */
export function OwnResourcesCard({ range: { from, to } }: { readonly range: Range }) {
  const read = useInfiniteRead<OwnResourceList>('/me/resources', { from, to, limit: 50 });
  const [open, setOpen] = useState<Line>();
  return (
    <Card title="Jobs and receipts" hint="Your own part of each, the most expensive first">
      <ReadView read={read} what="your jobs">
        {({ pages }) => {
          const lines = pages.flatMap(({ resources }) => resources);
          if (lines.length === 0) return <Empty title="Nothing was booked on a job in this range" />;
          return (
            <>
              <DataTable
                caption="My jobs by cost"
                rows={lines}
                keyOf={({ type, id }) => `${type}/${id}`}
                columns={[
                  {
                    name: 'Job',
                    cell: (line) => (
                      <>
                        <button type="button" className="link-button" onClick={() => setOpen(line)}>
                          {line.name ?? line.id}
                        </button>{' '}
                        <span className="hint">{line.type}</span>
                      </>
                    ),
                  },
                  { name: 'First, UTC', minor: true, cell: ({ firstAt }) => formatTime(firstAt) },
                  { name: 'Entries', numeric: true, minor: true, cell: ({ events }) => formatCount(events) },
                  {
                    name: 'Spent',
                    numeric: true,
                    cell: ({ totalUsd, unpricedEvents }) => (
                      <Spent usd={totalUsd} unpriced={unpricedEvents} />
                    ),
                  },
                ]}
              />
              <MoreButton read={read} label="More jobs" />
            </>
          );
        }}
      </ReadView>
      {open ? <OwnReceipt line={open} onClose={() => setOpen(undefined)} /> : null}
    </Card>
  );
}

function OwnReceipt({
  line: { type, id, name },
  onClose,
}: {
  readonly line: Line;
  readonly onClose: () => void;
}) {
  // By its query: an id may hold whatever an address may not.
  const read = useRead<OwnResource>('/me/resources', { type, id });
  return (
    <Dialog title={`Receipt of ${name ?? id}`} kind="side" onClose={onClose}>
      <ReadView read={read} what="the receipt">
        {({ totalUsd, unpricedEvents, events, breakdown, usage }) => (
          <div className="stack">
            <dl className="figures">
              <Figure big name="Spent by you" value={<Spent usd={totalUsd} unpriced={unpricedEvents} />} />
              <Figure name="Entries" value={formatCount(events)} />
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
                { name: 'Part', cell: ([part]) => part },
                { name: 'Quantity', numeric: true, cell: ([, quantity]) => formatQuantity(quantity) },
              ]}
            />
          </div>
        )}
      </ReadView>
    </Dialog>
  );
}

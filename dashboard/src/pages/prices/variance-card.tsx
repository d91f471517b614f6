import type { Variance } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { Badge } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Money } from '../../parts/money.tsx';
import { Empty, ReadView } from '../../parts/read-view.tsx';
import { ENTRIES_COLUMN } from '../../table/usual-columns.tsx';
import { MODEL_COLUMN, modelRowKey } from './model-columns.tsx';

/** From this on a variance is more than rounding. */
const NOTABLE_PERCENT = 1;

/** What prices make of events, against what providers reported of the same events. */
export function VarianceCard() {
  const read = useRead<Variance>('/prices/variance');
  return (
    <Card
      title="Reported by providers"
      hint="Computed and reported cost of the same events; and events priced by what is certain of their usage"
    >
      <ReadView read={read} what="reported costs">
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No provider reported a cost, and no usage contradicts itself" />
          ) : (
            <DataTable
              caption="Computed and reported cost by model"
              id="reported"
              rows={items}
              keyOf={modelRowKey}
              columns={[
                MODEL_COLUMN,
                { ...ENTRIES_COLUMN, minor: true },
                {
                  name: 'Computed',
                  numeric: true,
                  value: ({ computedUsd }) => computedUsd,
                  cell: ({ computedUsd }) => <Money usd={computedUsd} />,
                },
                {
                  name: 'Reported',
                  numeric: true,
                  value: ({ reportedUsd }) => reportedUsd,
                  cell: ({ reportedUsd }) => <Money usd={reportedUsd} />,
                },
                {
                  name: 'Variance',
                  numeric: true,
                  value: ({ varianceUsd }) => varianceUsd,
                  cell: (item) => <VarianceCell item={item} />,
                },
                {
                  name: 'Uncertain',
                  numeric: true,
                  value: ({ uncertainEvents }) => uncertainEvents,
                  cell: ({ uncertainEvents }) =>
                    uncertainEvents === 0 ? '–' : <Badge tone="warning">{uncertainEvents}</Badge>,
                },
              ]}
            />
          )
        }
      </ReadView>
    </Card>
  );
}

function VarianceCell({
  item: { varianceUsd, variancePercent },
}: {
  readonly item: Variance['items'][number];
}) {
  if (variancePercent === null) return <Money usd={varianceUsd} />;
  const tone = Math.abs(variancePercent) >= NOTABLE_PERCENT ? 'warning' : 'neutral';
  return (
    <>
      <Money usd={varianceUsd} /> <Badge tone={tone}>{variancePercent} %</Badge>
    </>
  );
}

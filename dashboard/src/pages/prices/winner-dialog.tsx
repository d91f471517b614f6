import { useQuery } from '@tanstack/react-query';
import type { Price, Quote } from '../../api/types.ts';
import type { Read } from '../../api/use-read.ts';
import { unitPricePosition } from '../../format/decimal.ts';
import { formatPer, formatUnitPrice } from '../../format/format-money.ts';
import { Badge } from '../../parts/badge.tsx';
import { useApi } from '../../parts/context.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ReadView } from '../../parts/read-view.tsx';

interface WinnerDialogProps {
  /** All rows of one model that are in force. */
  readonly prices: readonly Price[];
  readonly onClose: () => void;
}

/** Which row of a model a call of now would be priced by, asked of the API by a quote, and why the others are not. */
export function WinnerDialog({ prices, onClose }: WinnerDialogProps) {
  const api = useApi();
  const [first] = prices;
  const units = [...new Set(prices.map(({ unit }) => unit))];
  const read = useQuery({
    queryKey: ['/prices/quote', first?.provider, first?.sku],
    queryFn: () =>
      api.send<Quote>('POST', '/prices/quote', {
        provider: first?.provider,
        service: first?.service,
        model: first?.models[0] ?? first?.sku,
        usage: Object.fromEntries(units.map((unit) => [unit, '1'])),
      }),
  }) as Read<Quote>;
  return (
    <Dialog title={`Prices of ${first?.sku ?? ''}`} kind="side" onClose={onClose}>
      <ReadView read={read} what="the quote">
        {({ lines }) => {
          const winners = new Set(lines.map(({ priceId }) => priceId));
          const rows = prices.toSorted((a, b) => Number(winners.has(b.id)) - Number(winners.has(a.id)));
          return <Winners rows={rows} winners={winners} />;
        }}
      </ReadView>
    </Dialog>
  );
}

function Winners({
  rows,
  winners,
}: {
  readonly rows: readonly Price[];
  readonly winners: ReadonlySet<string>;
}) {
  return (
    <DataTable
      caption="Rows of the model in force"
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        { name: 'Part', value: ({ unit }) => unit, cell: ({ unit }) => unit },
        {
          name: 'Price',
          numeric: true,
          value: ({ unitPriceUsd }) => unitPriceUsd,
          order: unitPricePosition,
          cell: ({ unitPriceUsd, per }) => `${formatUnitPrice(unitPriceUsd)} / ${formatPer(per)}`,
        },
        {
          name: 'Row',
          value: ({ layer, source, effectiveFrom }) => `${layer} ${source ?? ''} ${effectiveFrom ?? ''}`,
          cell: ({ layer, source, effectiveFrom }) => (
            <>
              {layer}{' '}
              <span className="hint">
                {source} since {effectiveFrom?.slice(0, 10) ?? 'always'}
              </span>
            </>
          ),
        },
        {
          name: 'Counts',
          value: (price) => reasonOf(price, winners.has(price.id)),
          cell: (price) => <Reason price={price} wins={winners.has(price.id)} />,
        },
      ]}
    />
  );
}

/** Why a row prices a plain call of now, or what it is for instead. */
function reasonOf({ region, attributes, userId, tag }: Price, wins: boolean): string {
  if (wins) return 'a call of now';
  const only = [
    region === null ? '' : `in ${region}`,
    userId === null ? '' : `for ${userId}`,
    tag === null ? '' : `with ${tag.name} ${tag.value}`,
    ...Object.entries(attributes).map(([name, value]) => `${name} ${value}`),
  ].filter(Boolean);
  return only.length === 0 ? 'another row of the part comes first' : `only ${only.join(', ')}`;
}

function Reason({ price, wins }: { readonly price: Price; readonly wins: boolean }) {
  const reason = reasonOf(price, wins);
  return wins ? <Badge tone="good">{reason}</Badge> : <span className="hint">{reason}</span>;
}

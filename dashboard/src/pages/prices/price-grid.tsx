import type { Price } from '../../api/types.ts';
import { formatPer, formatUnitPrice } from '../../format/format-money.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';

/** Parts by themselves; the rest is in the rows. */
const MOST_PARTS = 6;

interface ModelPrices {
  readonly provider: string;
  readonly sku: string;
  readonly prices: readonly Price[];
}

interface PriceGridProps {
  readonly prices: readonly Price[];
  readonly partial: boolean;
  /** Which of a model's rows counts was asked. */
  readonly onAsk: (prices: readonly Price[]) => void;
}

/** A model a row and a part of usage a column: what is in force now. */
export function PriceGrid({ prices, partial, onAsk }: PriceGridProps) {
  const models = Map.groupBy(prices, ({ provider, sku }) => JSON.stringify([provider, sku]));
  const last = prices.at(-1);
  // More rows of the last model may come: until then its parts would seem to have no price.
  if (partial && last && models.size > 1) models.delete(JSON.stringify([last.provider, last.sku]));
  const rows = [...models.values()].flatMap((found): ModelPrices[] => {
    const [first] = found;
    return first ? [{ provider: first.provider, sku: first.sku, prices: found }] : [];
  });
  const counts = new Map<string, number>();
  for (const row of rows) {
    for (const unit of new Set(row.prices.map((price) => price.unit)))
      counts.set(unit, (counts.get(unit) ?? 0) + 1);
  }
  const units = [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, MOST_PARTS)
    .map(([unit]) => unit);
  return (
    <DataTable
      caption="Prices by model and part"
      id="grid"
      partial={partial}
      rows={rows}
      keyOf={({ provider, sku }) => `${provider}/${sku}`}
      columns={columns(units, onAsk)}
    />
  );
}

function columns(units: readonly string[], onAsk: PriceGridProps['onAsk']): Column<ModelPrices>[] {
  return [
    {
      name: 'Model',
      width: 'wide',
      value: ({ provider, sku }) => `${sku} ${provider}`,
      cell: ({ provider, sku, prices }) => (
        <>
          <button type="button" className="link-button" onClick={() => onAsk(prices)}>
            {sku}
          </button>{' '}
          <span className="hint">{provider}</span>
        </>
      ),
    },
    ...units.map((unit): Column<ModelPrices> => {
      return {
        name: unit,
        numeric: true,
        value: ({ prices }) => prices.find((price) => price.unit === unit && isPlain(price))?.unitPriceUsd,
        cell: ({ prices }) => <Cell prices={prices.filter((price) => price.unit === unit)} />,
      };
    }),
  ];
}

/** Whether a price is for every call, and not for a tier, a region, a user or a tag alone. */
function isPlain({ attributes, region, userId, tag }: Price): boolean {
  return Object.keys(attributes).length === 0 && region === null && userId === null && tag === null;
}

/** The price of a plain call, a price of one's own first; of parts without one, how many prices there are. */
function Cell({ prices }: { readonly prices: readonly Price[] }) {
  if (prices.length === 0) return '–';
  const plain = prices.filter(isPlain);
  const shown = plain.find(({ layer }) => layer === 'override') ?? plain[0];
  if (!shown) return <span className="hint">{prices.length} prices</span>;
  const others = prices.length - 1;
  return (
    <span title={others === 0 ? undefined : `${others} more for tiers, regions or times`}>
      {formatUnitPrice(shown.unitPriceUsd)} <span className="hint">/ {formatPer(shown.per)}</span>
    </span>
  );
}

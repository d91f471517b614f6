import { useDeferredValue, useState } from 'react';
import type { Price, PriceList } from '../../api/types.ts';
import { useInfiniteRead } from '../../api/use-infinite-read.ts';
import { unitPricePosition } from '../../format/decimal.ts';
import { formatCount, formatPer, formatUnitPrice } from '../../format/format-money.ts';
import { AddressProblem } from '../../parts/address-problem.tsx';
import { Badge } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { useSession } from '../../parts/context.tsx';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { SearchInput } from '../../parts/fields.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { Empty, ReadView } from '../../parts/read-view.tsx';
import { Segments } from '../../parts/segments.tsx';
import { useChoice } from '../../parts/use-choice.ts';
import { useSearchTexts } from '../../parts/use-search-texts.ts';
import { clockNow, dayOf } from '../../state/days.ts';
import { EndOverride } from './end-override.tsx';
import { PriceGrid } from './price-grid.tsx';
import { WinnerDialog } from './winner-dialog.tsx';

const VIEWS = [
  ['grid', 'By model'],
  ['rows', 'Rows in force'],
  ['all', 'History'],
] as const;

/** Prices by a part of a name: model by part, row by row, or with those that are over. */
export function PriceTable() {
  const { person } = useSession();
  const [texts, setTexts] = useSearchTexts('q');
  const { value: view, problem, choose } = useChoice('view', VIEWS, 'view');
  const text = texts[0] ?? '';
  const q = useDeferredValue(text.trim()) || undefined;
  const [ending, setEnding] = useState<Price>();
  const [asked, setAsked] = useState<readonly Price[]>();
  const at = view === 'all' ? undefined : dayOf(clockNow());
  const read = useInfiniteRead<PriceList>('/prices', { q, at, limit: 200 });
  const first = read.data?.pages[0];
  return (
    <Card
      title="Price table"
      hint={first && `${formatCount(first.total)} rows, catalogue ${first.catalogueVersion}`}
      actions={
        <>
          <SearchInput label="Part of a name" value={text} onChange={(next) => setTexts([next])} />
          <Segments label="Rows" value={view} options={VIEWS} onChange={choose} />
        </>
      }
    >
      <AddressProblem problem={problem} />
      <ReadView read={read} what="prices">
        {({ pages }) => {
          const prices = pages.flatMap((page) => page.prices);
          if (prices.length === 0) return <Empty title="No price has such a name" />;
          return (
            <>
              {view === 'grid' ? (
                <PriceGrid prices={prices} partial={read.hasNextPage} onAsk={setAsked} />
              ) : (
                <Rows
                  prices={prices}
                  partial={read.hasNextPage}
                  onEnd={person.isAdmin ? setEnding : undefined}
                />
              )}
              <MoreButton read={read} label="More rows" />
            </>
          );
        }}
      </ReadView>
      {ending ? <EndOverride price={ending} onClose={() => setEnding(undefined)} /> : null}
      {asked ? <WinnerDialog prices={asked} onClose={() => setAsked(undefined)} /> : null}
    </Card>
  );
}

const LAYER_TONES = {
  override: 'accent',
  curated: 'good',
  catalogue: 'neutral',
  generated: 'neutral',
} as const;

interface RowsProps {
  readonly prices: readonly Price[];
  readonly partial: boolean;
  readonly onEnd: ((price: Price) => void) | undefined;
}

function Rows({ prices, partial, onEnd }: RowsProps) {
  return (
    <DataTable
      caption="Prices"
      id="prices"
      partial={partial}
      rows={prices}
      keyOf={({ id }) => id}
      columns={[...columns(), ...(onEnd ? [endColumn(onEnd)] : [])]}
    />
  );
}

/** Ends an override that has no end yet. */
function endColumn(onEnd: (price: Price) => void): Column<Price> {
  return {
    name: 'Change',
    isUnsorted: true,
    numeric: true,
    cell: (price) =>
      price.layer === 'override' && price.effectiveTo === null ? (
        <button type="button" className="button button-small" onClick={() => onEnd(price)}>
          End…
        </button>
      ) : null,
  };
}

function columns(): Column<Price>[] {
  return [
    {
      name: 'Model',
      value: ({ sku, provider }) => `${sku} ${provider}`,
      cell: ({ sku, provider, region, attributes }) => (
        <>
          {sku}{' '}
          <span className="hint">
            {[provider, region, ...Object.values(attributes)].filter(Boolean).join(' · ')}
          </span>
        </>
      ),
    },
    { name: 'Part', value: ({ unit }) => unit, cell: ({ unit }) => unit },
    {
      name: 'Price',
      numeric: true,
      value: ({ unitPriceUsd }) => unitPriceUsd,
      order: unitPricePosition,
      cell: ({ unitPriceUsd, per, tiers }) => (
        <>
          {formatUnitPrice(unitPriceUsd)} <span className="hint">/ {formatPer(per)}</span>{' '}
          {tiers.length === 0 ? null : <Badge>{tiers.length} tiers</Badge>}
        </>
      ),
    },
    {
      name: 'In force',
      minor: true,
      value: ({ effectiveFrom }) => effectiveFrom,
      cell: ({ effectiveFrom, effectiveTo }) =>
        `${effectiveFrom?.slice(0, 10) ?? 'always'} – ${effectiveTo?.slice(0, 10) ?? 'now'}`,
    },
    {
      name: 'Source',
      minor: true,
      value: ({ layer, source }) => `${layer} ${source ?? ''}`,
      cell: ({ layer, source }) => (
        <>
          <Badge tone={LAYER_TONES[layer]}>{layer}</Badge> <span className="hint">{source}</span>
        </>
      ),
    },
  ];
}

import { useDeferredValue, useState } from 'react';
import { useSearch } from 'wouter';
import type { PriceList } from '../../api/types.ts';
import { useInfiniteRead } from '../../api/use-infinite-read.ts';
import { formatCount, formatQuantity } from '../../format/format-money.ts';
import { Badge } from '../../parts/badge.tsx';
import { Card } from '../../parts/card.tsx';
import { useSession } from '../../parts/context.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { SearchInput } from '../../parts/fields.tsx';
import { MoreButton } from '../../parts/more-button.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { Empty, ReadView } from '../../parts/read-view.tsx';
import { Segments } from '../../parts/segments.tsx';
import { tabOf, Tabs } from '../../parts/tabs.tsx';
import { clockNow, dayOf } from '../../state/days.ts';
import { ByRuleCard } from './by-rule-card.tsx';
import { OverrideDialog, type OverrideStart } from './override-dialog.tsx';
import { PacksCard } from './packs-card.tsx';
import { UnpricedCard } from './unpriced-card.tsx';
import { VarianceCard } from './variance-card.tsx';

const TABS = [
  ['table', 'Price table'],
  ['unpriced', 'Unpriced'],
  ['reported', 'Reported'],
  ['packs', 'Packs'],
] as const;

/** What things cost, since when, and by which source. */
export function PricesPage() {
  const tab = tabOf(useSearch(), TABS);
  const { person } = useSession();
  const [override, setOverride] = useState<OverrideStart>();
  return (
    <div className="page">
      <PageHead title="Prices" lead="What usage is priced with: dated rows, the newest first.">
        {person.isAdmin ? (
          <button type="button" className="button button-primary" onClick={() => setOverride({})}>
            Price of your own
          </button>
        ) : null}
      </PageHead>
      <Tabs label="Prices" path="/prices" tabs={TABS} current={tab} />
      {tab === 'table' ? <PriceTable /> : null}
      {tab === 'reported' ? <VarianceCard /> : null}
      {tab === 'packs' ? <PacksCard isAdmin={person.isAdmin} /> : null}
      {tab === 'unpriced' ? (
        <>
          <UnpricedCard onPrice={person.isAdmin ? setOverride : undefined} />
          <ByRuleCard />
        </>
      ) : null}
      {override ? <OverrideDialog start={override} onClose={() => setOverride(undefined)} /> : null}
    </div>
  );
}

function PriceTable() {
  const [provider, setProvider] = useState('');
  const [model, setModel] = useState('');
  const [when, setWhen] = useState<'now' | 'all'>('now');
  const filter = useDeferredValue({
    provider: provider.trim() || undefined,
    model: model.trim() || undefined,
  });
  const at = when === 'now' ? dayOf(clockNow()) : undefined;
  const read = useInfiniteRead<PriceList>('/prices', { ...filter, at, limit: 100 });
  const first = read.data?.pages[0];
  return (
    <Card
      title="Price table"
      hint={first && `${formatCount(first.total)} rows, catalogue ${first.catalogueVersion}`}
      actions={
        <>
          <SearchInput label="Provider" value={provider} onChange={setProvider} />
          <SearchInput label="Model" value={model} onChange={setModel} />
          <Segments
            label="Rows"
            value={when}
            options={[
              ['now', 'In force'],
              ['all', 'History'],
            ]}
            onChange={setWhen}
          />
        </>
      }
    >
      <ReadView read={read} what="prices">
        {({ pages }) => {
          const prices = pages.flatMap((page) => page.prices);
          if (prices.length === 0) return <Empty title="No price has these names" />;
          return (
            <>
              <Rows prices={prices} />
              <MoreButton read={read} label="More rows" />
            </>
          );
        }}
      </ReadView>
    </Card>
  );
}

const LAYER_TONES = {
  override: 'accent',
  curated: 'good',
  catalogue: 'neutral',
  generated: 'neutral',
} as const;

function Rows({ prices }: { readonly prices: PriceList['prices'] }) {
  return (
    <DataTable
      caption="Prices"
      rows={prices}
      keyOf={({ id }) => id}
      columns={[
        {
          name: 'Model',
          cell: ({ sku, provider, region, attributes }) => (
            <>
              {sku}{' '}
              <span className="hint">
                {[provider, region, ...Object.values(attributes)].filter(Boolean).join(' · ')}
              </span>
            </>
          ),
        },
        { name: 'Part', cell: ({ unit }) => unit },
        {
          name: 'Price',
          numeric: true,
          cell: ({ unitPriceUsd, per, tiers }) => (
            <>
              ${unitPriceUsd} <span className="hint">/ {formatQuantity(per)}</span>{' '}
              {tiers.length === 0 ? null : <Badge>{tiers.length} tiers</Badge>}
            </>
          ),
        },
        {
          name: 'In force',
          minor: true,
          cell: ({ effectiveFrom, effectiveTo }) =>
            `${effectiveFrom?.slice(0, 10) ?? 'always'} – ${effectiveTo?.slice(0, 10) ?? 'now'}`,
        },
        {
          name: 'Source',
          minor: true,
          cell: ({ layer, source }) => (
            <>
              <Badge tone={LAYER_TONES[layer]}>{layer}</Badge> <span className="hint">{source}</span>
            </>
          ),
        },
      ]}
    />
  );
}

import { useState } from 'react';
import { useSearch } from 'wouter';
import { useSession } from '../../parts/context.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { tabOf, Tabs } from '../../parts/tabs.tsx';
import { ByRuleCard } from './by-rule-card.tsx';
import { ChangesCard } from './changes-card.tsx';
import { OverrideDialog, type OverrideStart } from './override-dialog.tsx';
import { PacksCard } from './packs-card.tsx';
import { PriceTable } from './price-table.tsx';
import { UnpricedCard } from './unpriced-card.tsx';
import { VarianceCard } from './variance-card.tsx';

const TABS = [
  ['table', 'Price table'],
  ['unpriced', 'Unpriced'],
  ['reported', 'Reported'],
  ['own', 'Your own'],
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
      {tab === 'own' ? <ChangesCard isAdmin={person.isAdmin} /> : null}
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

import { useSearch } from 'wouter';
import type { BudgetStatus } from '../../api/types.ts';
import { useRead } from '../../api/use-read.ts';
import { PageHead } from '../../parts/page-head.tsx';
import { tabOf, Tabs } from '../../parts/tabs.tsx';
import { ActionsBanner } from './actions-banner.tsx';
import { AlertsTab } from './alerts-tab.tsx';
import { BudgetsTab } from './budgets-tab.tsx';
import { ExpectedTab } from './expected-tab.tsx';
import { HoldsTab } from './holds-tab.tsx';
import { OrganisationTab } from './organisation-tab.tsx';

const TABS = [
  ['organisation', 'Organisation'],
  ['budgets', 'Other budgets'],
  ['holds', 'Holds'],
  ['alerts', 'Alerts'],
  ['expected', 'Expected'],
] as const;

/** Limits, what happens at them, and what has happened. */
export function BudgetsPage() {
  const tab = tabOf(useSearch(), TABS);
  const status = useRead<BudgetStatus>('/budget/status');
  return (
    <div className="page">
      <PageHead
        title="Budgets and alerts"
        lead="Limits, what happens at them, and who hears of it."
        asOf={status.data?.asOf}
      />
      {status.data ? <ActionsBanner status={status.data} /> : null}
      <Tabs label="Budgets and alerts" path="/budgets" tabs={TABS} current={tab} />
      {tab === 'organisation' ? <OrganisationTab status={status} /> : null}
      {tab === 'budgets' ? <BudgetsTab /> : null}
      {tab === 'holds' ? <HoldsTab /> : null}
      {tab === 'alerts' ? <AlertsTab /> : null}
      {tab === 'expected' ? <ExpectedTab /> : null}
    </div>
  );
}

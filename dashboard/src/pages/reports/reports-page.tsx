import { useSearch } from 'wouter';
import { PageHead } from '../../parts/page-head.tsx';
import { RangePicker } from '../../parts/range-picker.tsx';
import { tabOf, Tabs } from '../../parts/tabs.tsx';
import { usePulse } from '../../parts/use-pulse.ts';
import { useRange } from '../../parts/use-range.ts';
import { DownloadCard } from './download-card.tsx';
import { ReconcileTab } from './reconcile-tab.tsx';
import { StatementTab } from './statement-tab.tsx';
import { SummaryCard } from './summary-card.tsx';

const TABS = [
  ['tables', 'Tables'],
  ['statement', 'Statement'],
  ['reconcile', 'Reconciliation'],
] as const;

/** What leaves the ledger: tables, files, statements, and the comparison with bills. */
export function ReportsPage() {
  usePulse();
  const query = useSearch();
  const tab = tabOf(query, TABS);
  const [range, setRange] = useRange('month');
  return (
    <div className="page">
      <PageHead title="Reports" lead="Tables, files, statements, and the ledger against the bill.">
        {tab === 'statement' ? null : <RangePicker range={range} onChange={setRange} />}
      </PageHead>
      <Tabs label="Reports" path="/reports" tabs={TABS} current={tab} />
      {tab === 'tables' ? (
        <>
          <SummaryCard range={range} />
          <DownloadCard key={`${range.from}/${range.to}`} range={range} />
        </>
      ) : null}
      {tab === 'statement' ? <StatementTab key={query} /> : null}
      {tab === 'reconcile' ? <ReconcileTab range={range} /> : null}
    </div>
  );
}

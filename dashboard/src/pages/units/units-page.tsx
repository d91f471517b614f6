import { PageHead } from '../../parts/page-head.tsx';
import { RangePicker } from '../../parts/range-picker.tsx';
import { useRange } from '../../parts/use-range.ts';
import { FailuresCard } from './failures-card.tsx';
import { GroupsCard } from './groups-card.tsx';
import { KindsCard } from './kinds-card.tsx';
import { MarginOfEachCard } from './margin-of-each-card.tsx';
import { MarginCard } from './margin-card.tsx';
import { PerWeekCard } from './per-week-card.tsx';

/** What one episode, one job, one user costs, and whether it rises. */
export function UnitsPage() {
  const [range, setRange] = useRange('90d');
  return (
    <div className="page">
      <PageHead title="Unit costs" lead="What one of a kind costs on average, at most, and over time.">
        <RangePicker range={range} onChange={setRange} />
      </PageHead>
      <KindsCard range={range} />
      <GroupsCard range={range} />
      <MarginCard range={range} />
      <MarginOfEachCard range={range} />
      <PerWeekCard range={range} />
      <FailuresCard range={range} />
    </div>
  );
}

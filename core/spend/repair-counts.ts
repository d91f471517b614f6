import { minus, ZERO_USD } from '../money/decimal.ts';
import type { Contribution } from './contributions.ts';
import { MAX_TRIES, nothingWrong, type RepairPorts, type RepairReport } from './repair.ts';
import type { StandingTotal } from './repair-ports.ts';
import { sumTotals, type Total } from './total.ts';

const COUNTS: Contribution = { total: { kind: 'counts' }, cost: ZERO_USD, events: 0, unpriced: 0 };

/**
 * Makes the ledger's numbers since its start equal the organisation's cells, which days of the same audit
 * have made equal to the entries. Both move in the same transactions, so unchanged versions of the counts in all
 * lanes make the reads one snapshot; the difference goes to lane 0. Counts of outcomes are not in cells and stay
 * as they are.
 */
export async function repairCounts(
  cells: () => Promise<Total>,
  { store, clock, pause }: RepairPorts,
): Promise<RepairReport> {
  const name = store.totalKey(COUNTS);
  const report = nothingWrong('counts', 1);
  for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
    const before = await store.readCounts();
    const sum = await cells();
    const after = await store.readCounts();
    if (versionsOf(before) === versionsOf(after)) {
      const difference = differenceOf(sum, sumTotals(before));
      if (!difference) return report;
      const first = before.find((lane) => store.totalKey(lane) === name) ?? { ...COUNTS, version: 0n };
      if (await store.addDifference(difference, first, clock.now())) {
        return { ...report, repairs: [{ key: name, difference }] };
      }
    }
    await pause(attempt);
  }
  return { ...report, busy: [name] };
}

function versionsOf(lanes: readonly StandingTotal[]): string {
  return lanes.map(({ version }) => version).join(' ');
}

function differenceOf(sum: Total, counts: Total): Contribution | undefined {
  const cost = minus(sum.cost, counts.cost);
  const events = sum.events - counts.events;
  const unpriced = sum.unpriced - counts.unpriced;
  return cost || events || unpriced ? { ...COUNTS, cost, events, unpriced } : undefined;
}

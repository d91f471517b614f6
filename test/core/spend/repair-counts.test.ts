import { describe, expect, it } from 'vitest';
import { picoUsd } from '../../../core/money/decimal.ts';
import { sumTotals } from '../../../core/spend/total.ts';
import { nothingWrong } from '../../../core/spend/repair.ts';
import { repairCounts } from '../../../core/spend/repair-counts.ts';
import { ENTRIES, MemoryRepair, NOW } from '../../support/memory-repair.ts';

const cellsOf = (ledger: MemoryRepair) => () =>
  Promise.resolve(sumTotals([...ledger.totals.values()].filter(({ total }) => total.kind === 'cell')));

describe('the counts since the start', () => {
  const COUNTS = JSON.stringify({ kind: 'counts' });

  it.each([
    ['cost', { cost: picoUsd(9n) }, -9n],
    ['events', { events: 2 }, 0n],
    ['events without a price', { unpriced: 1 }, 0n],
  ])('lose %s that no cell has', async (_, planted, cost) => {
    const ledger = new MemoryRepair(ENTRIES, NOW);
    ledger.plant(COUNTS, planted);
    const report = await repairCounts(cellsOf(ledger), ledger.ports());
    expect(report.repairs).toMatchObject([{ key: COUNTS, difference: { cost } }]);
    expect(ledger.totals.get(COUNTS)).toMatchObject({ cost: 50n, events: 5, unpriced: 0 });
    expect(await repairCounts(cellsOf(ledger), ledger.ports())).toEqual(nothingWrong('counts', 1));
  });

  it('are left while they move', async () => {
    const ledger = new MemoryRepair(ENTRIES, NOW);
    const moving = () => {
      ledger.plant(COUNTS, { events: 1 });
      return cellsOf(ledger)();
    };
    expect((await repairCounts(moving, ledger.ports())).busy).toEqual([COUNTS]);
    expect(ledger.pauses).toHaveLength(8);
  });
});

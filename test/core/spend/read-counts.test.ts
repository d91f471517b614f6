import { describe, expect, it } from 'vitest';
import { PREFIX } from '../../../contracts/table-layout.ts';
import { ZERO_USD } from '../../../core/money/decimal.ts';
import type { MarkTally } from '../../../core/spend/push-open-marks.ts';
import { readLedgerCounts } from '../../../core/spend/read-counts.ts';

const NOW = Date.parse('2026-11-20T12:30:00Z');
const HOUR = 3_600_000;
const COUNTS = {
  cost: ZERO_USD,
  events: 10,
  unpriced: 3,
  outcomes: new Map([
    ['rejected', 1],
    ['duplicate', 2],
  ]),
};

function tally(minutesAgo: number, open: number, partition = `${PREFIX.entry}2026-11-20#0`): MarkTally {
  return { key: { batch: 'b', partition }, startedAt: NOW - minutesAgo * 60_000, used: 5 + open, applied: 5 };
}

async function read(tallies: readonly MarkTally[]) {
  const hours: number[] = [];
  const order: string[] = [];
  const counts = await readLedgerCounts(
    { counts: () => (order.push('counts'), Promise.resolve(COUNTS)) },
    {
      tallies: (at) => {
        order.push('marks');
        hours.push((NOW - at) / HOUR);
        return Promise.resolve(
          tallies.filter(({ startedAt }) => Math.floor(startedAt / HOUR) === Math.floor(at / HOUR)),
        );
      },
    },
    NOW,
  );
  return { counts, hours, order };
}

describe('the counts of a ledger', () => {
  it('are those of the totals, and nothing waits where no mark is open', async () => {
    const { counts, hours, order } = await read([tally(10, 0)]);
    expect(counts).toEqual({
      recorded: 10,
      aggregated: 10,
      rejected: 1,
      duplicates: 2,
      conflicts: 0,
      unpriced: 3,
      lagSeconds: 0,
    });
    // Marks first: the two are never equal while something is open.
    expect([hours, order]).toEqual([
      [0, 1],
      ['marks', 'marks', 'counts'],
    ]);
  });

  it('have what is open beside, with the age of the oldest; outcomes wait too and are no entries', async () => {
    const { counts } = await read([tally(10, 2), tally(70, 3), tally(80, 4, 'X#2026-11-20')]);
    expect(counts).toMatchObject({ recorded: 15, aggregated: 10, lagSeconds: 80 * 60 });
    expect((await read([tally(-1, 2)])).counts.lagSeconds).toBe(0);
  });

  it('look further back as long as something is open, two hours at least', async () => {
    expect((await read([tally(40, 1), tally(100, 1), tally(160, 1)])).hours).toEqual([0, 1, 2, 3, 4]);
    expect((await read([tally(160, 1)])).hours).toEqual([0, 1]);
  });
});

import { expect, it } from 'vitest';
import { ClosedMonths, closedLines } from '../../../scripts/import/closed-months.ts';

it('counts the rows of closed months, and says where they stand', () => {
  const months = new ClosedMonths(['2026-08', '2026-09']);
  for (const at of ['2026-09-01T00:00:00.000Z', '2026-09-30T23:59:59.999Z', '2026-10-01T00:00:00.000Z'])
    months.add(at);
  expect(months.report()).toEqual({ '2026-09': 2 });
  expect(closedLines(months.report())).toEqual([
    '2026-09 is closed: its 2 rows count in every total and stand beside its closed number, as adjustments.',
  ]);
  expect(closedLines({ '2026-08': 1 })).toEqual([
    '2026-08 is closed: its row counts in every total and stands beside its closed number, as adjustments.',
  ]);
  expect(closedLines(new ClosedMonths([]).report())).toEqual([]);
});

import { describe, expect, it } from 'vitest';
import { picoUsd } from '../../../core/money/decimal.ts';
import { sampleUsage } from '../../../core/optimizations/usage-sample.ts';
import type { OrganisationCell } from '../../../core/spend/totals-reader.ts';
import type { Entry } from '../../../core/usage/entry.ts';
import { anEntry } from '../../../testing/factories.ts';

const day = anEntry().day;
const entry = (id: string, cost: bigint, more: Partial<Entry> = {}) =>
  anEntry({ id, cost: picoUsd(cost), ...more });
const correction = (of: string, cost: bigint, events: number) =>
  entry(`${of}~a0001`, cost, { correctionOf: of, adjusts: { events, unpriced: 0 } });

/** A day of these entries, of which its totals say that there are so many and what they cost. */
function sampled(entries: readonly Entry[], events: number, cost: bigint, whole: boolean) {
  const cell = {
    day,
    provider: 'openai',
    service: 'llm',
    model: 'gpt-4o-mini',
    total: { events, cost: picoUsd(cost) },
  } as OrganisationCell;
  return sampleUsage(
    { from: day, to: day },
    { cells: () => Promise.resolve([cell]) },
    {
      sample: () => Promise.resolve({ items: entries, whole }),
      entries: () => Promise.resolve([...entries]),
    },
  );
}

describe('a sample of usage', () => {
  it('of a small day is what was not voided, at its corrected price', async () => {
    const entries = [
      entry('a', 10n),
      entry('b', 20n),
      entry('wrong', 1_000n),
      correction('wrong', -1_000n, -1),
      correction('b', 5n, 0),
    ];
    const { entries: found, events } = await sampled(entries, 2, 35n, true);
    expect(found.map((one) => [one.entry.id, one.entry.cost, one.of, one.sampled])).toEqual([
      ['a', 10n, 1n, 1n],
      ['b', 25n, 1n, 1n],
    ]);
    expect(events).toBe(2);
  });

  it('of a busy day has no entry that costs more than all of its model: that one was voided', async () => {
    const entries = [entry('a', 10n), entry('b', 20n), entry('wrong', 1_000_000n)];
    const { entries: found } = await sampled(entries, 300, 4_500n, false);
    expect(found.map((one) => [one.entry.id, one.of, one.sampled])).toEqual([
      ['a', 300n, 2n],
      ['b', 300n, 2n],
    ]);
  });
});

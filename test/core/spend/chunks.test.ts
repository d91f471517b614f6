import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { storedRecord } from '../../../adapters/dynamo/stream-record.ts';
import { toLedgerRecord } from '../../../core/spend/ledger-record.ts';
import { totalKey } from '../../../adapters/dynamo/total-keys.ts';
import { entryItem } from '../../../adapters/dynamo/entry-item.ts';

import { cutChunks } from '../../../core/spend/chunks.ts';
import type { Contribution } from '../../../core/spend/contributions.ts';
import { type LedgerRecord, markName } from '../../../core/spend/spend-ports.ts';
import type { Entry } from '../../../core/usage/entry.ts';
import { aDay } from '../../../testing/dates.ts';
import { anEntry } from '../../../testing/factories.ts';

const totals = { totalKey: ({ total }: Contribution) => JSON.stringify(totalKey(total)) };

function ledgerRecord(overrides: Partial<Entry>): LedgerRecord {
  const stored = storedRecord(entryItem(anEntry(overrides)), '1');
  return (stored && toLedgerRecord(stored, 'UTC')) as LedgerRecord;
}

function actions(chunk: readonly LedgerRecord[]): number {
  const marks = chunk.map(({ position, partition }) => markName({ batch: position.batch, partition }));
  const keys = chunk.flatMap(({ contributions }) => contributions.map((each) => totals.totalKey(each)));
  return new Set([...marks, ...keys]).size;
}

const reference = fc.option(
  fc.record({ type: fc.constantFrom('episode', 'job'), id: fc.nat(50).map(String) }),
  { nil: undefined },
);
const entries = fc.record({
  id: fc.uuid(),
  day: fc.constantFrom(aDay('2026-11-21'), aDay('2026-11-20'), aDay('2026-09-01')),
  model: fc.constantFrom('a', 'b', 'c'),
  userId: fc.option(fc.nat(100).map(String), { nil: undefined }),
  resource: reference,
  group: reference,
  mark: fc.record({
    batch: fc.constantFrom('01M7YSN7DR000000000000000A', '01M7YSN7DR000000000000000B'),
    index: fc.nat(500),
  }),
});

describe('cutChunks', () => {
  it('keeps every record in its order, in chunks of at most 100 actions', () => {
    fc.assert(
      fc.property(fc.array(entries, { maxLength: 150 }), (list) => {
        const records = list.map(ledgerRecord);
        const chunks = cutChunks(records, totals);
        expect(chunks.flat()).toEqual(records);
        for (const chunk of chunks) {
          expect(chunk.length).toBeGreaterThan(0);
          expect(actions(chunk)).toBeLessThanOrEqual(100);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('never needs more than 99 actions for one event, late and with everything filled', () => {
    const tags = { a: '1', b: '2', c: '3', d: '4' };
    const largest = ledgerRecord({
      day: aDay('2026-01-01'),
      operation: 'script',
      tags,
      trackedTags: Object.keys(tags),
    });
    expect(actions([largest])).toBeLessThanOrEqual(99);
    expect(actions([largest])).toBe(15);
  });

  it('puts a thousand events of one job into few chunks', () => {
    const records = Array.from({ length: 2000 }, (_, index) =>
      ledgerRecord({ id: String(index), mark: { batch: '01M7YSN7DR000000000000000A', index } }),
    );
    expect(cutChunks(records, totals).map((chunk) => chunk.length)).toEqual([1000, 1000]);
  });

  it('makes no chunk of nothing', () => {
    expect(cutChunks([], totals)).toEqual([]);
  });
});

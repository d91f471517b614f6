import { describe, expect, it } from 'vitest';
import { ALL_ENTRIES } from '../../../core/spend/entry-filter.ts';
import type { HistoryReader } from '../../../core/spend/history-reader.ts';
import type { EntryContext } from '../../../core/spend/read-entries.ts';
import { MOST_SCANNED } from '../../../core/spend/scan-entries.ts';
import { scanSpend } from '../../../core/spend/scan-spend.ts';
import type { TotalsReader } from '../../../core/spend/totals-reader.ts';
import { aDay } from '../../../testing/dates.ts';

const DAY = aDay('2026-11-20');

/** A history of hours with so many keys each, none of which has an entry. */
function contextOf(keys: number, hours = 1): EntryContext & { readonly read: number[] } {
  const read: number[] = [];
  const itemsOf = (hour: number) =>
    Array.from({ length: keys }, (_, index) => ({
      day: DAY,
      lane: 0,
      id: `e${hour}-${index}`,
      occurredAt: Date.parse('2026-11-20T10:00:00Z') - hour * 3_600_000,
    }));
  const history: Pick<HistoryReader, 'hours' | 'entries'> = {
    async *hours() {
      for (let hour = 0; hour < hours; hour += 1) yield { day: DAY, hour: '10', items: itemsOf(hour) };
    },
    entries: (wanted) => {
      read.push(wanted.length);
      return Promise.resolve([]);
    },
  };
  return {
    history: history as HistoryReader,
    totals: {} as TotalsReader,
    timeZone: 'UTC',
    now: Date.parse('2026-11-20T12:00:00Z'),
    read,
  };
}

describe('scanSpend', () => {
  const days = { from: DAY, to: DAY };

  it('looks at every key once, a hundred at a time, up to its bound', async () => {
    const context = contextOf(MOST_SCANNED);
    expect(await scanSpend(undefined, ALL_ENTRIES, [days], context)).toEqual([]);
    expect(context.read).toEqual(Array.from({ length: MOST_SCANNED / 100 }, () => 100));
  });

  it('reads the entries of many quiet hours together', async () => {
    const context = contextOf(3, 2000);
    expect(await scanSpend(undefined, ALL_ENTRIES, [days], context)).toEqual([]);
    expect(context.read).toEqual(Array.from({ length: 60 }, () => 100));
  });

  it('refuses more before it reads any, and names the way out', async () => {
    const context = contextOf(MOST_SCANNED + 1);
    await expect(scanSpend(undefined, ALL_ENTRIES, [days], context)).rejects.toMatchObject({
      fields: [{ field: 'from', message: expect.stringContaining('ask for fewer days') as unknown }],
    });
    expect(context.read).toEqual([]);
  });
});

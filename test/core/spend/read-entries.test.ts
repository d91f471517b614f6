import { describe, expect, it } from 'vitest';
import { ORGANISATION } from '../../../core/scopes/scope.ts';
import { ALL_ENTRIES } from '../../../core/spend/entry-filter.ts';
import type { HistoryItem, HistoryReader } from '../../../core/spend/history-reader.ts';
import { type EntryContext, readEntries, readEntriesByCost } from '../../../core/spend/read-entries.ts';
import type { Entry } from '../../../core/usage/entry.ts';
import { aDay } from '../../../testing/dates.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const DAY = aDay('2026-11-20');

/** As much of an entry as reading looks at. */
function entryOf({ id, day, lane, occurredAt }: HistoryItem): Entry {
  const index = Number(id.slice(1));
  const model = index % 1000 === 500 ? 'rare' : 'common';
  return { id, day, lane, occurredAt, model, cost: BigInt(index), tags: {} } as unknown as Entry;
}

/** A ledger of `count` entries on one day, a second apart; every thousandth is of another model. */
function ledgerOf(count: number): EntryContext {
  const items: HistoryItem[] = Array.from({ length: count }, (_, index) => ({
    day: DAY,
    lane: 0,
    id: `e${index}`,
    occurredAt: Date.parse(`${DAY}T00:00:00Z`) + index * 1000,
  }));
  const byId = new Map(items.map((item) => [item.id, item]));
  const history: HistoryReader = {
    async *hours() {
      yield await Promise.resolve({ day: DAY, hour: '00', items });
    },
    entries: (keys) => Promise.resolve(keys.flatMap(({ id }) => byId.get(id) ?? []).map(entryOf)),
    async *entriesOfDay() {
      for (let start = 0; start < count; start += 1000) {
        yield await Promise.resolve(items.slice(start, start + 1000).map(entryOf));
      }
    },
    newest: () => Promise.resolve(items),
    sample: () => Promise.resolve({ items, whole: true }),
    entriesById: () => Promise.resolve([]),
    heldAmong: (days) => Promise.resolve(days),
  };
  const totals = { firstDay: () => Promise.resolve(DAY) } as unknown as EntryContext['totals'];
  return { history, totals, timeZone: 'UTC', now: NOW };
}

const ALL = { start: undefined, end: undefined };

const RARE = { ...ALL_ENTRIES, model: 'rare' };

describe('readEntries', () => {
  it('looks at 1,000 entries for a page, says so, and goes on from there', async () => {
    const context = ledgerOf(2400);
    const first = await readEntries(RARE, ALL, { limit: 50 }, context);
    expect(first).toMatchObject({ scanned: 1000, partial: true, entries: [{ id: 'e1500' }] });
    const cursor = first.nextCursor;
    const second = await readEntries(RARE, ALL, { limit: 50, cursor }, context);
    expect(second).toMatchObject({ scanned: 1000, partial: true, entries: [{ id: 'e500' }] });
    const last = await readEntries(RARE, ALL, { limit: 50, cursor: second.nextCursor }, context);
    expect(last).toEqual({ scanned: 400, partial: false, entries: [] });
  });

  it('reads the entries of a page together, however few each hour has', async () => {
    const { history, ...context } = ledgerOf(60);
    const items: HistoryItem[] = [];
    for await (const hour of history.hours(ORGANISATION, 0, NOW)) items.push(...hour.items);
    const asked: number[] = [];
    const sparse: HistoryReader = {
      ...history,
      async *hours() {
        for (const item of items.toReversed())
          yield await Promise.resolve({ day: DAY, hour: '00', items: [item] });
      },
      entries: (keys) => {
        asked.push(keys.length);
        return history.entries(keys);
      },
    };
    const page = await readEntries(ALL_ENTRIES, ALL, { limit: 50 }, { ...context, history: sparse });
    expect([page.entries.length, page.entries[0]?.id, page.entries[49]?.id]).toEqual([50, 'e59', 'e10']);
    expect(asked).toEqual([51]);
    const rest = await readEntries(
      ALL_ENTRIES,
      ALL,
      { limit: 50, cursor: page.nextCursor },
      { ...context, history: sparse },
    );
    expect(rest.entries.map(({ id }) => id)).toEqual(
      Array.from({ length: 10 }, (_, index) => `e${9 - index}`),
    );
  });

  it('looks for nothing before the first day and after what may be recorded', async () => {
    const context = ledgerOf(1);
    const asked: number[] = [];
    const history = { ...context.history };
    history.hours = (of, first, last) => {
      asked.push(first, last);
      return context.history.hours(of, first, last);
    };
    const range = { start: Date.parse('1970-01-02'), end: Date.parse('2100-01-01') };
    const { entries } = await readEntries(ALL_ENTRIES, range, { limit: 1 }, { ...context, history });
    expect(entries).toHaveLength(1);
    expect(asked).toEqual([Date.parse(DAY), NOW + 2 * 86_400_000 - 1]);
  });

  it('ends a full page without calling it partial', async () => {
    const page = await readEntries(ALL_ENTRIES, ALL, { limit: 2 }, ledgerOf(3));
    expect(page).toMatchObject({ scanned: 2, partial: false, entries: [{ id: 'e2' }, { id: 'e1' }] });
    const rest = await readEntries(ALL_ENTRIES, ALL, { limit: 2, cursor: page.nextCursor }, ledgerOf(3));
    expect(rest).toEqual({ scanned: 1, partial: false, entries: [expect.objectContaining({ id: 'e0' })] });
  });
});

describe('readEntriesByCost', () => {
  it('sorts at most 10,000 entries of a day, and says so', async () => {
    const range = { start: Date.parse(`${DAY}T00:00:00Z`), end: Date.parse('2026-11-21T00:00:00Z') };
    const page = await readEntriesByCost(ALL_ENTRIES, range, { limit: 1 }, ledgerOf(11_000));
    expect(page).toMatchObject({ scanned: 10_000, partial: true, entries: [{ id: 'e9999' }] });
    const whole = await readEntriesByCost(ALL_ENTRIES, range, { limit: 1 }, ledgerOf(900));
    expect(whole).toMatchObject({ scanned: 900, partial: false, entries: [{ id: 'e899' }] });
  });
});

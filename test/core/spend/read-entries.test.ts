import { describe, expect, it } from 'vitest';
import { ORGANISATION } from '../../../core/scopes/scope.ts';
import { InvalidInputError } from '../../../core/errors.ts';
import { picoUsd } from '../../../core/money/decimal.ts';
import { ALL_ENTRIES, type EntryFilter } from '../../../core/spend/entry-filter.ts';
import { writeCursor } from '../../../core/spend/paging.ts';
import type { HistoryItem, HistoryReader } from '../../../core/spend/history-reader.ts';
import {
  dayEntries,
  type EntryContext,
  type EntryPage,
  historyOf,
  readEntries,
  readEntriesByCost,
} from '../../../core/spend/read-entries.ts';
import type { Entry } from '../../../core/usage/entry.ts';
import { aDay } from '../../../testing/dates.ts';
import { entryAt, memorySpend } from '../../support/memory-spend.ts';

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

const at = (text?: string) => (text === undefined ? undefined : Date.parse(text));

describe('readEntriesByCost', () => {
  it('sorts at most 10,000 entries of a day, and says so', async () => {
    const range = { start: Date.parse(`${DAY}T00:00:00Z`), end: Date.parse('2026-11-21T00:00:00Z') };
    const page = await readEntriesByCost(ALL_ENTRIES, range, { limit: 1 }, ledgerOf(11_000));
    expect(page).toMatchObject({ scanned: 10_000, partial: true, entries: [{ id: 'e9999' }] });
    const whole = await readEntriesByCost(ALL_ENTRIES, range, { limit: 1 }, ledgerOf(900));
    expect(whole).toMatchObject({ scanned: 900, partial: false, entries: [{ id: 'e899' }] });
  });
});

const THING = { type: 'episode', id: 'e' };
const GROUP = { type: 'podcast', id: 'g' };
const usd = (dollars: number) => ({ cost: picoUsd(BigInt(dollars)) });
const FULL_DAY = { start: Date.parse('2026-11-20T00:00:00Z'), end: Date.parse('2026-11-21T00:00:00Z') };
const SPREAD = memorySpend(
  [
    entryAt('2026-11-19T23:59:59.999Z', { ...usd(64), id: 'before' }),
    entryAt('2026-11-20T00:00:00Z', { ...usd(1), id: 'first', userId: 'user-2' }),
    entryAt('2026-11-20T10:00:00Z', { ...usd(9), id: 'a', resource: undefined }),
    entryAt('2026-11-20T10:00:00Z', { ...usd(9), id: 'b', group: undefined }),
    entryAt('2026-11-20T10:30:00Z', { ...usd(9), id: 'later', userId: undefined }),
    entryAt('2026-11-20T23:59:59.999Z', { ...usd(4), id: 'last' }),
    entryAt('2026-11-21T00:00:00Z', { ...usd(32), id: 'after' }),
  ],
  { now: NOW },
);
const ids = ({ entries }: EntryPage) => entries.map(({ id }) => id);

const read = async (start?: string, end?: string, filter: Partial<EntryFilter> = {}) => {
  return ids(
    await readEntries(
      { ...ALL_ENTRIES, ...filter },
      { start: at(start), end: at(end) },
      { limit: 50 },
      SPREAD,
    ),
  );
};

describe('entries of a range', () => {
  it('come newest first, by time and then by id, from its first instant to before its last', async () => {
    expect(await read()).toEqual(['after', 'last', 'later', 'b', 'a', 'first', 'before']);
    expect(await read('2026-11-20T00:00:00Z', '2026-11-20T10:30:00Z')).toEqual(['b', 'a', 'first']);
    expect(await read('2026-11-20T10:00:00Z', '2026-11-20T10:00:00.001Z')).toEqual(['b', 'a']);
    expect(await read('2026-11-20T10:00:00Z', '2026-11-20T10:00:00Z')).toEqual([]);
    expect(await read('2026-11-20T00:00:00Z', '2026-11-20T00:00:00.001Z')).toEqual(['first']);
  });

  it.each([
    [{ userId: 'user-2' }, ['first']],
    [{ userId: '-' }, ['later']],
    [{ resource: { type: 'episode', id: 'ep-7' } }, ['last', 'later', 'b', 'first']],
    [{ resource: { type: 'episode', id: 'ep-8' } }, []],
    [{ resource: { type: 'page', id: 'ep-7' } }, []],
    [{ group: { type: 'podcast', id: 'pod-1' } }, ['last', 'later', 'a', 'first']],
    [{ tag: { name: 'tier', value: 'tier2' } }, ['last', 'later', 'b', 'a', 'first']],
    [{ tag: { name: 'tier', value: undefined } }, ['last', 'later', 'b', 'a', 'first']],
    [{ tag: { name: 'niche', value: undefined } }, []],
    [{ tag: { name: 'tier', value: 'tier1' } }, []],
  ])('that fit %j', async (filter, expected) => {
    expect(await read('2026-11-20T00:00:00Z', '2026-11-21T00:00:00Z', filter)).toEqual(expected);
  });

  it.each([
    [{ userId: 'u', group: GROUP, resource: THING }, 'resource'],
    [{ userId: 'u', group: GROUP }, 'user'],
    [{ group: GROUP }, 'group'],
    [{ provider: 'openai' }, 'organisation'],
  ])('of %j are looked for in the history of its %s', (filter, kind) => {
    expect(historyOf({ ...ALL_ENTRIES, ...filter }).kind).toBe(kind);
  });

  it('are refused by a filter that no field has, and by a cursor of no answer', async () => {
    await expect(read(undefined, undefined, { colour: 'red' } as never)).rejects.toThrow(
      'a filter is not known',
    );
    for (const cursor of [writeCursor([1e300, 'a']), writeCursor(['a', 1]), 'x'])
      await expect(readEntries(ALL_ENTRIES, ALL, { limit: 1, cursor }, SPREAD)).rejects.toThrow(
        'the cursor cannot be read',
      );
  });
});

const behind = async (filter: Partial<EntryFilter>, after: Entry) => {
  const pages: string[] = [];
  const whole = { ...ALL_ENTRIES, ...filter };
  for await (const page of dayEntries(whole, FULL_DAY.start, FULL_DAY.end, DAY, SPREAD.history, after))
    pages.push(...page.map(({ id }) => id));
  return pages;
};

describe('entries of a day by cost', () => {
  const byCost = (limit: number, cursor?: string, filter: Partial<EntryFilter> = {}, range = FULL_DAY) =>
    readEntriesByCost({ ...ALL_ENTRIES, ...filter }, range, { limit, cursor }, SPREAD);

  it('are those of the day, equal ones newest first, in pages', async () => {
    const first = await byCost(3);
    expect([ids(first), first.scanned, first.partial]).toEqual([['later', 'b', 'a'], 5, false]);
    const rest = await byCost(3, first.nextCursor);
    expect([ids(rest), rest.nextCursor]).toEqual([['last', 'first'], undefined]);
    expect((await byCost(5)).nextCursor).toBeUndefined();
    expect(ids(await byCost(1, writeCursor([4])))).toEqual(['first']);
  });

  it('are those of a part of the day, and of one user, from their own history', async () => {
    const part = { start: Date.parse('2026-11-20T10:00:00Z'), end: Date.parse('2026-11-20T10:30:00Z') };
    expect(ids(await byCost(9, undefined, {}, part))).toEqual(['b', 'a']);
    const user = await byCost(9, undefined, { userId: 'user-42' });
    expect([ids(user), user.scanned]).toEqual([['b', 'a', 'last'], 3]);
    expect(ids(await byCost(9, undefined, { userId: 'user-42' }, part))).toEqual(['b', 'a']);
    expect(ids(await byCost(9, undefined, { userId: 'user-2' }))).toEqual(['first']);
  });

  it.each([
    ['two days', { start: FULL_DAY.start, end: FULL_DAY.end + 1 }],
    ['no beginning', { start: undefined, end: FULL_DAY.end }],
    ['no end', { start: FULL_DAY.start, end: undefined }],
  ])('are not those of a range of %s', async (_, range) => {
    await expect(readEntriesByCost(ALL_ENTRIES, range, { limit: 1 }, SPREAD)).rejects.toThrow(
      InvalidInputError,
    );
  });

  it('are read on behind one of them', async () => {
    const b = entryAt('2026-11-20T10:00:00Z', { id: 'b' });
    expect(await behind({ userId: 'user-42' }, b)).toEqual(['a']);
    expect(await behind({}, b)).toEqual(['first', 'last', 'later']);
  });
});

import { describe, expect, it } from 'vitest';
import { parseUsd, picoUsd } from '../../../core/money/decimal.ts';
import { parseDimension } from '../../../core/spend/dimension.ts';
import { ALL_ENTRIES, type EntryFilter } from '../../../core/spend/entry-filter.ts';
import { readTrends, type TrendQuestion } from '../../../core/spend/read-trends.ts';
import type { SpendFilters } from '../../../core/spend/spend-filters.ts';
import { aDay } from '../../../testing/dates.ts';
import { entryAt, memorySpend } from '../../support/memory-spend.ts';

const NOW = Date.parse('2026-12-01T00:00:00Z');
const NO_RANGE = { start: undefined, end: undefined };
const DAYS = { from: aDay('2026-11-20'), to: aDay('2026-11-21') };

function filtersOf(entries: Partial<EntryFilter> = {}, scopes: SpendFilters['scopes'] = []): SpendFilters {
  const { provider, service, model } = { ...ALL_ENTRIES, ...entries };
  return { scopes, cell: { provider, service, model }, entries: { ...ALL_ENTRIES, ...entries } };
}

const EVERYTHING = filtersOf();

function question(more: Partial<TrendQuestion>): TrendQuestion {
  return { interval: 'day', dimension: undefined, filters: EVERYTHING, days: DAYS, range: NO_RANGE, ...more };
}

const usd = (text: string) => ({ cost: parseUsd(text) });

const CONTEXT = memorySpend(
  [
    entryAt('2026-11-01T00:30:00Z', usd('1')),
    entryAt('2026-11-20T09:59:59Z', usd('2')),
    entryAt('2026-11-20T10:00:00Z', { ...usd('4'), userId: 'user-2' }),
    entryAt('2026-11-20T10:30:00Z', { ...usd('8'), provider: 'anthropic', model: 'claude-sonnet-4-5' }),
    entryAt('2026-11-21T23:59:59Z', { ...usd('16'), operation: 'speak', outcome: 'failed' }),
    entryAt('2026-11-22T10:00:00Z', { ...usd('0'), model: 'mystery', status: 'unpriced' }),
    entryAt('2026-11-22T11:00:00Z', { ...usd('0'), model: 'mystery', status: 'unpriced' }),
    entryAt('2026-11-23T10:00:00Z', usd('32')),
    entryAt('2026-11-23T11:00:00Z', { ...usd('0'), status: 'unpriced' }),
  ],
  { now: NOW },
);

/** Points of a trend as texts: period, dollars, events, events without a price. */
async function points(more: Partial<TrendQuestion>, context = CONTEXT) {
  const trend = await readTrends(question(more), context);
  const texts = trend.points.map(
    ({ period, cost, events, unpriced }) => `${period} ${cost / parseUsd('1')} ${events} ${unpriced}`,
  );
  return { texts, scanned: trend.scanned, points: trend.points };
}

describe('a trend by days, weeks and months', () => {
  it('has every period of the range, empty ones too, and what each cost', async () => {
    const { texts, scanned } = await points({ days: { from: aDay('2026-11-19'), to: aDay('2026-11-23') } });
    expect(texts).toEqual([
      '2026-11-19 0 0 0',
      '2026-11-20 14 3 0',
      '2026-11-21 16 1 0',
      '2026-11-22 0 2 2',
      '2026-11-23 32 2 1',
    ]);
    expect(scanned).toBe(false);
  });

  it('begins a week on its Monday and a month on its first, also where the range begins later', async () => {
    const weeks = await points({
      interval: 'week',
      days: { from: aDay('2026-11-20'), to: aDay('2026-11-23') },
    });
    expect(weeks.texts).toEqual(['2026-W47 30 6 2', '2026-W48 32 2 1']);
    expect(weeks.points.map(({ at }) => at)).toEqual([Date.parse('2026-11-16'), Date.parse('2026-11-23')]);
    const months = await points({
      interval: 'month',
      days: { from: aDay('2026-10-31'), to: aDay('2026-11-30') },
    });
    expect(months.texts).toEqual(['2026-10 0 0 0', '2026-11 63 9 3']);
    expect(months.points[1]?.at).toBe(Date.parse('2026-11-01'));
  });

  it.each([
    ['of a provider', filtersOf({ provider: 'anthropic' }), ['2026-11-20 8 1 0', '2026-11-21 0 0 0'], false],
    [
      'of a user',
      filtersOf({ userId: 'user-2' }, [{ kind: 'user', id: 'user-2' }]),
      ['2026-11-20 4 1 0', '2026-11-21 0 0 0'],
      false,
    ],
    [
      'of a user at a provider, from entries',
      filtersOf({ userId: 'user-42', provider: 'anthropic' }, [{ kind: 'user', id: 'user-42' }]),
      ['2026-11-20 8 1 0', '2026-11-21 0 0 0'],
      true,
    ],
    [
      'of an operation, from entries',
      filtersOf({ operation: 'speak' }),
      ['2026-11-20 0 0 0', '2026-11-21 16 1 0'],
      true,
    ],
    ['of failed calls', filtersOf({ outcome: 'failed' }), ['2026-11-20 0 0 0', '2026-11-21 16 1 0'], false],
    [
      'of calls that were well',
      filtersOf({ outcome: 'success' }),
      ['2026-11-20 0 0 0', '2026-11-21 0 0 0'],
      true,
    ],
  ])('%s', async (_, filters, expected, isScanned) => {
    const { texts, scanned } = await points({ filters });
    expect({ texts, scanned }).toEqual({ texts: expected, scanned: isScanned });
  });

  it('is split by a dimension, kept or scanned', async () => {
    const provider = parseDimension('provider', []);
    const kept = await points({ dimension: provider });
    expect(kept.points.map(({ by }) => Object.fromEntries(by))).toEqual([
      { openai: parseUsd('6'), anthropic: parseUsd('8') },
      { openai: parseUsd('16') },
    ]);
    const user = filtersOf({ operation: 'speak' });
    const scanned = await points({ dimension: provider, filters: user });
    expect(scanned.points.map(({ by }) => Object.fromEntries(by))).toEqual([{}, { openai: parseUsd('16') }]);
    expect(scanned.scanned).toBe(true);
    const ofUser = filtersOf({ userId: 'user-42' }, [{ kind: 'user', id: 'user-42' }]);
    const pair = await points({ dimension: parseDimension('operation', []), filters: ofUser });
    expect([pair.scanned, Object.fromEntries(pair.points[1]?.by ?? [])]).toEqual([
      true,
      { speak: parseUsd('16') },
    ]);
    const unsplit = await points({ filters: user });
    expect(unsplit.points.map(({ by }) => by.size)).toEqual([0, 0]);
  });

  it('names the fifty most expensive of the whole range, and adds up the rest', async () => {
    // The costs of a name add up over days: name 0 is dear only together.
    const entries = Array.from({ length: 52 }, (_, index) =>
      entryAt(`2026-11-20T00:00:${String(index).padStart(2, '0')}Z`, {
        cost: picoUsd(BigInt(100 + index)),
        operation: `step-${index}`,
      }),
    );
    const more = entryAt('2026-11-21T00:00:00Z', { cost: picoUsd(50n), operation: 'step-0' });
    const { points: found } = await points(
      { dimension: parseDimension('operation', []) },
      memorySpend([...entries, more], { now: NOW }),
    );
    const [first, second] = found;
    expect(first?.by.size).toBe(50);
    expect(first?.others).toBe(101n + 102n);
    expect(first?.by.get('step-0')).toBe(100n);
    expect(second?.by).toEqual(new Map([['step-0', 50n]]));
  });
});

const of = async (day: string) => {
  const days = { from: aDay(day), to: aDay(day) };
  const { texts } = await points({ interval: 'hour', days });
  return texts.filter((text) => !text.endsWith(' 0 0 0'));
};

const ask = (dimension: string | undefined, filters = EVERYTHING) =>
  points({
    interval: 'hour',
    days: DAYS,
    filters,
    dimension: dimension === undefined ? undefined : parseDimension(dimension, []),
  });

describe('a trend by hours', () => {
  const ONE_DAY = { from: aDay('2026-11-20'), to: aDay('2026-11-20') };

  it('has every hour of its days, and what each cost', async () => {
    const { texts, points: found, scanned } = await points({ interval: 'hour', days: ONE_DAY });
    expect([texts.length, scanned]).toEqual([24, false]);
    expect(texts.filter((text) => !text.endsWith(' 0 0 0'))).toEqual([
      '2026-11-20T09 2 1 0',
      '2026-11-20T10 12 2 0',
    ]);
    expect(found[9]?.at).toBe(Date.parse('2026-11-20T09:00:00Z'));
  });

  it.each([
    ['2026-11-20T09:00:00Z', '2026-11-20T11:00:00Z', ['2026-11-20T09', '2026-11-20T10']],
    ['2026-11-20T09:59:59.999Z', '2026-11-20T10:00:00.001Z', ['2026-11-20T09', '2026-11-20T10']],
    ['2026-11-20T10:00:00Z', '2026-11-20T10:00:00.001Z', ['2026-11-20T10']],
  ])('has the hours that touch %s to %s', async (start, end, hours) => {
    const range = { start: Date.parse(start), end: Date.parse(end) };
    const { points: found } = await points({ interval: 'hour', days: ONE_DAY, range });
    expect(found.map(({ period }) => period)).toEqual(hours);
  });

  it('says how many have no price where the day tells: all of them or none', async () => {
    expect(await of('2026-11-22')).toEqual(['2026-11-22T10 0 1 1', '2026-11-22T11 0 1 1']);
    expect(await of('2026-11-23')).toEqual(['2026-11-23T10 32 1 undefined', '2026-11-23T11 0 1 undefined']);
  });

  it('is kept by provider, and scanned by operation, for one user and for failed calls', async () => {
    const provider = await ask('provider');
    expect([provider.scanned, Object.fromEntries(provider.points[10]?.by ?? [])]).toEqual([
      false,
      { openai: parseUsd('4'), anthropic: parseUsd('8') },
    ]);
    const user = filtersOf({ userId: 'user-2' }, [{ kind: 'user', id: 'user-2' }]);
    const found = await Promise.all([
      ask('operation'),
      ask('provider', user),
      ask(undefined, filtersOf({ outcome: 'failed' })),
    ]);
    expect(found.map(({ scanned }) => scanned)).toEqual([true, true, true]);
    expect(found[1]?.texts.filter((text) => !text.endsWith(' 0 0 0'))).toEqual(['2026-11-20T10 4 1 0']);
    expect(found[1]?.points[10]?.by.get('openai')).toBe(parseUsd('4'));
    expect(found[2]?.texts.at(-1)).toBe('2026-11-21T23 16 1 0');
  });

  it('has an hour that comes twice once, and a day of 23 hours as it is', async () => {
    const zone = 'America/New_York';
    const twice = [entryAt('2026-11-01T05:30:00Z', usd('1')), entryAt('2026-11-01T06:30:00Z', usd('2'))];
    const context = memorySpend(twice, { now: NOW, timeZone: zone });
    const of = async (day: string) => {
      const days = { from: aDay(day), to: aDay(day) };
      return (await readTrends(question({ interval: 'hour', days }), context)).points;
    };
    const back = await of('2026-11-01');
    expect([back.length, back[1]?.at, back[1]?.cost]).toEqual([
      24,
      Date.parse('2026-11-01T05:00:00Z'),
      parseUsd('3'),
    ]);
    expect((await of('2026-03-08')).map(({ period }) => period.slice(-2)).slice(0, 4)).toEqual([
      '00',
      '01',
      '03',
      '04',
    ]);
  });

  it('is for 31 days at most', async () => {
    const ask = (to: string) =>
      points({ interval: 'hour', days: { from: aDay('2026-11-01'), to: aDay(to) } });
    expect((await ask('2026-12-01')).points).toHaveLength(31 * 24);
    await expect(ask('2026-12-02')).rejects.toMatchObject({
      message: 'hours are kept for fewer days',
      fields: [{ field: 'from', message: 'must be at most 31 days before "to" by the hour' }],
    });
    expect(
      (await points({ days: { from: aDay('2026-01-01'), to: aDay('2026-12-01') } })).points,
    ).toHaveLength(335);
  });
});

import { describe, expect, it } from 'vitest';
import type { SpendQuery } from '../../../core/budgets/budget-ports.ts';
import { SpendCache } from '../../../core/budgets/spend-cache.ts';
import { picoUsd } from '../../../core/money/decimal.ts';
import { aDay } from '../../../testing/dates.ts';

const value = { kind: 'user', id: 'u' } as const;

/** A reader that spent 1 on each first and last day it is asked for, and remembers the questions. */
function reader() {
  const asked: SpendQuery[] = [];
  let now = Date.parse('2026-11-20T12:00:00Z');
  const cache = new SpendCache(
    {
      read: (queries) => {
        asked.push(...queries);
        return Promise.resolve(
          queries.map(({ to }) => [{ day: to, cost: picoUsd(1n), events: 1, unpriced: 0 }]),
        );
      },
    },
    { now: () => now },
    'UTC',
  );
  return { cache, asked, pass: (ms: number) => void (now += ms) };
}

describe('the spend cache', () => {
  it('reads today and yesterday each time and the days before once a minute', async () => {
    const { cache, asked, pass } = reader();
    const month = { value, from: aDay('2026-11-01'), to: aDay('2026-11-21') };
    const [first] = await cache.read([month]);
    expect(first?.map(({ day }) => day)).toEqual(['2026-11-18', '2026-11-21']);
    await cache.read([month]);
    pass(60_000);
    await cache.read([month]);
    const closed = { value, from: '2026-11-01', to: '2026-11-18' };
    const fresh = { value, from: '2026-11-19', to: '2026-11-21' };
    expect(asked).toEqual([fresh, closed, fresh, fresh, closed]);
  });

  it('keeps nothing of a period that began yesterday', async () => {
    const { cache, asked } = reader();
    const day = { value, from: aDay('2026-11-20'), to: aDay('2026-11-20') };
    await cache.read([day]);
    await cache.read([day]);
    expect(asked).toEqual([day, day]);
  });

  it('forgets nothing that a call has yet to answer, however many values there are', async () => {
    const { cache } = reader();
    const range = { from: aDay('2026-11-01'), to: aDay('2026-11-21') };
    const many = Array.from({ length: 10_001 }, (_, index) => ({
      value: { kind: 'user', id: `u${index}` } as const,
      ...range,
    }));
    await cache.read(many);
    const [first] = many;
    const last = { value: { kind: 'user', id: 'new' } as const, ...range };
    const [known, fresh] = await cache.read([first as SpendQuery, last]);
    expect([known?.length, fresh?.length]).toEqual([2, 2]);
  });

  it('reads a lifetime from its beginning', async () => {
    const { cache, asked } = reader();
    await cache.read([{ value, from: undefined, to: aDay('2026-11-21') }]);
    expect(asked[1]).toEqual({ value, from: undefined, to: '2026-11-18' });
  });
});

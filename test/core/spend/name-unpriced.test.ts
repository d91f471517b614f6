import { describe, expect, it } from 'vitest';
import { parseUsd } from '../../../core/money/decimal.ts';
import { parseDimension, readDimension, readTotals } from '../../../core/spend/dimension.ts';
import { ALL_ENTRIES } from '../../../core/spend/entry-filter.ts';
import { nameUnpriced } from '../../../core/spend/name-unpriced.ts';
import type { SpendFilters } from '../../../core/spend/spend-filters.ts';
import { aDay } from '../../../testing/dates.ts';
import { entryAt, memorySpend } from '../../support/memory-spend.ts';

const DAYS = { from: aDay('2026-11-20'), to: aDay('2026-11-21') };
const CONTEXT = memorySpend(
  [
    entryAt('2026-11-20T10:00:00Z', { cost: parseUsd('1') }),
    entryAt('2026-11-21T10:00:00Z', { cost: parseUsd('2') }),
    entryAt('2026-11-21T12:00:00Z', {
      cost: parseUsd('0'),
      status: 'unpriced',
      known: false,
      providerKnown: true,
      model: 'odd',
    }),
  ],
  { now: Date.parse('2026-11-23T12:00:00Z') },
);
const USER: SpendFilters = {
  scopes: [{ kind: 'user', id: 'user-42' }],
  cell: { provider: undefined, service: undefined, model: undefined },
  entries: { ...ALL_ENTRIES, userId: 'user-42' },
};

/** Names with dollars and events without a price, a day each; undefined where the parts stay as they are. */
async function named(filters = USER, by = 'model', context = CONTEXT) {
  const dimension = parseDimension(by, []);
  const kept = (await readDimension(dimension, filters, DAYS, context.totals)) ?? [];
  const days = () => readTotals(filters.scopes[0], DAYS, context.totals);
  const found = await nameUnpriced(kept, dimension, filters, days, context);
  return found
    ?.map(({ day, name, cost, unpriced }) => `${day} ${name} ${cost / parseUsd('1')} ${unpriced}`)
    .sort();
}

describe('what has no price, by model of one user', () => {
  it('is named and counted by the entries of its day; other days keep their totals, without any', async () => {
    expect(await named()).toEqual([
      '2026-11-20 gpt-4o-mini 1 0',
      '2026-11-21 gpt-4o-mini 2 0',
      '2026-11-21 odd 0 1',
    ]);
  });

  it('stays without a name where the entries of its day are not what their total is made of', async () => {
    const { history } = CONTEXT;
    const entries: typeof history.entries = async (keys) => (await history.entries(keys)).slice(1);
    expect(await named(USER, 'model', { ...CONTEXT, history: { ...history, entries } })).toEqual([
      '2026-11-20 gpt-4o-mini 1 0',
      '2026-11-21 gpt-4o-mini 2 undefined',
      '2026-11-21 unknown 0 undefined',
    ]);
  });

  it('is looked for on as many of the latest days as have 2,000 events', async () => {
    const { totals, history } = CONTEXT;
    const user: typeof totals.user = async (id, days) =>
      (await totals.user(id, days)).map((one) => ({ ...one, total: { ...one.total, events: 2001 } }));
    let read = 0;
    const entries: typeof history.entries = (keys) => {
      read += keys.length;
      return history.entries(keys);
    };
    const context = { ...CONTEXT, totals: { ...totals, user }, history: { ...history, entries } };
    expect(await named(USER, 'model', context)).toContain('2026-11-21 unknown 0 undefined');
    expect(read).toBe(0);
  });

  it('is left to other reads where no scope narrows, or a name of cells does, and by operation', async () => {
    expect(await named({ ...USER, scopes: [] })).toBeUndefined();
    expect(await named({ ...USER, cell: { ...USER.cell, provider: 'openai' } })).toBeUndefined();
    expect(await named(USER, 'operation')).toBeUndefined();
  });
});

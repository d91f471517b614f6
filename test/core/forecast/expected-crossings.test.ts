import { describe, expect, it } from 'vitest';
import { BudgetBook } from '../../../core/budgets/budget-book.ts';
import type { SpendQuery } from '../../../core/budgets/budget-ports.ts';
import { expectedCrossings, MOST_LOOKED_AT } from '../../../core/forecast/expected-crossings.ts';
import { parseUsd, plus, times } from '../../../core/money/decimal.ts';
import type { TotalsReader } from '../../../core/spend/totals-reader.ts';
import { addDays, daysBetween } from '../../../core/time/ledger-time.ts';
import { aDay } from '../../../testing/dates.ts';
import { budgetOf } from '../../../testing/gate.ts';

const usd = parseUsd;
const TODAY = aDay('2026-11-20');
const NOON = Date.parse('2026-11-20T12:00:00Z');
const TO = addDays(TODAY, 6);
const EACH = { kind: 'user', id: '*' } as const;

/** Users of $1 a day on the four days before, the first of them one cent a day more than the second and so on. */
function ledgerOf(users: number) {
  const asked: SpendQuery[] = [];
  const costOf = (name: string) => plus(usd('1'), times(usd('0.01'), BigInt(users - Number(name))));
  const days = daysBetween(addDays(TODAY, -4), addDays(TODAY, -1));
  const daysOf = (name: string) => days.map((day) => ({ day, cost: costOf(name), events: 1, unpriced: 0 }));
  const everyUser = () =>
    Array.from({ length: users }, (_, index) => String(index)).flatMap((name) =>
      daysOf(name).map(({ day, ...total }) => ({ day, name, total })),
    );
  const totals = { users: () => Promise.resolve(everyUser()) } as unknown as TotalsReader;
  const read = (queries: readonly SpendQuery[]) => {
    asked.push(...queries);
    return Promise.resolve(queries.map(({ value }) => daysOf(value.id)));
  };
  return { asked, ports: { totals, spend: { read }, timeZone: 'UTC' } };
}

function bookOf(...budgets: ReturnType<typeof budgetOf>[]): BudgetBook {
  const stored = { version: 1n, budgets, form: undefined, revenue: new Map() };
  return new BudgetBook(stored, { budgets: [], form: {} });
}

describe('expected crossings', () => {
  it('look at the budgets nearest to their limit, and say how many were left', async () => {
    const { ports } = ledgerOf(MOST_LOOKED_AT + 10);
    const book = bookOf(budgetOf('each', { scope: EACH, period: 'monthly', limitUsd: '100000' }));
    const { crossings, looked, left } = await expectedCrossings(book, NOON, TO, ports);
    expect([crossings.length, looked, left]).toEqual([0, MOST_LOOKED_AT, 10]);
  });

  it('read the life of no more than the 200 dearest values of a budget without a period', async () => {
    const { asked, ports } = ledgerOf(205);
    const book = bookOf(budgetOf('each', { scope: EACH, period: 'lifetime', limitUsd: '12' }));
    const { crossings, looked, left } = await expectedCrossings(book, NOON, TO, ports);
    expect(asked.map(({ value, from }) => [value.id, from])).toEqual(
      Array.from({ length: 200 }, (_, index) => [String(index), undefined]),
    );
    // The first six have spent $12 to $12.20 in their four days: they are over already.
    expect([looked, left]).toEqual([194, 5]);
    expect(crossings[0]).toMatchObject({ value: { id: '6' }, on: TODAY });
  });

  it('take the mean of all days for who spends on few of them', async () => {
    const days = daysBetween(addDays(TODAY, -30), addDays(TODAY, -1))
      .filter((_, index) => index % 6 === 0)
      .map((day) => ({ day, cost: usd('6'), events: 1, unpriced: 0 }));
    const read = (queries: readonly SpendQuery[]) => Promise.resolve(queries.map(() => days));
    const ports = { totals: {} as TotalsReader, spend: { read }, timeZone: 'UTC' };
    const scope = { kind: 'user', id: 'seldom' } as const;
    const book = bookOf(budgetOf('b', { scope, period: 'lifetime', limitUsd: '33' }));
    const { crossings } = await expectedCrossings(book, NOON, TO, ports);
    // $30 in 30 days are $1 a day: half a day and three more reach the limit, and there are six and a half in all.
    expect(crossings).toMatchObject([{ on: addDays(TODAY, 3), spent: usd('30'), expected: usd('36.5') }]);
  });

  it('leave out what has spent on two days only, and budgets that are off', async () => {
    const { ports } = ledgerOf(1);
    const own = { scope: { kind: 'user', id: '0' }, period: 'monthly', limitUsd: '5' } as const;
    const off = bookOf({ ...budgetOf('off', own), enabled: false });
    expect(await expectedCrossings(off, NOON, TO, ports)).toMatchObject({ crossings: [], looked: 0 });
    const on = bookOf(budgetOf('on', own));
    expect((await expectedCrossings(on, NOON, TO, ports)).crossings).toHaveLength(1);
    const early = Date.parse('2026-11-18T12:00:00Z');
    expect(await expectedCrossings(on, early, TO, ports)).toMatchObject({ crossings: [], looked: 0 });
  });
});

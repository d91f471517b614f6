import { describe, expect, it } from 'vitest';
import type { BudgetInput } from '../../../contracts/api/budget-shapes.ts';
import { BudgetBook } from '../../../core/budgets/budget-book.ts';
import type { DaySpend, Held } from '../../../core/budgets/budget-ports.ts';
import { elapsedShare, periodAt } from '../../../core/budgets/budget-period.ts';
import { budgetStates, budgetStatesInBatches, stateAnswer } from '../../../core/budgets/budget-state.ts';
import { formatDecimal, parseUsd } from '../../../core/money/decimal.ts';
import { MINUTE_MS } from '../../../core/time/ledger-time.ts';
import { aDay } from '../../../testing/dates.ts';
import { budgetOf, NO_STAGE_BUDGETS } from '../../../testing/gate.ts';

const NOW = Date.parse('2026-11-18T12:00:00Z');
const MINUTE = NOW / MINUTE_MS;
const usd = parseUsd;
const BOOK = new BudgetBook(
  { version: 1n, budgets: [], form: undefined, revenue: new Map() },
  NO_STAGE_BUDGETS,
);
const spend = (day: string, dollars: string, unpriced = 0): DaySpend => ({
  day: aDay(day),
  cost: usd(dollars),
  events: 1,
  unpriced,
});
const DAYS = [spend('2026-11-15', '100', 9), spend('2026-11-16', '4', 1), spend('2026-11-18', '3.5', 2)];

/** Ports over these days and what is held by minute; the queries that were asked. */
function portsOf(days: readonly DaySpend[], minutes: ReadonlyMap<number, string> = new Map()) {
  const asked: string[] = [];
  const held: unknown[] = [];
  const ports = {
    timeZone: 'UTC',
    spend: {
      read: (queries: readonly { from: string | undefined; to: string }[]) => {
        asked.push(...queries.map(({ from, to }) => `${from} ${to}`));
        return Promise.resolve(queries.map(() => [...days]));
      },
    },
    held: {
      read: (keys: readonly object[]) => {
        held.push(...keys);
        const sums = new Map([...minutes].map(([minute, amount]) => [minute, usd(amount)]));
        return Promise.resolve({
          version: 1n,
          prices: '',
          held: keys.map(() => ({ minutes: sums }) as unknown as Held),
        });
      },
    },
  };
  return { ports, asked, held };
}

async function state(more: BudgetInput, days = DAYS, minutes?: ReadonlyMap<number, string>) {
  const budget = budgetOf('b', { limitUsd: '10', ...more });
  const { ports, asked, held } = portsOf(days, minutes);
  const [found] = await budgetStates([{ budget, value: budget.scope }], NOW, BOOK, ports);
  if (!found) throw new Error('no state');
  return { ...found, asked, keys: held };
}

describe('the state of a budget', () => {
  it('is what its period has spent, and what has no price there', async () => {
    const week = await state({ period: 'weekly' });
    expect(week).toMatchObject({
      spent: usd('7.5'),
      unpricedEvents: 3,
      limit: usd('10'),
      severity: 'ok',
      gate: 'allow',
    });
    expect(formatDecimal(week.percent)).toBe('75');
    expect([week.asked, week.keys]).toEqual([
      ['2026-11-16 2026-11-19'],
      [{ budgetId: 'b', value: week.value, period: '2026-W47' }],
    ]);
    expect((await state({ period: 'daily' })).asked).toEqual(['2026-11-18 2026-11-18']);
    const life = await state({ period: 'lifetime' });
    expect([life.spent, life.asked]).toEqual([usd('107.5'), ['undefined 2026-11-19']]);
  });

  it.each([
    ['10', '10', '100'],
    ['3', '1', '33.3333'],
    ['0', '0.01', '100'],
    ['0', '0', '0'],
    ['0.000001', '2', '200000000'],
  ])('of a limit of %s has used, at %s, %s percent', async (limitUsd, spent, percent) => {
    expect(
      formatDecimal((await state({ limitUsd, period: 'weekly' }, [spend('2026-11-18', spent)])).percent),
    ).toBe(percent);
  });

  it('holds what has not expired', async () => {
    const minutes = new Map([
      [MINUTE - 1, '1'],
      [MINUTE, '2'],
      [MINUTE + 1, '4'],
      [MINUTE + 9, '8'],
    ]);
    expect((await state({}, DAYS, minutes)).held).toBe(usd('12'));
  });

  it('reads ten weeks where it projects, and no less than its period', async () => {
    const ask = async (more: BudgetInput) => {
      const budget = budgetOf('b', more);
      const { ports, asked } = portsOf(DAYS);
      const given: unknown[] = [];
      const [found] = await budgetStates(
        [{ budget, value: budget.scope }],
        NOW,
        BOOK,
        ports,
        ({ days, at }) => {
          given.push([days.length, at]);
          return usd('42');
        },
      );
      return [asked, given, found?.projected, found?.spent];
    };
    expect(await ask({ period: 'weekly' })).toEqual([
      ['2026-09-09 2026-11-19'],
      [[3, NOW]],
      usd('42'),
      usd('7.5'),
    ]);
    expect(await ask({ period: 'lifetime' })).toEqual([
      ['undefined 2026-11-19'],
      [[3, NOW]],
      usd('42'),
      usd('107.5'),
    ]);
  });

  it('is read fifty at a time, and none costs no read', async () => {
    const budget = budgetOf('b');
    const applied = Array.from({ length: 51 }, () => ({ budget, value: budget.scope }));
    const reads: number[] = [];
    const { ports, asked } = portsOf(DAYS);
    const held = { read: (keys: readonly object[]) => (reads.push(keys.length), ports.held.read(keys)) };
    expect(await budgetStatesInBatches(applied, NOW, BOOK, { ...ports, held })).toHaveLength(51);
    expect([reads, asked.length]).toEqual([[50, 1], 51]);
    expect(await budgetStates([], NOW, BOOK, { ...ports, held })).toEqual([]);
    expect(reads).toHaveLength(2);
  });

  it('is answered with the end of its period, and with a projection only where there is one', async () => {
    const week = await state({ period: 'weekly' });
    const answer = stateAnswer(week);
    expect(answer).toMatchObject({
      resetsAt: '2026-11-23T00:00:00.000Z',
      periodKey: '2026-W47',
      spentUsd: '7.5',
      percent: '75',
    });
    expect(answer).not.toHaveProperty('projectedUsd');
    expect(stateAnswer({ ...week, projected: usd('9') })).toMatchObject({ projectedUsd: '9' });
    expect(stateAnswer(await state({ period: 'lifetime' })).resetsAt).toBeNull();
  });
});

describe('how much of a period is over', () => {
  it('is a share from 0 to 1', () => {
    const day = periodAt('daily', NOW, 'UTC');
    const share = (hour: number) =>
      elapsedShare(day, Date.parse('2026-11-18T00:00:00Z') + hour * 3_600_000, 'UTC');
    expect([share(-1), share(0), share(6), share(24), share(25)]).toEqual([0, 0, 0.25, 1, 1]);
    expect(elapsedShare(periodAt('lifetime', NOW, 'UTC'), NOW, 'UTC')).toBeUndefined();
  });
});

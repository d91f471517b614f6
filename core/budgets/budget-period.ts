import { isLedgerDay, isLedgerMonth } from '../../contracts/dates.ts';
import {
  addDays,
  type Day,
  dayOf,
  daysOfMonth,
  type Instant,
  monthOf,
  startOfDay,
  weekOf,
  weekStart,
} from '../time/ledger-time.ts';
import type { Period } from '../../contracts/budget-vocabulary.ts';

/** One period of a budget. Its key is part of every key it has, so nothing is ever reset. */
export interface BudgetPeriod {
  /** `2026-11-21`, `2026-W47`, `2026-11` or `lifetime`. */
  readonly key: string;
  /** First day; undefined: since the ledger began. */
  readonly from: Day | undefined;
  /** Last day; undefined: it never ends. */
  readonly to: Day | undefined;
  /** The instant the next period begins; undefined: never. */
  readonly endsAt: Instant | undefined;
}

/** The period of a kind that holds a ledger day. Weeks are ISO weeks, from Monday on. */
export function periodOfDay(period: Period, day: Day, timeZone: string): BudgetPeriod {
  switch (period) {
    case 'daily':
      return bounded(day, day, day, timeZone);
    case 'weekly': {
      const from = weekStart(day);
      return bounded(weekOf(day), from, addDays(from, 6), timeZone);
    }
    case 'monthly': {
      const { from, to } = daysOfMonth(monthOf(day));
      return bounded(monthOf(day), from, to, timeZone);
    }
    case 'lifetime':
      return { key: 'lifetime', from: undefined, to: undefined, endsAt: undefined };
  }
}

/** The period of a kind that holds an instant. */
export function periodAt(period: Period, at: Instant, timeZone: string): BudgetPeriod {
  return periodOfDay(period, dayOf(at, timeZone), timeZone);
}

function bounded(key: string, from: Day, to: Day, timeZone: string): BudgetPeriod {
  return { key, from, to, endsAt: startOfDay(addDays(to, 1), timeZone) };
}

/** Which kind of period a key names; undefined when it names none. */
export function periodKindOf(key: string): Period | undefined {
  if (isLedgerDay(key)) return 'daily';
  if (isLedgerMonth(key)) return 'monthly';
  if (mondayOf(key) !== undefined) return 'weekly';
  return key === 'lifetime' ? 'lifetime' : undefined;
}

/** First and last day of the period that a key names; without either for `lifetime`, undefined when it names none. */
export function daysOfPeriod(
  key: string,
): { readonly from: Day | undefined; readonly to: Day | undefined } | undefined {
  if (isLedgerDay(key)) return { from: key, to: key };
  if (isLedgerMonth(key)) return daysOfMonth(key);
  const monday = mondayOf(key);
  if (monday !== undefined) return { from: monday, to: addDays(monday, 6) };
  return key === 'lifetime' ? { from: undefined, to: undefined } : undefined;
}

/** The first day of an ISO week; years have 52 or 53 of them, the first one holds January 4. */
function mondayOf(key: string): Day | undefined {
  if (!/^\d{4}-W\d{2}$/.test(key)) return undefined;
  const year = `${key.slice(0, 4)}-01-04`;
  if (!isLedgerDay(year)) return undefined;
  const monday = addDays(weekStart(year), 7 * (Number(key.slice(6)) - 1));
  return weekOf(monday) === key ? monday : undefined;
}

/** Share of a period that is over at an instant, 0 to 1; undefined for a lifetime. */
export function elapsedShare(period: BudgetPeriod, at: Instant, timeZone: string): number | undefined {
  if (period.from === undefined || period.endsAt === undefined) return undefined;
  const start = startOfDay(period.from, timeZone);
  return Math.min(1, Math.max(0, (at - start) / (period.endsAt - start)));
}

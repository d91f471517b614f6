import {
  addDays,
  addMonths,
  type Day,
  dayOf,
  daysOfMonth,
  type Instant,
  monthOf,
  startOfDay,
  weekOf,
  weekStart,
} from '../time/ledger-time.ts';
import type { Period } from './budget.ts';

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

const KEY_FORMS: readonly (readonly [Period, RegExp])[] = [
  ['daily', /^\d{4}-\d{2}-\d{2}$/],
  ['weekly', /^\d{4}-W\d{2}$/],
  ['monthly', /^\d{4}-\d{2}$/],
  ['lifetime', /^lifetime$/],
];

/** Which kind of period a key names; undefined when it names none. */
export function periodKindOf(key: string): Period | undefined {
  const kind = KEY_FORMS.find(([, form]) => form.test(key))?.[0];
  if (kind === 'daily') return addDaysSafely(key) === key ? kind : undefined;
  if (kind === 'weekly') return isWeek(key) ? kind : undefined;
  if (kind === 'monthly') return addMonths(key, 0) === key && key.slice(5) !== '00' ? kind : undefined;
  return kind;
}

/** Years have 52 or 53 ISO weeks; the first one holds January 4. */
function isWeek(key: string): boolean {
  const monday = addDays(weekStart(`${key.slice(0, 4)}-01-04`), 7 * (Number(key.slice(6)) - 1));
  return weekOf(monday) === key;
}

function addDaysSafely(day: Day): Day | undefined {
  return Number.isNaN(Date.parse(`${day}T00:00:00Z`)) ? undefined : addDays(day, 0);
}

/** Share of a period that is over at an instant, 0 to 1; undefined for a lifetime. */
export function elapsedShare(period: BudgetPeriod, at: Instant, timeZone: string): number | undefined {
  if (period.from === undefined || period.endsAt === undefined) return undefined;
  const start = startOfDay(period.from, timeZone);
  return Math.min(1, Math.max(0, (at - start) / (period.endsAt - start)));
}

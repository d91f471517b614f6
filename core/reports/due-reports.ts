import {
  addDays,
  addMonths,
  type Day,
  daysOfMonth,
  monthOf,
  weekOf,
  weekStart,
} from '../time/ledger-time.ts';
import type { Days } from '../time/range.ts';

/** A period that has ended and is to be told of. */
export interface DueReport extends Days {
  readonly kind: 'weekly' | 'monthly';
  /** Names the period: `2026-W47`, `2026-11`. */
  readonly period: string;
}

/** Days after which a mail is no longer of use: a new stage does not tell of old periods. */
const WEEKLY_DAYS = 3;
const MONTHLY_DAYS = 7;

/** The week that ended within the last days, and the month that has been closed since. */
export function dueReports(today: Day, closeAfterDays: number): DueReport[] {
  const monday = weekStart(today);
  const week = { from: addDays(monday, -7), to: addDays(monday, -1) };
  const month = addMonths(monthOf(today), -1);
  const closed = addDays(daysOfMonth(month).to, closeAfterDays + 1);
  return [
    ...(today < addDays(monday, WEEKLY_DAYS)
      ? [{ kind: 'weekly', period: weekOf(week.from), ...week } as const]
      : []),
    ...(today >= closed && today < addDays(closed, MONTHLY_DAYS)
      ? [{ kind: 'monthly', period: month, ...daysOfMonth(month) } as const]
      : []),
  ];
}

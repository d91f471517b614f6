import type { AnomalyDimension } from '../../contracts/scopes.ts';
import { type PicoUsd, plus, ZERO_USD } from '../money/decimal.ts';
import { addDays, type Day, DAY_MS } from '../time/ledger-time.ts';
import { toEstimate } from './statistics.ts';

/** What one ledger day cost for one key (the organisation, one service, one model, one user, …). */
export interface DailySpend {
  readonly day: Day;
  readonly cost: PicoUsd;
}

/** The daily spend of one key. Days in any order, one item a day at most; a missing day spent nothing. */
export interface SpendSeries {
  /** `organisation`, `service`, `model`, `user`, `resourceType`, … */
  readonly dimension: AnomalyDimension;
  readonly key: string;
  readonly days: readonly DailySpend[];
}

/** What each day cost, days that several items name added up; in the order of their first item. */
export function sumByDay(items: readonly DailySpend[]): DailySpend[] {
  const sums = new Map<Day, PicoUsd>();
  for (const { day, cost } of items) sums.set(day, plus(sums.get(day) ?? ZERO_USD, cost));
  return [...sums].map(([day, cost]) => ({ day, cost }));
}

/** Days since 1970-01-01. */
function dayNumber(day: Day): number {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / DAY_MS);
}

/** 0 for Monday to 6 for Sunday. */
export function weekdayOf(day: Day): number {
  return (dayNumber(day) + 3) % 7;
}

/** The cost of a day, 0 when the series has none. */
export function costOn(days: readonly DailySpend[], day: Day): PicoUsd {
  return days.find((item) => item.day === day)?.cost ?? ZERO_USD;
}

/** Exact sum of the days from `from` to `to`, both included. */
export function costBetween(days: readonly DailySpend[], from: Day, to: Day): PicoUsd {
  let total = ZERO_USD;
  for (const item of days) if (item.day >= from && item.day <= to) total = plus(total, item.cost);
  return total;
}

/** A gapless run of days as doubles, with the weekday of its first day. */
export interface DenseDays {
  readonly first: Day;
  readonly firstWeekday: number;
  readonly values: readonly number[];
}

/**
 * The `window` days before `end` (excluded) as a gapless list. Days before the first spend are cut off: a user
 * who began last week has one week of history, not eight weeks of nothing. Empty when nothing was spent.
 */
export function denseBefore(days: readonly DailySpend[], end: Day, window: number): DenseDays {
  const from = addDays(end, -window);
  const inside = days.filter((item) => item.day >= from && item.day < end && item.cost !== 0n);
  const first = inside.reduce((low, item) => (item.day < low ? item.day : low), end);
  const start = dayNumber(first);
  const values = Array.from({ length: dayNumber(end) - start }, () => 0);
  for (const item of inside) values[dayNumber(item.day) - start] = toEstimate(item.cost);
  return { first, firstWeekday: weekdayOf(first), values };
}

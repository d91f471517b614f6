import { InvalidInputError } from '../errors.ts';
import { type PicoUsd, plus, ZERO_USD } from '../money/decimal.ts';
import {
  countDays,
  type Day,
  dayOf,
  daysBetween,
  firstOf,
  hourOf,
  type Instant,
  monthOf,
  startOfDay,
  weekOf,
  weekStart,
} from '../time/ledger-time.ts';
import type { Days, TimeRange } from '../time/range.ts';
import { descending } from '../order.ts';
import {
  type CellName,
  cellName,
  type Dimension,
  type DimensionDay,
  isCellDimension,
  readDimension,
  readTotals,
  type SpendFilter,
} from './dimension.ts';
import { add, type Amounts } from './total.ts';
import type { TotalsReader } from './totals-reader.ts';

type Interval = 'hour' | 'day' | 'week' | 'month';

/** Spending of one hour, day, week or month. */
export interface TrendPoint {
  readonly at: Instant;
  /** Its name: `2026-11-21T10`, `2026-11-21`, `2026-W47`, `2026-11`. */
  readonly period: string;
  readonly cost: PicoUsd;
  readonly events: number;
  readonly by: Amounts;
}

export interface TrendQuestion {
  readonly interval: Interval;
  readonly dimension: Dimension | undefined;
  readonly filter: SpendFilter | undefined;
  readonly days: Days;
  /** The exact times of a range, which count for hours only. */
  readonly range: TimeRange;
}

/** Names of one answer; what costs less is added up under REST. */
const MOST_NAMES = 50;
/** Everything beyond the most expensive names. */
const REST = '(rest)';
/** Days of one answer by the hour. */
const MOST_DAYS_BY_HOUR = 31;
const HOUR_MS = 3_600_000;

interface Part {
  readonly period: string;
  readonly name: string;
  readonly cost: PicoUsd;
}

interface Sum {
  cost: PicoUsd;
  events: number;
}

/** Every point of the range in order, zeros included. Throws InvalidInputError for what totals do not keep. */
export async function readTrends(
  question: TrendQuestion,
  totals: TotalsReader,
  timeZone: string,
): Promise<TrendPoint[]> {
  return question.interval === 'hour'
    ? hourlyTrends(question, totals, timeZone)
    : dailyTrends(question, question.interval, totals, timeZone);
}

async function dailyTrends(
  { dimension, filter, days }: TrendQuestion,
  interval: Exclude<Interval, 'hour'>,
  totals: TotalsReader,
  timeZone: string,
): Promise<TrendPoint[]> {
  const sums = new Map<string, Sum>();
  const starts = new Map<string, Instant>();
  for (const day of daysBetween(days.from, days.to)) {
    const { name, first } = periodOf(day, interval);
    starts.set(name, startOfDay(first, timeZone));
  }
  const [found, parts] = await Promise.all([
    readTotals(filter, days, totals),
    dimension ? readDimension(dimension, filter, days, totals) : ([] as DimensionDay[]),
  ]);
  for (const { day, total } of found) addTo(sums, periodOf(day, interval).name, total);
  const named = parts.map(({ day, name, cost }) => ({ period: periodOf(day, interval).name, name, cost }));
  return pointsOf(starts, sums, named);
}

function periodOf(day: Day, interval: Exclude<Interval, 'hour'>): { name: string; first: Day } {
  switch (interval) {
    case 'day':
      return { name: day, first: day };
    case 'week':
      return { name: weekOf(day), first: weekStart(day) };
    case 'month':
      return { name: monthOf(day), first: firstOf(monthOf(day)) };
  }
}

async function hourlyTrends(
  question: TrendQuestion,
  totals: TotalsReader,
  timeZone: string,
): Promise<TrendPoint[]> {
  const { days, range } = question;
  const dimension = hourlyDimension(question, countDays(days.from, days.to));
  const starts = new Map<string, Instant>();
  for (const day of daysBetween(days.from, days.to)) {
    for (let at = startOfDay(day, timeZone); dayOf(at, timeZone) === day; at += HOUR_MS) {
      const inside = at + HOUR_MS > (range.start ?? at) && at < (range.end ?? at + 1);
      const name = `${day}T${hourOf(at, timeZone)}`;
      // Where clocks go back, an hour comes twice and its totals stand at the first.
      if (inside && !starts.has(name)) starts.set(name, at);
    }
  }
  const sums = new Map<string, Sum>();
  const parts: Part[] = [];
  for (const cell of await totals.cells(days)) {
    for (const [hour, sum] of cell.total.hours ?? []) {
      const period = `${cell.day}T${hour}`;
      if (!starts.has(period)) continue;
      addTo(sums, period, sum);
      if (dimension) parts.push({ period, name: cellName(cell, dimension.kind).name, cost: sum.cost });
    }
  }
  return pointsOf(starts, sums, parts);
}

/** The dimension of a question by the hour. Throws InvalidInputError for what hours are not kept for. */
function hourlyDimension({ dimension, filter }: TrendQuestion, days: number): { kind: CellName } | undefined {
  if (filter) throw noHours('interval', 'must be day, week or month with a filter');
  if (days > MOST_DAYS_BY_HOUR) {
    throw noHours('from', `must be at most ${MOST_DAYS_BY_HOUR} days before "to" by the hour`);
  }
  if (!dimension || isCellDimension(dimension)) return dimension;
  throw noHours('dimension', 'must be provider, service or model by the hour');
}

function noHours(field: string, message: string): InvalidInputError {
  return new InvalidInputError('hours are not kept for this', [{ field, message }]);
}

function addTo(sums: Map<string, Sum>, period: string, { cost, events }: Sum | Readonly<Sum>): void {
  const sum = sums.get(period) ?? { cost: ZERO_USD, events: 0 };
  sums.set(period, { cost: plus(sum.cost, cost), events: sum.events + events });
}

function pointsOf(
  starts: ReadonlyMap<string, Instant>,
  sums: ReadonlyMap<string, Sum>,
  parts: readonly Part[],
): TrendPoint[] {
  const shown = mostExpensive(parts);
  const by = new Map<string, Map<string, PicoUsd>>();
  for (const { period, name, cost } of parts) {
    const amounts = by.get(period) ?? new Map<string, PicoUsd>();
    add(amounts, shown.has(name) ? name : REST, cost);
    by.set(period, amounts);
  }
  return [...starts].map(([period, at]) => ({
    at,
    period,
    ...(sums.get(period) ?? { cost: ZERO_USD, events: 0 }),
    by: by.get(period) ?? new Map(),
  }));
}

function mostExpensive(parts: readonly Part[]): ReadonlySet<string> {
  const costs = new Map<string, PicoUsd>();
  for (const { name, cost } of parts) add(costs, name, cost);
  const names = [...costs].sort(descending(([, cost]) => cost)).map(([name]) => name);
  return new Set(names.slice(0, MOST_NAMES));
}

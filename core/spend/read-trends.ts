import { type Interval, MOST_TREND_NAMES } from '../../contracts/report-vocabulary.ts';
import { InvalidInputError } from '../errors.ts';
import { type PicoUsd, sumUsd } from '../money/decimal.ts';
import {
  countDays,
  type Day,
  dayOf,
  daysBetween,
  firstOf,
  HOUR_MS,
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
  cellName,
  type Dimension,
  type DimensionDay,
  isCellDimension,
  readDimension,
  readTotals,
} from './dimension.ts';
import { daysToScan } from './days-to-scan.ts';
import { failedDays } from './failed-days.ts';
import type { EntryContext } from './read-entries.ts';
import { scanSpend } from './scan-spend.ts';
import {
  areInTotals,
  asksFailuresAlone,
  fitsCell,
  narrowsCells,
  type SpendFilters,
} from './spend-filters.ts';
import { add, type Amounts, sumCounts, type Sums } from './total.ts';
import type { TotalDetail, TotalsReader } from './totals-reader.ts';

/** Spending of one hour, day, week or month. */
export interface TrendPoint {
  readonly at: Instant;
  /** Its name: `2026-11-21T10`, `2026-11-21`, `2026-W47`, `2026-11`. */
  readonly period: string;
  readonly cost: PicoUsd;
  readonly events: number;
  /** Events without a price; undefined for an hour of a day that has some, which are counted by the day. */
  readonly unpriced: number | undefined;
  readonly by: Amounts;
  /** What names beyond those of `by` cost, and what has no name. */
  readonly others: PicoUsd;
  readonly unnamed: PicoUsd;
}

export interface SpendTrend {
  readonly points: TrendPoint[];
  /** Entries were added up for it, because no totals are kept. */
  readonly scanned: boolean;
}

export interface TrendQuestion {
  readonly interval: Interval;
  readonly dimension: Dimension | undefined;
  /** Names of the dimension that are told; absent: the most expensive. */
  readonly names?: readonly string[] | undefined;
  readonly filters: SpendFilters;
  readonly days: Days;
  /** The exact times of a range, which count for hours only. */
  readonly range: TimeRange;
}

/** Days of one answer by the hour. */
const MOST_DAYS_BY_HOUR = 31;

/** What one period cost in all. */
interface PeriodSum extends Pick<TrendPoint, 'period' | 'cost' | 'events' | 'unpriced'> {}

/** What one period cost in one name. */
interface Part {
  readonly period: string;
  readonly name: string;
  readonly unnamed?: true | undefined;
  readonly cost: PicoUsd;
  /** Undefined where totals keep costs only. */
  readonly events: number | undefined;
}

/** Sums and parts of the periods; undefined where no totals are kept. */
interface Found {
  readonly sums: readonly PeriodSum[];
  readonly parts: readonly Part[];
}

/**
 * Every point of the range in order, zeros included. Throws InvalidInputError for too many days by the hour, and
 * where no totals are kept and the days have too many entries to add up.
 */
export async function readTrends(question: TrendQuestion, context: EntryContext): Promise<SpendTrend> {
  const { days, interval } = question;
  if (interval === 'hour' && countDays(days.from, days.to) > MOST_DAYS_BY_HOUR) {
    throw new InvalidInputError('hours are kept for fewer days', [
      { field: 'from', message: `must be at most ${MOST_DAYS_BY_HOUR} days before "to" by the hour` },
    ]);
  }
  const starts = interval === 'hour' ? hourStarts(question, context) : dayStarts(days, interval, context);
  const kept = await (interval === 'hour'
    ? keptHours(question, context.totals)
    : keptDays(question, interval, context.totals));
  const found = kept ?? (await scanned(question, context));
  return { points: pointsOf(starts, found, question.names), scanned: kept === undefined };
}

function dayStarts(
  days: Days,
  interval: Exclude<Interval, 'hour'>,
  { timeZone }: EntryContext,
): Map<string, Instant> {
  const starts = new Map<string, Instant>();
  for (const day of daysBetween(days.from, days.to)) {
    const { name, first } = periodOf(day, interval);
    starts.set(name, startOfDay(first, timeZone));
  }
  return starts;
}

function hourStarts({ days, range }: TrendQuestion, { timeZone }: EntryContext): Map<string, Instant> {
  const starts = new Map<string, Instant>();
  for (const day of daysBetween(days.from, days.to)) {
    for (let at = startOfDay(day, timeZone); dayOf(at, timeZone) === day; at += HOUR_MS) {
      const inside = at + HOUR_MS > (range.start ?? at) && at < (range.end ?? at + 1);
      const name = hourName(day, hourOf(at, timeZone));
      // Where clocks go back, an hour comes twice and its totals are at the first.
      if (inside && !starts.has(name)) starts.set(name, at);
    }
  }
  return starts;
}

function hourName(day: Day, hour: string): string {
  return `${day}T${hour}`;
}

async function keptDays(
  { dimension, filters, days }: TrendQuestion,
  interval: Exclude<Interval, 'hour'>,
  totals: TotalsReader,
): Promise<Found | undefined> {
  const [scope] = filters.scopes;
  const isFailed = asksFailuresAlone(filters);
  // Cells of one scope have costs and no counts, which every point tells.
  if ((!isFailed && !areInTotals(filters)) || (scope && narrowsCells(filters))) return undefined;
  const [read, parts] = await Promise.all([
    scope ? readTotals(scope, days, totals) : organisationCells(filters, days, totals, 'sums'),
    dimension ? readDimension(dimension, filters, days, totals) : ([] as DimensionDay[]),
  ]);
  const found = isFailed ? failedDays(read) : read;
  if (!parts || !found) return undefined;
  const name = (day: Day) => periodOf(day, interval).name;
  return {
    sums: found.map(({ day, total }) => ({ ...total, period: name(day) })),
    parts: parts.map((part) => ({ ...part, period: name(part.day) })),
  };
}

async function organisationCells(
  { cell }: SpendFilters,
  days: Days,
  totals: TotalsReader,
  detail: TotalDetail,
) {
  return (await totals.cells(days, detail)).filter((one) => fitsCell(cell, one));
}

/** Hours are kept for the cells of the organisation. */
async function keptHours(
  { dimension, filters, days }: TrendQuestion,
  totals: TotalsReader,
): Promise<Found | undefined> {
  const inCells = dimension === undefined || isCellDimension(dimension);
  if (!inCells || !areInTotals(filters) || filters.scopes.length > 0) return undefined;
  const sums: PeriodSum[] = [];
  const parts: Part[] = [];
  for (const cell of await organisationCells(filters, days, totals, 'whole')) {
    for (const [hour, { cost, events }] of cell.total.hours ?? []) {
      const period = hourName(cell.day, hour);
      sums.push({ period, cost, events, unpriced: unpricedOf(cell.total, events) });
      if (dimension) parts.push({ period, name: cellName(cell, dimension.kind).name, cost, events });
    }
  }
  return { sums, parts };
}

/** How many of an hour's events have no price, where the day tells: none of them or all. */
function unpricedOf({ events, unpriced }: Readonly<Sums>, ofHour: number): number | undefined {
  if (unpriced === 0) return 0;
  return unpriced === events ? ofHour : undefined;
}

async function scanned(
  { interval, dimension, filters, days }: TrendQuestion,
  context: EntryContext,
): Promise<Found> {
  const ranges = await daysToScan(filters, days, context.totals);
  const found = await scanSpend(dimension, filters.entries, ranges, context);
  const parts = found.map((part) => ({
    ...part,
    period: interval === 'hour' ? hourName(part.day, part.hour) : periodOf(part.day, interval).name,
  }));
  return { sums: parts, parts: dimension ? parts : [] };
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

function pointsOf(
  starts: ReadonlyMap<string, Instant>,
  { sums, parts }: Found,
  names: readonly string[] | undefined,
): TrendPoint[] {
  const sumsOf = Map.groupBy(sums, ({ period }) => period);
  const inside = withoutVoid(parts.filter(({ period }) => starts.has(period)));
  const shown = names === undefined ? mostExpensive(inside) : new Set(names);
  const kindOf = ({ name, unnamed }: Part) => (unnamed ? 'unnamed' : shown.has(name) ? 'shown' : 'others');
  const partsOf = Map.groupBy(inside, ({ period }) => period);
  return [...starts].map(([period, at]) => {
    const of = Map.groupBy(partsOf.get(period) ?? [], kindOf);
    const by = new Map<string, PicoUsd>();
    for (const { name, cost } of of.get('shown') ?? []) add(by, name, cost);
    return {
      at,
      period,
      ...addedUp(sumsOf.get(period) ?? []),
      by,
      others: costOf(of.get('others')),
      unnamed: costOf(of.get('unnamed')),
    };
  });
}

/** Leaves out of each period the names that have nothing but void events there. */
function withoutVoid(parts: readonly Part[]): Part[] {
  const byName = Map.groupBy(parts, ({ period, name, unnamed }) => JSON.stringify([period, name, unnamed]));
  return [...byName.values()]
    .filter((same) => costOf(same) !== 0n || sumCounts(same.map(({ events }) => events)) !== 0)
    .flat();
}

function costOf(parts: readonly Part[] = []): PicoUsd {
  return sumUsd(parts.map(({ cost }) => cost));
}

function addedUp(sums: readonly PeriodSum[]): Omit<PeriodSum, 'period'> {
  return {
    cost: sumUsd(sums.map(({ cost }) => cost)),
    events: sums.reduce((sum, { events }) => sum + events, 0),
    unpriced: sumCounts(sums.map(({ unpriced }) => unpriced)),
  };
}

function mostExpensive(parts: readonly Part[]): ReadonlySet<string> {
  const costs = new Map<string, PicoUsd>();
  for (const { name, unnamed, cost } of parts) if (!unnamed) add(costs, name, cost);
  const names = [...costs].sort(descending(([, cost]) => cost)).map(([name]) => name);
  return new Set(names.slice(0, MOST_TREND_NAMES));
}

import { PROJECTION_WINDOW_DAYS } from '../time/range.ts';
import type { AnswerOf } from '../../contracts/api/answer-of.ts';
import type { projectionSchema } from '../../contracts/api/projections.ts';
import { formatDecimal, type PicoUsd, picoUsd, plus, times } from '../money/decimal.ts';
import { addDays, daysBetween, daysOfMonth, monthOf, type Day, type Month } from '../time/ledger-time.ts';
import { aheadOf, MEASURABLE_DAYS } from './choose-forecast.ts';
import type { ForecastMethod, Trial } from './forecast-methods.ts';
import { costBetween, costOn, denseBefore, type DailySpend, type DenseDays } from './spend-series.ts';
import { clamp, formatRatio, fromEstimate, mean, quantile, sum, toEstimate, variance } from './statistics.ts';
import { weekdayFactors, withoutWeekdays } from './weekday-factors.ts';

/** The interval is meant to hold the actual month end eight times in ten. */
const LOW_SHARE = 0.1;
const HIGH_SHARE = 0.9;
/** The 90th percentile of a normal distribution, in standard deviations. */
const HIGH_SHARE_DEVIATIONS = 1.2816;
/** Trials that make a measured interval. */
const MEASURABLE_TRIALS = 6;
/** Half width of the interval, as a share of the remaining spend, with less than MEASURABLE_DAYS of history. */
const UNMEASURED_SPREAD = 0.5;
/** Least half width while there are days enough but trials too few. */
const LEAST_SPREAD = 0.2;

/** What a projection needs. */
export interface ProjectionInput {
  /** Daily spend up to and including the open day; ten weeks are used, two are the least for weekdays. */
  readonly days: readonly DailySpend[];
  /** The open ledger day; what `days` holds for it is spent, the rest of it is estimated. */
  readonly today: Day;
  /** Share of the open day that is over, 0 to 1. Absent: the day is filled up to its estimate. */
  readonly dayShare?: number | undefined;
  /** Events of the month so far without a price; absent: none. */
  readonly unpriced?: number | undefined;
}

/** Where the month of `today` ends if things go on as they do. */
export interface Projection {
  readonly period: Month;
  /** Exact: the sum of the month's days so far. */
  readonly spent: PicoUsd;
  /** Estimates from here on. */
  readonly projected: PicoUsd;
  readonly low: PicoUsd;
  readonly high: PicoUsd;
  /** Events of the month so far without a price: every amount is too low by what they cost. */
  readonly unpriced: number;
  readonly method: ForecastMethod | 'run-rate';
  /** Σ|forecast − actual| ÷ Σ actual over the series' own past, same horizon; undefined with too short a past. */
  readonly backtestError: number | undefined;
  /** Days of history the estimate rests on. */
  readonly historyDays: number;
}

/**
 * What the noise of single days makes of a sum of `horizon` days and of a level taken from the history,
 * as a share of the sum.
 */
function chanceSpread(history: DenseDays, horizon: number): number {
  const factors = weekdayFactors(history.values, history.firstWeekday);
  const level = withoutWeekdays(history.values, history.firstWeekday, factors);
  const noise = Math.sqrt(variance(level)) / Math.max(mean(level), 1);
  return HIGH_SHARE_DEVIATIONS * noise * Math.sqrt(1 / horizon + 1 / Math.min(level.length, 20));
}

/** The factors that bound the remaining spend: the wider of what the trials were off by and of chance. */
function spread(
  trials: readonly Trial[],
  history: DenseDays,
  horizon: number,
): { low: number; high: number } {
  const chance = chanceSpread(history, horizon);
  const ratios = trials.filter((trial) => trial.forecast > 0).map((trial) => trial.actual / trial.forecast);
  if (ratios.length < MEASURABLE_TRIALS) {
    const width = Math.max(
      chance,
      history.values.length < MEASURABLE_DAYS ? UNMEASURED_SPREAD : LEAST_SPREAD,
    );
    return { low: Math.max(0, 1 - width), high: 1 + width };
  }
  // Neighbouring trials share most of their days: few trials say less than their number.
  const widen = 1 + 4 / ratios.length;
  return {
    low: Math.max(0, 1 - Math.max(chance, (1 - quantile(ratios, LOW_SHARE)) * widen)),
    high: 1 + Math.max(chance, (quantile(ratios, HIGH_SHARE) - 1) * widen),
  };
}

/** How many events of the month of `today` have no price. */
export function unpricedOfMonth(
  days: readonly { readonly day: Day; readonly unpriced: number }[],
  today: Day,
): number {
  const month = monthOf(today);
  return days.reduce((sum, { day, unpriced }) => (monthOf(day) === month ? sum + unpriced : sum), 0);
}

/** What is left of the open day, from its estimate. */
function restOfToday(estimate: number, input: ProjectionInput): number {
  if (input.dayShare !== undefined) return estimate * clamp(1 - input.dayShare, 0, 1);
  return Math.max(0, estimate - toEstimate(costOn(input.days, input.today)));
}

/**
 * Month-end projection of one series (organisation, service, user). Never below what is spent already, and
 * `low <= projected <= high`. A series that never spent answers zeros by `run-rate`.
 */
export function projectMonthEnd(input: ProjectionInput): Projection {
  const period = monthOf(input.today);
  const month = daysOfMonth(period);
  const spent = costBetween(input.days, month.from, input.today);
  const { unpriced = 0 } = input;
  const history = denseBefore(input.days, input.today, PROJECTION_WINDOW_DAYS);
  const horizon = daysBetween(input.today, month.to).length;
  if (history.values.length === 0) return { ...withoutHistory(input, period, spent, horizon), unpriced };
  const { choice, ahead } = aheadOf(history, horizon);
  const rest = Math.max(0, restOfToday(ahead[0] ?? 0, input) + sum(ahead.slice(1)));
  const bounds = spread(choice.trials, history, horizon);
  return {
    period,
    spent,
    projected: plus(spent, fromEstimate(rest)),
    low: plus(spent, fromEstimate(rest * bounds.low)),
    high: plus(spent, fromEstimate(rest * bounds.high)),
    unpriced,
    method: choice.method,
    backtestError: choice.error,
    historyDays: history.values.length,
  };
}

/**
 * What the whole of the open day and the rest of its month after it are expected to cost: an estimate from the
 * days before it alone, so that it holds all day. Undefined without history.
 */
export function expectedRest(
  days: readonly DailySpend[],
  today: Day,
): { readonly today: PicoUsd; readonly after: PicoUsd } | undefined {
  const history = denseBefore(days, today, PROJECTION_WINDOW_DAYS);
  if (history.values.length === 0) return undefined;
  const { to } = daysOfMonth(monthOf(today));
  const { ahead } = aheadOf(history, daysBetween(today, to).length);
  return { today: fromEstimate(ahead[0] ?? 0), after: fromEstimate(sum(ahead.slice(1))) };
}

/** The first day of all: what is spent so far goes on at the same rate. */
function withoutHistory(
  input: ProjectionInput,
  period: Month,
  spent: PicoUsd,
  horizon: number,
): Omit<Projection, 'unpriced'> {
  const today = toEstimate(costOn(input.days, input.today));
  const passed = clamp(input.dayShare ?? 1, 0.05, 1);
  const rest = (today / passed) * (horizon - passed);
  return {
    period,
    spent,
    projected: plus(spent, fromEstimate(rest)),
    low: plus(spent, fromEstimate(rest * (1 - UNMEASURED_SPREAD))),
    high: plus(spent, fromEstimate(rest * (1 + UNMEASURED_SPREAD))),
    method: 'run-rate',
    backtestError: undefined,
    historyDays: 0,
  };
}

/**
 * The naive run rate that a projection must beat: what the month cost a day so far, for all its days. On the
 * first of a month, yesterday is taken for the month.
 */
export function runRate(days: readonly DailySpend[], today: Day): PicoUsd {
  const month = daysOfMonth(monthOf(today));
  const length = BigInt(daysBetween(month.from, month.to).length);
  const passed = BigInt(daysBetween(month.from, addDays(today, -1)).length);
  if (passed === 0n) return times(costOn(days, addDays(today, -1)), length);
  return picoUsd((costBetween(days, month.from, addDays(today, -1)) * length) / passed);
}

/** A projection as `GET /projections` and the dashboard answer it; `backtestError` is a share such as "0.0731". */
export function projectionAnswer(projection: Projection): AnswerOf<typeof projectionSchema> {
  return {
    period: projection.period,
    spentUsd: formatDecimal(projection.spent),
    projectedUsd: formatDecimal(projection.projected),
    lowUsd: formatDecimal(projection.low),
    highUsd: formatDecimal(projection.high),
    unpricedEvents: projection.unpriced,
    method: projection.method,
    backtestError: projection.backtestError === undefined ? null : formatRatio(projection.backtestError),
    historyDays: projection.historyDays,
  };
}

import { formatDecimal, type PicoUsd } from '../money/decimal.ts';
import { addDays, daysBetween, type Day } from '../time/ledger-time.ts';
import { displayAmount } from './currency.ts';
import { costOn, denseBefore, weekdayOf, type DenseDays, type SpendSeries } from './spend-series.ts';
import { clamp, formatRatio, fromEstimate, mean, median, robustDeviation, toEstimate } from './statistics.ts';
import { dailyGrowth, weekdayFactors, withoutSpikes, withoutWeekdays } from './weekday-model.ts';

/** How strict the search is; the defaults are those that `npm run bench -- anomalies` measures. */
export interface AnomalyOptions {
  /** Robust deviations from the expected day from which a day is an anomaly. */
  readonly threshold: number;
  /** Days with history before a day can be judged. */
  readonly historyDays: number;
  /** Pico-dollars: a smaller difference is never worth a person's time. */
  readonly minimumDifference: PicoUsd;
  /** First day of the ledger. With it, a key that spends for the first time in an old ledger is news. */
  readonly ledgerSince?: Day | undefined;
}

export const ANOMALY_DEFAULTS: AnomalyOptions = {
  threshold: 4.5,
  historyDays: 21,
  minimumDifference: 10n ** 12n,
};

/** One day of one series that is not as its past lets expect. */
export interface Anomaly {
  readonly dimension: string;
  readonly key: string;
  readonly day: Day;
  readonly kind: 'spike' | 'drop' | 'new-spend';
  readonly severity: 'info' | 'warning' | 'critical';
  /** Exact. */
  readonly spent: PicoUsd;
  /** Estimate from the series' own past. */
  readonly expected: PicoUsd;
  /** Robust deviations from the expected day; above zero for more, below for less. */
  readonly score: number;
  /** One sentence for people. */
  readonly reason: string;
}

/** Eight weeks: enough for weekdays, and older habits do not matter. */
const WINDOW_DAYS = 56;
/** The level is the median of so many days, so a spike does not move it and a lasting shift does in a week. */
const LEVEL_DAYS = 14;
/** Added to both sides of each ratio, as a share of the mean day: days that spend next to nothing stay calm. */
const OFFSET_SHARE = 0.05;
/** A calm series is not taken for calmer than this: 8 % from day to day is ordinary. */
const LEAST_DEVIATION = 0.08;
/** First spend from 10 times the minimum difference is news. */
const NEW_SPEND_FACTOR = 10n;
const CRITICAL_SCORE = 10;

interface Model {
  readonly expected: number;
  readonly offset: number;
  readonly deviation: number;
}

/** Median of the days before index `i`, carried over half their span by the growth. */
function levelBefore(level: readonly number[], i: number, growth: number): number {
  const past = level.slice(Math.max(0, i - LEVEL_DAYS), i);
  return median(past) * Math.exp((growth * (past.length + 1)) / 2);
}

/**
 * What the day after `history` should cost and how far days usually are from that: weekday factor × local level
 * × growth, and the robust spread of the logarithms of the same one-day-ahead ratios in the past.
 */
function modelOf(history: DenseDays): Model {
  const { values, firstWeekday } = history;
  const factors = weekdayFactors(values, firstWeekday);
  const level = withoutWeekdays(values, firstWeekday, factors);
  const growth = dailyGrowth(withoutSpikes(level));
  const offset = OFFSET_SHARE * mean(withoutSpikes(level));
  const factorAt = (i: number) => factors[(firstWeekday + i) % 7] ?? 1;
  const residuals: number[] = [];
  for (let i = Math.min(7, values.length); i < values.length; i += 1) {
    const expected = levelBefore(level, i, growth) * factorAt(i);
    residuals.push(Math.log(((values[i] ?? 0) + offset) / (expected + offset)));
  }
  return {
    expected: levelBefore(level, values.length, growth) * factorAt(values.length),
    offset,
    deviation: Math.max(LEAST_DEVIATION, robustDeviation(residuals)),
  };
}

/** A series that spends on less than half of its days: only against its own spending days, and never a drop. */
function sparseModel(history: DenseDays): Model {
  const spending = history.values.filter((value) => value > 0);
  const centre = median(spending);
  const deviation = robustDeviation(spending.map((value) => Math.log(value / centre)));
  return { expected: centre, offset: 0, deviation: Math.max(3 * LEAST_DEVIATION, deviation) };
}

function severityOf(kind: Anomaly['kind'], score: number): Anomaly['severity'] {
  if (kind === 'drop') return 'info';
  return score >= CRITICAL_SCORE ? 'critical' : 'warning';
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

function reasonFor(series: SpendSeries, day: Day, spent: PicoUsd, expected: PicoUsd): string {
  const times = expected > 0n ? ` (${formatRatio(Number((spent * 100n) / expected) / 100)} times)` : '';
  const usual = `about ${displayAmount(expected, 'USD')} USD were expected on a ${WEEKDAYS[weekdayOf(day)]}`;
  return `${series.dimension} ${series.key} spent ${displayAmount(spent, 'USD')} USD on ${day}, ${usual}${times}`;
}

function newSpend(series: SpendSeries, day: Day, options: AnomalyOptions): Anomaly | undefined {
  const spent = costOn(series.days, day);
  const known = options.ledgerSince !== undefined && addDays(options.ledgerSince, options.historyDays) <= day;
  if (!known || spent < options.minimumDifference * NEW_SPEND_FACTOR) return undefined;
  const { dimension, key } = series;
  const reason = `${dimension} ${key} spent ${displayAmount(spent, 'USD')} USD on ${day}, its first spend`;
  const score = options.threshold;
  return { dimension, key, day, kind: 'new-spend', severity: 'warning', spent, expected: 0n, score, reason };
}

/**
 * Judges one day of one series by the eight weeks before it. Undefined when the day is ordinary, when the
 * difference is below the minimum, or when there is too little history.
 */
export function judgeDay(
  series: SpendSeries,
  day: Day,
  options: AnomalyOptions = ANOMALY_DEFAULTS,
): Anomaly | undefined {
  const history = denseBefore(series.days, day, WINDOW_DAYS);
  if (history.values.length === 0) return newSpend(series, day, options);
  if (history.values.length < options.historyDays) return undefined;
  const sparse = median(history.values) === 0;
  const { expected, offset, deviation } = sparse ? sparseModel(history) : modelOf(history);
  const spent = costOn(series.days, day);
  const ratio = Math.log((toEstimate(spent) + offset) / (expected + offset));
  const score = clamp(ratio / deviation, -99, 99);
  const kind = score > 0 ? 'spike' : 'drop';
  const estimate = fromEstimate(expected);
  const difference = spent > estimate ? spent - estimate : estimate - spent;
  if (Math.abs(score) < options.threshold || difference < options.minimumDifference) return undefined;
  if (sparse && kind === 'drop') return undefined;
  const { dimension, key } = series;
  const reason = reasonFor(series, day, spent, estimate);
  return {
    dimension,
    key,
    day,
    kind,
    severity: severityOf(kind, score),
    spent,
    expected: estimate,
    score,
    reason,
  };
}

/** The anomalies of all series from `from` to `to` (closed days), newest first, the strongest of a day first. */
export function findAnomalies(
  series: readonly SpendSeries[],
  from: Day,
  to: Day,
  options: AnomalyOptions = ANOMALY_DEFAULTS,
): Anomaly[] {
  const days = daysBetween(from, to);
  return series
    .flatMap((one) => days.map((day) => judgeDay(one, day, options)))
    .filter((item) => item !== undefined)
    .toSorted((a, b) => (a.day === b.day ? Math.abs(b.score) - Math.abs(a.score) : a.day < b.day ? 1 : -1));
}

/** An anomaly as `GET /anomalies` answers it. */
export function anomalyAnswer(anomaly: Anomaly) {
  const { spent, expected, score, ...rest } = anomaly;
  return {
    ...rest,
    spentUsd: formatDecimal(spent),
    expectedUsd: formatDecimal(expected),
    score: formatRatio(score),
  };
}

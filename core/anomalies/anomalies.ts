import type { AnomalyKind, AnomalySeverity } from '../../contracts/report-vocabulary.ts';
import type { AnswerOf } from '../../contracts/api/answer-of.ts';
import type { anomalySchema } from '../../contracts/api/anomalies.ts';
import type { AnomalyDimension } from '../../contracts/scopes.ts';
import { formatDecimal, type PicoUsd, picoUsd, ZERO_USD } from '../money/decimal.ts';
import { addDays, daysBetween, type Day } from '../time/ledger-time.ts';
import { displayAmount } from '../currency/currency.ts';
import { costOn, denseBefore, weekdayOf, type SpendSeries } from '../forecast/spend-series.ts';
import { descending, orderedBy } from '../order.ts';
import { expectedDay, isSparse } from './expected-day.ts';
import { clamp, formatRatio, fromEstimate, toEstimate } from '../forecast/statistics.ts';

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
  minimumDifference: picoUsd(10n ** 12n),
};

/** One day of one series that is not as its past lets expect. */
export interface Anomaly {
  readonly dimension: AnomalyDimension;
  readonly key: string;
  readonly day: Day;
  readonly kind: AnomalyKind;
  readonly severity: AnomalySeverity;
  /** Exact. */
  readonly spent: PicoUsd;
  /** Estimate from the series' own past. */
  readonly expected: PicoUsd;
  /** Robust deviations from the expected day; above zero for more, below for less. */
  readonly score: number;
  /** One sentence for people. */
  readonly reason: string;
}

/** An anomaly among others: a lasting shift is flagged for some days, and `since` is the first of them. */
export interface FoundAnomaly extends Anomaly {
  readonly since: Day;
}

/** A day is judged by the eight weeks before it: enough for weekdays, and older habits do not matter. */
export const WINDOW_DAYS = 56;
/** First spend from 10 times the minimum difference is news. */
const NEW_SPEND_FACTOR = 10n;
const CRITICAL_SCORE = 10;

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
  return {
    dimension,
    key,
    day,
    kind: 'new-spend',
    severity: 'warning',
    spent,
    expected: ZERO_USD,
    score,
    reason,
  };
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
  const sparse = isSparse(history);
  const { expected, offset, deviation } = expectedDay(history);
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

/** Days flagged for the same reason one after the other share the first day of their run. */
function withSince(anomalies: readonly Anomaly[]): FoundAnomaly[] {
  let before: FoundAnomaly | undefined;
  return anomalies.map((item) => {
    const continues = before?.kind === item.kind && addDays(before.day, 1) === item.day;
    before = { ...item, since: continues && before ? before.since : item.day };
    return before;
  });
}

/**
 * The anomalies of all series from `from` to `to` (closed days), newest first, the strongest of a day first.
 * The caller alerts once for a (dimension, key, kind, since).
 */
export function findAnomalies(
  series: readonly SpendSeries[],
  from: Day,
  to: Day,
  options: AnomalyOptions = ANOMALY_DEFAULTS,
): FoundAnomaly[] {
  const days = daysBetween(from, to);
  return series
    .flatMap((one) => {
      const judged = days.map((day) => judgeDay(one, day, options));
      return withSince(judged.filter((item) => item !== undefined));
    })
    .toSorted(newestFirst);
}

/** The latest day first, and what is furthest from what was expected. */
export const newestFirst = orderedBy<FoundAnomaly>(
  descending(({ day }) => day),
  descending(({ score }) => Math.abs(score)),
);

/** An anomaly as `GET /anomalies` answers it. */
export function anomalyAnswer(anomaly: Anomaly): Omit<AnswerOf<typeof anomalySchema>, 'since'> {
  const { spent, expected, score, ...rest } = anomaly;
  return {
    ...rest,
    spentUsd: formatDecimal(spent),
    expectedUsd: formatDecimal(expected),
    score: formatRatio(score),
  };
}

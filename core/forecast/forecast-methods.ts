import { mean, sum } from './statistics.ts';
import { weekdayFactors, withoutWeekdays } from './weekday-factors.ts';
import { dailyGrowth, recentMean, withoutSpikes } from './level-and-growth.ts';

/** How the coming days are estimated. */
export type ForecastMethod = 'weekday-mean' | 'weekday-recent' | 'weekday-growth' | 'daily-mean';

/** Of these the series' own backtest chooses. */
const WEEKDAY_METHODS: readonly ForecastMethod[] = ['weekday-mean', 'weekday-recent', 'weekday-growth'];
/** For who spends too seldom to have a week. */
const RARE_METHODS: readonly ForecastMethod[] = ['daily-mean'];

/**
 * The methods that may estimate a series. Who spends on fewer than half of their days since the first has no week to go
 * by: factors and levels of such days are those of the few that happened to be spent on, so every coming day is the mean
 * of all.
 */
export function methodsFor(values: readonly number[]): readonly ForecastMethod[] {
  return 2 * values.filter((cost) => cost > 0).length < values.length ? RARE_METHODS : WEEKDAY_METHODS;
}

/** Growth fades: the tenth day ahead adds a third less growth than the first. */
const GROWTH_DAMPING = 0.96;
const RECENT_HALF_LIFE_DAYS = 7;
const LONG_HALF_LIFE_DAYS = 21;
/** Mean age in days of a value in recentMean with half-life h: h / ln 2, less at the start of a series. */
const meanAge = (halfLife: number, length: number): number => Math.min(halfLife / Math.LN2, length / 2);

/**
 * The next `horizon` days after `values`, by each method: weekday factors times a level. `weekday-mean` takes
 * a slow mean as level, `weekday-recent` a fast one, `weekday-growth` a fast one that goes on growing, damped;
 * `daily-mean` is the mean of all days.
 */
export function forecastDays(
  values: readonly number[],
  firstWeekday: number,
  horizon: number,
): Record<ForecastMethod, number[]> {
  const factors = weekdayFactors(values, firstWeekday);
  const level = withoutSpikes(withoutWeekdays(values, firstWeekday, factors));
  const growth = dailyGrowth(level);
  const slow = recentMean(level, LONG_HALF_LIFE_DAYS);
  const fast = recentMean(level, RECENT_HALF_LIFE_DAYS);
  const start = fast * Math.exp(growth * meanAge(RECENT_HALF_LIFE_DAYS, level.length));
  const answer: Record<ForecastMethod, number[]> = {
    'weekday-mean': [],
    'weekday-recent': [],
    'weekday-growth': [],
    'daily-mean': Array.from({ length: horizon }, () => mean(values)),
  };
  let grown = 0;
  for (let ahead = 0; ahead < horizon; ahead += 1) {
    const factor = factors[(firstWeekday + values.length + ahead) % 7] ?? 1;
    grown += growth * GROWTH_DAMPING ** ahead;
    answer['weekday-mean'].push(slow * factor);
    answer['weekday-recent'].push(fast * factor);
    answer['weekday-growth'].push(start * Math.exp(grown) * factor);
  }
  return answer;
}

/** One method tried on a past day: what it said the following days would cost, and what they cost. */
export interface Trial {
  readonly forecast: number;
  readonly actual: number;
}

/** Past days tried at most; the newest ones count. */
const MAX_TRIALS = 28;
const DAYS_BEFORE_FIRST_TRIAL = 14;

/**
 * Takes each past day in turn, forecasts the `horizon` days after it by these methods from the days before it alone, and
 * keeps what they really cost. Empty when the history is shorter than two weeks plus the horizon.
 */
export function backtest(
  values: readonly number[],
  firstWeekday: number,
  horizon: number,
  methods: readonly ForecastMethod[],
): Record<ForecastMethod, Trial[]> {
  const trials: Record<ForecastMethod, Trial[]> = {
    'weekday-mean': [],
    'weekday-recent': [],
    'weekday-growth': [],
    'daily-mean': [],
  };
  const last = values.length - horizon;
  for (let at = Math.max(DAYS_BEFORE_FIRST_TRIAL, last - MAX_TRIALS + 1); at <= last; at += 1) {
    const actual = sum(values.slice(at, at + horizon));
    const forecasts = forecastDays(values.slice(0, at), firstWeekday, horizon);
    for (const method of methods) trials[method].push({ forecast: sum(forecasts[method]), actual });
  }
  return trials;
}

/** Σ|forecast − actual| ÷ Σ actual of the trials; undefined without trials or without spend. */
export function trialError(trials: readonly Trial[]): number | undefined {
  const actual = sum(trials.map((trial) => trial.actual));
  return actual > 0
    ? sum(trials.map((trial) => Math.abs(trial.forecast - trial.actual))) / actual
    : undefined;
}

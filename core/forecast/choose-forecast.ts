import {
  backtest,
  forecastDays,
  type ForecastMethod,
  methodsFor,
  type Trial,
  trialError,
} from './forecast-methods.ts';
import type { DenseDays } from './spend-series.ts';
import { clamp } from './statistics.ts';

/** Days of history that make a measured noise. */
export const MEASURABLE_DAYS = 14;
/** A method that follows growth must be clearly better before it is believed. */
const GROWTH_HANDICAP = 1.05;

/** The method that estimates a series, what it was tried on, and what it was off by. */
export interface Choice {
  readonly method: ForecastMethod;
  readonly trials: readonly Trial[];
  readonly error: number | undefined;
}

/** The method with the least error in the backtest; the first of them while nothing can be measured. */
function choose(history: DenseDays, horizon: number): Choice {
  const longest = Math.max(1, Math.floor((history.values.length - MEASURABLE_DAYS) / 2));
  const methods = methodsFor(history.values);
  const trials = backtest(history.values, history.firstWeekday, clamp(horizon, 1, longest), methods);
  let best: Choice = { method: methods[0] ?? 'weekday-mean', trials: [], error: undefined };
  let least = Infinity;
  for (const method of methods) {
    const error = trialError(trials[method]);
    const judged = (error ?? Infinity) * (method === 'weekday-growth' ? GROWTH_HANDICAP : 1);
    if (judged < least) {
      least = judged;
      best = { method, trials: trials[method], error };
    }
  }
  return best;
}

/** The coming days by the method that the series' own past chooses. */
export function aheadOf(
  history: DenseDays,
  horizon: number,
): { readonly choice: Choice; readonly ahead: readonly number[] } {
  const choice = choose(history, horizon);
  return { choice, ahead: forecastDays(history.values, history.firstWeekday, horizon)[choice.method] };
}

import type { AnswerOf } from '../../contracts/api/answer-of.ts';
import type { previewSchema } from '../../contracts/api/budgets.ts';
import { ANY_ID } from '../../contracts/scopes.ts';
import { formatDecimal, type PicoUsd, plus, ZERO_USD } from '../money/decimal.ts';
import type { TotalsReader } from '../spend/totals-reader.ts';
import { addDays, type Day, dayOf, type Instant } from '../time/ledger-time.ts';
import { ascending } from '../order.ts';
import { type Budget, type BudgetScope, type Threshold, thresholdAmount, thresholdName } from './budget.ts';
import type { BudgetBook } from './budget-book.ts';
import { type BudgetPeriod, periodOfDay } from './budget-period.ts';
import type { DaySpend, SpendReader } from './budget-ports.ts';
import { shownScope } from './kept-scope.ts';
import { spendByValue, type ValueSpend } from './value-spend.ts';

/** Days that a preview looks back when it is not told. */
export const PREVIEW_DAYS = 30;
/** Firings that a preview lists; it counts the rest. */
const MOST_LISTED = 200;
/** Lifetimes that are read from their beginning, one after the other. */
const MOST_LIFETIMES = 500;

/** One alert that a budget would have raised. */
export interface Firing {
  readonly value: BudgetScope;
  readonly period: string;
  readonly threshold: Threshold;
  /** The day on which the threshold was reached. */
  readonly day: Day;
  /** Spent in the period by the end of that day. */
  readonly spent: PicoUsd;
  readonly limit: PicoUsd;
}

export interface PreviewPorts {
  readonly spend: SpendReader;
  readonly totals: TotalsReader;
  readonly timeZone: string;
}

/** What a budget would have raised on the last `count` days, today among them, had it existed. */
export async function previewBudget(
  budget: Budget,
  book: Pick<BudgetBook, 'limitOf'>,
  at: Instant,
  count: number,
  ports: PreviewPorts,
): Promise<{ from: Day; to: Day; values: number; firings: Firing[] }> {
  const to = dayOf(at, ports.timeZone);
  const from = addDays(to, 1 - count);
  const series = await seriesOf(budget, from, to, ports);
  const firings = series.flatMap((one) => firingsOf(budget, one, book, ports.timeZone));
  return {
    from,
    to,
    values: series.length,
    firings: firings.filter(({ day }) => day >= from).sort(ascending(({ day }) => day)),
  };
}

/** Whole periods: the first one may have begun before the days that are asked for. */
async function seriesOf(budget: Budget, from: Day, to: Day, { spend, totals, timeZone }: PreviewPorts) {
  const { scope } = budget;
  const first = periodOfDay(budget.period, from, timeZone).from;
  if (scope.id !== ANY_ID) {
    const [days = []] = await spend.read([{ value: scope, from: first, to }]);
    return [{ value: scope, days }];
  }
  const known = await spendByValue(scope, { from: first ?? from, to }, totals);
  if (first !== undefined) return known;
  const values = known.slice(0, MOST_LIFETIMES).map(({ value }) => value);
  const lives = await spend.read(values.map((value) => ({ value, from: undefined, to })));
  return values.map((value, index) => ({ value, days: lives[index] ?? [] }));
}

function firingsOf(
  budget: Budget,
  { value, days }: ValueSpend,
  book: Pick<BudgetBook, 'limitOf'>,
  timeZone: string,
): Firing[] {
  const periods = new Map<string, { period: BudgetPeriod; days: DaySpend[] }>();
  for (const spend of days) {
    const period = periodOfDay(budget.period, spend.day, timeZone);
    const known = periods.get(period.key) ?? { period, days: [] };
    known.days.push(spend);
    periods.set(period.key, known);
  }
  return [...periods.values()].flatMap(({ period, days }) => {
    const limit = book.limitOf(budget, period.key);
    const reached = budget.thresholds.map((threshold) => ({
      threshold,
      ...reachedOn(days, thresholdAmount(threshold, limit)),
    }));
    return reached.flatMap(({ threshold, day, spent }) =>
      day === undefined ? [] : [{ value, period: period.key, threshold, day, spent, limit }],
    );
  });
}

/** The first day by whose end an amount was spent. */
function reachedOn(days: readonly DaySpend[], amount: PicoUsd): { day: Day | undefined; spent: PicoUsd } {
  let spent = ZERO_USD;
  let day: Day | undefined;
  for (const one of days.toSorted(ascending(({ day: date }) => date))) {
    if (day !== undefined && one.day !== day) break;
    spent = plus(spent, one.cost);
    if (spent >= amount && spent > 0n) day = one.day;
  }
  return { day, spent };
}

/** A preview as the API answers it. */
export function previewAnswer(
  preview: Awaited<ReturnType<typeof previewBudget>>,
): AnswerOf<typeof previewSchema> {
  const { from, to, values, firings } = preview;
  return {
    from,
    to,
    values,
    count: firings.length,
    firings: firings.slice(0, MOST_LISTED).map(({ value, period, threshold, day, spent, limit }) => ({
      scope: shownScope(value),
      period,
      threshold: thresholdName(threshold),
      severity: threshold.severity,
      day,
      spentUsd: formatDecimal(spent),
      limitUsd: formatDecimal(limit),
    })),
  };
}

import { ANY_ID } from '../../contracts/scopes.ts';
import type { BudgetBook } from '../budgets/budget-book.ts';
import { type BudgetPeriod, periodAt } from '../budgets/budget-period.ts';
import type { DaySpend, SpendReader } from '../budgets/budget-ports.ts';
import type { AppliedBudget } from '../budgets/match-budgets.ts';
import { type ValueSpend, valuesOnce } from '../budgets/value-spend.ts';
import { batchesOf, inBatches } from '../in-batches.ts';
import { type PicoUsd, plus, sumUsd } from '../money/decimal.ts';
import { ascending, descending, orderedBy } from '../order.ts';
import type { TotalsReader } from '../spend/totals-reader.ts';
import { addDays, type Day, dayOf, daysBetween, type Instant } from '../time/ledger-time.ts';
import { scopeText } from '../scopes/scope.ts';
import { aheadOf } from './choose-forecast.ts';
import { forecastDays, methodsFor } from './forecast-methods.ts';
import { shareOfDay } from './project-budget.ts';
import { PROJECTION_WINDOW_DAYS } from '../time/range.ts';
import { denseBefore, type DenseDays, sumByDay } from './spend-series.ts';
import { fromEstimate, sum } from './statistics.ts';

/** A budget of one scope value that is below its limit, and when it is expected to reach it. */
export interface ExpectedCrossing extends AppliedBudget {
  readonly period: BudgetPeriod;
  readonly limit: PicoUsd;
  readonly spent: PicoUsd;
  /** Events of the period without a price: what is spent and expected is too low by what they cost. */
  readonly unpriced: number;
  readonly on: Day;
  /** What is expected to be spent by the end of the days that were looked at, or of the period if that is sooner. */
  readonly expected: PicoUsd;
}

export interface ExpectedCrossings {
  /** The next one first. */
  readonly crossings: readonly ExpectedCrossing[];
  /** Budgets of values that were looked at: with spend on three days of ten weeks at least, and below their limit. */
  readonly looked: number;
  /** Those farthest from their limit, which were not looked at because there are too many. */
  readonly left: number;
}

interface CrossingPorts {
  readonly spend: SpendReader;
  readonly totals: TotalsReader;
  readonly timeZone: string;
}

/** Days with spend before a value is said to go on so: one busy day tells nothing. */
const LEAST_SPENT_DAYS = 3;
/** Budgets of values that one answer looks at: each takes a forecast. */
export const MOST_LOOKED_AT = 5000;
/** Of budgets for every value that have no period: the whole life of each is read. */
const MOST_LIFETIMES = 200;
/** Lists of days that are asked for at once. */
const QUERIES_AT_ONCE = 50;

/** A budget of one value with what its value spent by day: ten weeks and the period. */
interface Candidate extends AppliedBudget {
  readonly period: BudgetPeriod;
  readonly limit: PicoUsd;
  readonly days: readonly DaySpend[];
  readonly spent: PicoUsd;
  readonly unpriced: number;
}

/**
 * Who is expected to reach a limit from the day of `at` to `to`, by a forecast of the coming days from the ten weeks
 * before. Budgets that have reached it already are left out. Rejects on outages.
 */
export async function expectedCrossings(
  book: BudgetBook,
  at: Instant,
  to: Day,
  ports: CrossingPorts,
): Promise<ExpectedCrossings> {
  const { candidates, left } = await readCandidates(book, at, ports);
  const below = candidates.filter(({ limit, spent }) => limit > 0n && spent < limit);
  const nearest = below.toSorted(orderedBy(descending(nearness), ascending(nameOfCandidate)));
  const looked = nearest.slice(0, MOST_LOOKED_AT);
  const crossings = looked.flatMap((one) => crossingOf(one, at, to, ports.timeZone) ?? []);
  return {
    crossings: crossings.toSorted(
      orderedBy(
        ascending(({ on }) => on),
        descending(({ expected, limit }) => expected - limit),
        ascending(nameOfCandidate),
      ),
    ),
    looked: looked.length,
    left: left + nearest.length - looked.length,
  };
}

/** The part of the limit that is spent, in millionths. */
function nearness({ spent, limit }: Candidate): bigint {
  return (spent * 1_000_000n) / limit;
}

function nameOfCandidate({ budget, value }: AppliedBudget): string {
  return JSON.stringify([budget.id, scopeText(value)]);
}

async function readCandidates(book: BudgetBook, at: Instant, ports: CrossingPorts) {
  const today = dayOf(at, ports.timeZone);
  const from = addDays(today, -PROJECTION_WINDOW_DAYS);
  const enabled = book.budgets().filter((budget) => budget.enabled);
  const everyValue = valuesOnce({ from, to: today }, ports.totals);
  const whole: (AppliedBudget & { days?: readonly DaySpend[] })[] = [];
  let left = 0;
  for (const budget of enabled) {
    if (budget.scope.id !== ANY_ID) whole.push({ budget, value: budget.scope });
    else {
      const values = (await everyValue(budget.scope)).filter(({ days }) => hasSpentLately(days, today));
      const taken = budget.period === 'lifetime' ? dearest(values, MOST_LIFETIMES) : values;
      left += values.length - taken.length;
      for (const { value, days } of taken) whole.push({ budget, value, days });
    }
  }
  const read = await daysOfOwn(whole, from, today, ports.spend);
  const candidates = whole.map(({ budget, value, days = [] }, index): Candidate => {
    const period = periodAt(budget.period, at, ports.timeZone);
    const list = read[index] ?? days;
    const inside = list.filter(({ day }) => period.from === undefined || day >= period.from);
    const spent = sumUsd(inside.map(({ cost }) => cost));
    const unpriced = inside.reduce((sum, day) => sum + day.unpriced, 0);
    return { budget, value, period, limit: book.limitOf(budget, period.key), days: list, spent, unpriced };
  });
  return { candidates: candidates.filter(({ days }) => hasSpentLately(days, today)), left };
}

/** The days of those whose days are not known yet, or not all of them. */
async function daysOfOwn(
  applied: readonly (AppliedBudget & { readonly days?: readonly DaySpend[] })[],
  from: Day,
  to: Day,
  spend: SpendReader,
): Promise<(DaySpend[] | undefined)[]> {
  const wanted = applied.flatMap(({ budget, value, days }, index) => {
    const isLifetime = budget.period === 'lifetime';
    if (days && !isLifetime) return [];
    return [{ index, query: { value, from: isLifetime ? undefined : from, to } }];
  });
  const parts = batchesOf(wanted, QUERIES_AT_ONCE);
  const days = (await inBatches(parts, (part) => spend.read(part.map(({ query }) => query)))).flat();
  const found = new Map(wanted.map(({ index }, position) => [index, days[position]]));
  return applied.map((_, index) => found.get(index));
}

function hasSpentLately(days: readonly DaySpend[], today: Day): boolean {
  const from = addDays(today, -PROJECTION_WINDOW_DAYS);
  const spent = days.filter(({ day, cost }) => cost > 0n && day >= from && day < today);
  return new Set(spent.map(({ day }) => day)).size >= LEAST_SPENT_DAYS;
}

function dearest(values: readonly ValueSpend[], count: number): ValueSpend[] {
  return values
    .map((one) => ({ one, cost: sumUsd(one.days.map((day) => day.cost)) }))
    .toSorted(
      orderedBy(
        descending((item) => item.cost),
        ascending(({ one }) => scopeText(one.value)),
      ),
    )
    .slice(0, count)
    .map(({ one }) => one);
}

/** Undefined where the limit is not reached in these days. */
function crossingOf(
  candidate: Candidate,
  at: Instant,
  to: Day,
  timeZone: string,
): ExpectedCrossing | undefined {
  const { budget, value, period, limit, days, spent, unpriced } = candidate;
  const today = dayOf(at, timeZone);
  const ahead = daysBetween(today, period.to !== undefined && period.to < to ? period.to : to);
  const history = denseBefore(sumByDay(days), today, PROJECTION_WINDOW_DAYS);
  if (history.values.length === 0 || ahead.length === 0) return undefined;
  const left = 1 - shareOfDay(at, today, timeZone);
  const estimates = (list: readonly number[]) =>
    list.map((cost, index) => Math.max(0, index === 0 ? cost * left : cost));
  const coming = comingDays(
    history,
    ahead.length,
    (list) => plus(spent, fromEstimate(sum(estimates(list)))) >= limit,
  );
  if (coming === undefined) return undefined;
  let expected = spent;
  let on: Day | undefined;
  for (const [index, cost] of estimates(coming).entries()) {
    expected = plus(expected, fromEstimate(cost));
    if (expected >= limit) on ??= ahead[index];
  }
  return on === undefined ? undefined : { budget, value, period, limit, spent, unpriced, on, expected };
}

/**
 * What the coming days are expected to cost, as a projection expects it; undefined where no estimate of them `reaches`
 * the limit.
 */
function comingDays(
  history: DenseDays,
  count: number,
  reaches: (estimates: readonly number[]) => boolean,
): readonly number[] | undefined {
  const { values, firstWeekday } = history;
  // The backtest that chooses the method takes most of the time: not where no method reaches the limit.
  const each = forecastDays(values, firstWeekday, count);
  return methodsFor(values).some((method) => reaches(each[method]))
    ? aheadOf(history, count).ahead
    : undefined;
}

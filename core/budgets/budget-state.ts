import { PROJECTION_WINDOW_DAYS } from '../time/range.ts';
import type { AnswerOf } from '../../contracts/api/answer-of.ts';
import type { budgetStateSchema } from '../../contracts/api/budgets.ts';
import { type Decimal, formatDecimal, type PicoUsd, plus, sumUsd, ZERO_USD } from '../money/decimal.ts';
import { addDays, type Day, dayOf, type Instant, isoTime, MINUTE_MS } from '../time/ledger-time.ts';
import { type Budget, type BudgetScope, gateAmount, percentOfLimit, severityOf, stricter } from './budget.ts';
import { type Gate, type Severity } from '../../contracts/budget-vocabulary.ts';
import type { BudgetBook } from './budget-book.ts';
import { type BudgetPeriod, periodAt } from './budget-period.ts';
import type { DaySpend, Held, HeldKey, HeldStore, SpendQuery, SpendReader } from './budget-ports.ts';
import { shownScope } from './kept-scope.ts';
import { type AppliedBudget } from './match-budgets.ts';
import { batchesOf } from '../in-batches.ts';

/** The state of one budget, scope value and period. */
export interface BudgetState {
  readonly budget: Budget;
  readonly value: BudgetScope;
  readonly period: BudgetPeriod;
  readonly limit: PicoUsd;
  readonly spent: PicoUsd;
  /** Held by calls that are not settled yet; never part of `spent`. */
  readonly held: PicoUsd;
  /** Where the period ends if things go on; only where it was asked for and can be said. */
  readonly projected?: PicoUsd | undefined;
  /** See percentOfLimit. */
  readonly percent: Decimal;
  readonly severity: Severity | 'ok';
  /** Events of the period that have no price: their cost is missing in `spent`. */
  readonly unpricedEvents: number;
  /** What the gate answers a call of any size. */
  readonly gate: Gate;
  readonly gateSince?: Held['action'];
}

/** Estimates the end of a period from daily spend, oldest first; undefined where it cannot. */
export type ProjectSpend = (input: {
  readonly days: readonly DaySpend[];
  readonly period: BudgetPeriod;
  readonly at: Instant;
}) => PicoUsd | undefined;

export interface StatePorts {
  readonly spend: SpendReader;
  readonly held: Pick<HeldStore, 'read'>;
  readonly timeZone: string;
}

/**
 * The states of budgets at an instant, in their order: spend from totals, held from the gate's items.
 * With `project`, also where each period ends; that reads ten weeks of the scope value.
 */
export async function budgetStates(
  applied: readonly AppliedBudget[],
  at: Instant,
  book: Pick<BudgetBook, 'limitOf'>,
  ports: StatePorts,
  project?: ProjectSpend,
): Promise<BudgetState[]> {
  if (applied.length === 0) return [];
  const periods = applied.map(({ budget }) => periodAt(budget.period, at, ports.timeZone));
  const today = dayOf(at, ports.timeZone);
  const [{ held }, days] = await Promise.all([
    ports.held.read(applied.map((item, index) => heldKeyOf(item, periods[index] as BudgetPeriod))),
    ports.spend.read(
      applied.map(({ value }, index) => {
        const query = spendQuery(value, periods[index] as BudgetPeriod, today);
        return project
          ? { ...query, from: earlier(query.from, addDays(today, -PROJECTION_WINDOW_DAYS)) }
          : query;
      }),
    ),
  ]);
  return applied.map((item, index) => {
    const period = periods[index] as BudgetPeriod;
    const list = days[index] ?? [];
    const state = stateOf(item, period, list, held[index] as Held, at, book.limitOf(item.budget, period.key));
    return project ? { ...state, projected: project({ days: list, period, at }) } : state;
  });
}

/** Budgets whose state is read at once. */
const AT_ONCE = 50;

/** States of many budgets, some at a time. */
export async function budgetStatesInBatches(
  applied: readonly AppliedBudget[],
  at: Instant,
  book: BudgetBook,
  ports: StatePorts,
): Promise<BudgetState[]> {
  const states: BudgetState[] = [];
  for (const batch of batchesOf(applied, AT_ONCE)) {
    states.push(...(await budgetStates(batch, at, book, ports)));
  }
  return states;
}

function earlier(a: Day | undefined, b: Day): Day | undefined {
  return a === undefined || a < b ? a : b;
}

/** The state from what was read; pure. */
function stateOf(
  { budget, value }: AppliedBudget,
  period: BudgetPeriod,
  days: readonly DaySpend[],
  held: Held,
  at: Instant,
  limit: PicoUsd,
): BudgetState {
  const inside = days.filter(({ day }) => period.from === undefined || day >= period.from);
  const spent = sumUsd(inside.map(({ cost }) => cost));
  return {
    budget,
    value,
    period,
    limit,
    spent,
    held: heldAt(held, at),
    percent: percentOfLimit(spent, limit),
    severity: severityOf(budget, spent, limit),
    unpricedEvents: inside.reduce((sum, { unpriced }) => sum + unpriced, 0),
    gate: gateOf(budget, spent, limit, held),
    gateSince: held.action,
  };
}

/** What the gate answers before it looks at a call's size: its action, else what the spend has reached. */
export function gateOf(
  budget: Budget,
  spent: PicoUsd,
  limit: PicoUsd,
  { action }: Pick<Held, 'action'>,
): Gate {
  if (!budget.enabled || action?.gate === 'lifted') return 'allow';
  const reached = (gate: 'degrade' | 'deny') => {
    const amount = gateAmount(budget, gate, limit);
    return amount !== undefined && spent >= amount ? gate : 'allow';
  };
  return stricter(action?.gate ?? 'allow', stricter(reached('degrade'), reached('deny')));
}

/** What is held and has not expired. */
function heldAt({ minutes }: Pick<Held, 'minutes'>, at: Instant): PicoUsd {
  let sum = ZERO_USD;
  for (const [minute, amount] of minutes) if (minute * MINUTE_MS > at) sum = plus(sum, amount);
  return sum;
}

/** The days of a period, up to tomorrow: senders' clocks may be a little ahead. */
export function spendQuery(value: BudgetScope, { from, to }: BudgetPeriod, today: Day): SpendQuery {
  const tomorrow = addDays(today, 1);
  return { value, from, to: to !== undefined && to < tomorrow ? to : tomorrow };
}

export function heldKeyOf({ budget, value }: AppliedBudget, period: BudgetPeriod): HeldKey {
  return { budgetId: budget.id, value, period: period.key };
}

/** A state as receipts and `GET /budgets` answer it. */
export function stateAnswer(state: BudgetState): AnswerOf<typeof budgetStateSchema> {
  const { budget, value, period } = state;
  return {
    id: budget.id,
    name: budget.name,
    scope: shownScope(value),
    period: budget.period,
    periodKey: period.key,
    resetsAt: period.endsAt === undefined ? null : isoTime(period.endsAt),
    limitUsd: formatDecimal(state.limit),
    spentUsd: formatDecimal(state.spent),
    heldUsd: formatDecimal(state.held),
    ...(state.projected === undefined ? {} : { projectedUsd: formatDecimal(state.projected) }),
    percent: formatDecimal(state.percent),
    severity: state.severity,
    unpricedEvents: state.unpricedEvents,
    gate: state.gate,
  };
}

import { ANY_ID } from '../../contracts/scopes.ts';
import type { TotalsReader } from '../spend/totals-reader.ts';
import { addDays, dayOf, type Instant } from '../time/ledger-time.ts';
import { type Gate, stricter, thresholdAmount } from './budget.ts';
import type { BudgetBook } from './budget-book.ts';
import type { GateTurn, HeldStore } from './budget-ports.ts';
import { type BudgetState, budgetStates, heldKeyOf, type StatePorts } from './budget-state.ts';
import type { AppliedBudget } from './match-budgets.ts';
import { spendByValue } from './value-spend.ts';

/** Who turns the gate when nobody does. */
const EVALUATION = 'budget check';

export interface CheckPorts {
  readonly states: StatePorts;
  readonly totals: TotalsReader;
  readonly held: Pick<HeldStore, 'turn'>;
}

/** Every enabled budget with every value it has to look at: its own, or those that spent since yesterday. */
export async function valuesToCheck(
  book: BudgetBook,
  at: Instant,
  { states, totals }: Pick<CheckPorts, 'states' | 'totals'>,
): Promise<AppliedBudget[]> {
  const today = dayOf(at, states.timeZone);
  const active = new Map<string, Promise<AppliedBudget['value'][]>>();
  const activeValues = (scope: AppliedBudget['budget']['scope']) => {
    const name = JSON.stringify([scope.kind, scope.type]);
    const days = { from: addDays(today, -1), to: addDays(today, 1) };
    const known =
      active.get(name) ?? spendByValue(scope, days, totals).then((list) => list.map(({ value }) => value));
    active.set(name, known);
    return known;
  };
  const lists = await Promise.all(
    book
      .budgets()
      .filter(({ enabled }) => enabled)
      .map(async (budget) => {
        const values = budget.scope.id === ANY_ID ? await activeValues(budget.scope) : [budget.scope];
        return values.map((value) => ({ budget, value }));
      }),
  );
  return lists.flat();
}

/** Budgets whose state is read at once. */
const AT_ONCE = 50;

/** States of many budgets, some at a time. */
export async function checkStates(
  applied: readonly AppliedBudget[],
  at: Instant,
  book: BudgetBook,
  ports: StatePorts,
): Promise<BudgetState[]> {
  const states: BudgetState[] = [];
  for (let start = 0; start < applied.length; start += AT_ONCE) {
    states.push(...(await budgetStates(applied.slice(start, start + AT_ONCE), at, book, ports)));
  }
  return states;
}

/** A gate that an evaluation turned: never lifted, which people do. */
export type TurnedGate = GateTurn & { readonly gate: Exclude<Gate, 'allow'> };

/**
 * Turns the gates of budgets whose spend has reached a threshold with an action, until the period ends or
 * an admin lifts it; spend that goes back does not turn them back. Answers what it has turned, for the outbox
 * to be emptied.
 */
export async function turnGates(
  states: readonly BudgetState[],
  at: Instant,
  { held }: Pick<CheckPorts, 'held'>,
): Promise<TurnedGate[]> {
  const turns: TurnedGate[] = [];
  for (const state of states) {
    const gate = actionOf(state);
    const now = state.gateSince?.gate;
    if (gate === 'allow' || now === 'lifted' || (now !== undefined && stricter(now, gate) === now)) continue;
    const key = heldKeyOf(state, state.period);
    const action = { gate, at, by: EVALUATION };
    if (await held.turn(key, action)) turns.push({ key, ...action });
  }
  return turns;
}

/** What the thresholds that are reached want; the limit itself is kept by the gate, call by call. */
function actionOf({ budget, spent, limit }: BudgetState): Gate {
  return budget.thresholds
    .filter((threshold) => spent > 0n && spent >= thresholdAmount(threshold, limit))
    .reduce<Gate>((gate, threshold) => stricter(gate, threshold.gate ?? 'allow'), 'allow');
}

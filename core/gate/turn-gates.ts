import { inBatches } from '../in-batches.ts';
import type { Instant } from '../time/ledger-time.ts';
import { stricter, thresholdAmount } from '../budgets/budget.ts';
import { type Gate } from '../../contracts/budget-vocabulary.ts';
import type { GateTurn, HeldStore } from '../budgets/budget-ports.ts';
import { type BudgetState, heldKeyOf } from '../budgets/budget-state.ts';

/** Noted as who turned a gate, where no person did. */
const CHECK = 'budget check';

/** What turning gates needs. */
export interface TurnPorts {
  readonly held: Pick<HeldStore, 'turn'>;
}

/** A gate that a check turned: never lifted, which people do. */
export type TurnedGate = GateTurn & { readonly gate: Exclude<Gate, 'allow'> };

/**
 * Turns the gates of budgets whose spend has reached a threshold with an action, until the period ends or
 * an admin lifts it; spend that goes back does not turn them back. Answers what it has turned, for the outbox
 * to be emptied.
 */
export async function turnGates(
  states: readonly BudgetState[],
  at: Instant,
  { held }: TurnPorts,
): Promise<TurnedGate[]> {
  // One after the other, a budget of many users would outlast the function.
  const turns = await inBatches(states, async (state): Promise<TurnedGate[]> => {
    const gate = actionOf(state);
    const now = state.gateSince?.gate;
    if (gate === 'allow' || now === 'lifted' || (now !== undefined && stricter(now, gate) === now)) return [];
    const key = heldKeyOf(state, state.period);
    const action = { gate, at, by: CHECK };
    return (await held.turn(key, action)) ? [{ key, ...action }] : [];
  });
  return turns.flat();
}

/** What the thresholds that are reached want; the limit itself is kept by the gate, call by call. */
function actionOf({ budget, spent, limit }: BudgetState): Gate {
  return budget.thresholds
    .filter((threshold) => spent > 0n && spent >= thresholdAmount(threshold, limit))
    .reduce<Gate>((gate, threshold) => stricter(gate, threshold.gate ?? 'allow'), 'allow');
}

import type { BudgetBook } from '../budgets/budget-book.ts';
import { type BudgetState, budgetStates, type StatePorts } from '../budgets/budget-state.ts';
import type { AppliedBudget } from '../budgets/match-budgets.ts';
import { type TurnedGate, turnGates, type TurnPorts } from '../gate/turn-gates.ts';
import type { Clock } from '../time/ledger-time.ts';
import { tellGates, type TellPorts } from './tell-gates.ts';

/** Budgets of values that are looked at between two looks at the clock. */
const AT_ONCE = 50;
/** No answer is longer: states of so many are about 2 MB. */
const MOST_CHECKED = 5_000;
/** The function has 25 seconds for all of its answer. */
const LONGEST_MS = 10_000;

/** What a check by hand found and did. */
export interface CheckedNow {
  readonly found: readonly BudgetState[];
  readonly turns: readonly TurnedGate[];
  /** How many were not looked at: there are more than one answer holds, or it took too long. */
  readonly left: number;
}

/**
 * Looks at budgets of values one after the other, turns their gates and tells of it, for ten seconds and 5,000 of
 * them at most: a budget of `*` may have any number of values. Safe to run twice and at once. Rejects on outages.
 */
export async function checkNow(
  applied: readonly AppliedBudget[],
  book: Pick<BudgetBook, 'limitOf'>,
  ports: {
    readonly states: StatePorts;
    readonly turn: TurnPorts;
    readonly tell: TellPorts;
    readonly clock: Clock;
  },
): Promise<CheckedNow> {
  const at = ports.clock.now();
  const found: BudgetState[] = [];
  const turns: TurnedGate[] = [];
  const most = Math.min(applied.length, MOST_CHECKED);
  while (found.length < most && ports.clock.now() - at < LONGEST_MS) {
    const some = applied.slice(found.length, Math.min(found.length + AT_ONCE, most));
    const states = await budgetStates(some, at, book, ports.states);
    const turned = await turnGates(states, at, ports.turn);
    await tellGates(turned, ports.tell);
    found.push(...states);
    turns.push(...turned);
  }
  return { found, turns, left: applied.length - found.length };
}

import type { BudgetScope } from '../../core/budgets/budget.ts';
import { budgetStates, stateAnswer } from '../../core/budgets/budget-state.ts';
import { formatDecimal } from '../../core/money/decimal.ts';
import type { Instant } from '../../core/time/ledger-time.ts';
import type { ApiPorts } from './ports.ts';

/** The budgets of one user, resource or group as its receipt shows them, where they will end, and what is held against them. */
export async function budgetsOfScope(value: BudgetScope, { budgets }: ApiPorts, now: Instant) {
  const book = await budgets.books.current();
  const states = await budgetStates(book.index.of(value), now, book, budgets.states, budgets.project);
  const held = states.reduce((most, state) => (state.held > most ? state.held : most), 0n);
  return {
    heldUsd: formatDecimal(held),
    budgets: states.map((state) => {
      const { scope: _scope, periodKey: _key, resetsAt: _resets, ...stand } = stateAnswer(state);
      return stand;
    }),
  };
}

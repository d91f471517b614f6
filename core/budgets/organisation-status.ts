import type { AnswerOf } from '../../contracts/api/answer-of.ts';
import type { budgetStatusSchema } from '../../contracts/api/budgets.ts';
import { ORGANISATION } from '../scopes/scope.ts';
import { formatDecimal } from '../money/decimal.ts';
import { dayOf, type Instant, isoTime } from '../time/ledger-time.ts';
import { GATES } from '../../contracts/budget-vocabulary.ts';
import { ascending, descending, orderedBy } from '../order.ts';
import type { BudgetBook } from './budget-book.ts';
import { periodAt } from './budget-period.ts';
import {
  type BudgetState,
  budgetStates,
  type ProjectSpend,
  spendQuery,
  type StatePorts,
} from './budget-state.ts';
import { FORM_BUDGET_IDS } from './organisation-form.ts';

/** Month and day of the organisation as its form limits them, and what the gate does for all calls. */
export async function organisationStatus(
  book: BudgetBook,
  at: Instant,
  ports: StatePorts,
  project: ProjectSpend,
): Promise<AnswerOf<typeof budgetStatusSchema>> {
  const applied = book.index.of(ORGANISATION);
  const states = await budgetStates(applied, at, book, ports, project);
  const find = (id: string) => states.find(({ budget }) => budget.id === id);
  const acting = states
    .filter((state) => state.gate !== 'allow')
    .toSorted(
      orderedBy(
        descending((state) => GATES.indexOf(state.gate)),
        ascending((state) => state.budget.name),
      ),
    );
  return {
    monthly: await standing('monthly', find(FORM_BUDGET_IDS.monthly), at, ports),
    daily: await standing('daily', find(FORM_BUDGET_IDS.daily), at, ports),
    actions: {
      gate: acting[0]?.gate ?? 'allow',
      budgets: acting.map(({ budget: { id, name }, gate }) => ({ id, name, gate })),
    },
  };
}

/** One period; without a limit, what was spent all the same. */
async function standing(
  kind: 'monthly' | 'daily',
  state: BudgetState | undefined,
  at: Instant,
  { spend, timeZone }: StatePorts,
): Promise<AnswerOf<typeof budgetStatusSchema>['monthly']> {
  const period = periodAt(kind, at, timeZone);
  const open = {
    periodKey: period.key,
    resetsAt: period.endsAt === undefined ? null : isoTime(period.endsAt),
  };
  if (state) {
    return {
      ...open,
      limitUsd: formatDecimal(state.limit),
      spentUsd: formatDecimal(state.spent),
      heldUsd: formatDecimal(state.held),
      projectedUsd: state.projected === undefined ? null : formatDecimal(state.projected),
      percent: formatDecimal(state.percent),
      severity: state.severity,
      unpricedEvents: state.unpricedEvents,
    };
  }
  const [days = []] = await spend.read([spendQuery(ORGANISATION, period, dayOf(at, timeZone))]);
  return {
    ...open,
    limitUsd: null,
    spentUsd: formatDecimal(days.reduce((sum, { cost }) => sum + cost, 0n)),
    heldUsd: '0',
    projectedUsd: null,
    percent: '0',
    severity: 'ok',
    unpricedEvents: days.reduce((sum, { unpriced }) => sum + unpriced, 0),
  };
}

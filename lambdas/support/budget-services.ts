import { LeaseBook } from '../../core/gate/lease-book.ts';
import type { BudgetBookCache } from '../../core/budgets/budget-book.ts';
import type { BudgetStore, GateOutbox, HeldStore, SecretBox } from '../../core/budgets/budget-ports.ts';
import type { GateLog, HoldStore } from '../../core/gate/gate-ports.ts';
import type { ProjectSpend, StatePorts } from '../../core/budgets/budget-state.ts';
import type { BudgetRules } from '../../core/budgets/parse-budget.ts';
import type { AuthorizePorts } from '../../core/gate/take-hold.ts';
import { SpendCache } from '../../core/budgets/spend-cache.ts';
import { cheapestStandIn } from '../../core/optimizations/kinds/cheapest-stand-in.ts';
import { projectBudgets } from '../../core/forecast/project-budget.ts';
import type { Ledger } from '../composition/ledger.ts';

/** Everything that knows budgets. */
export interface BudgetServices {
  readonly store: BudgetStore;
  readonly books: BudgetBookCache;
  readonly held: HeldStore;
  readonly holds: HoldStore;
  readonly outbox: GateOutbox;
  /** Reads spend afresh. */
  readonly states: StatePorts;
  /** Remembers the days before yesterday for a minute. */
  readonly gate: AuthorizePorts;
  readonly rules: BudgetRules;
  readonly secrets: SecretBox;
  readonly project: ProjectSpend;
  /** A developer's stage: webhooks may point to this machine. */
  readonly development: boolean;
}

type BudgetLedger = Pick<
  Ledger,
  'ahead' | 'books' | 'budgets' | 'clock' | 'gateOutbox' | 'held' | 'holds' | 'newId' | 'settings' | 'spend'
> & { readonly prices: Pick<Ledger['prices'], 'current' | 'last'> };

/** Puts the budgets' parts together, for every function that changes or enforces them. */
export function budgetServices(
  ledger: BudgetLedger,
  {
    secrets,
    log,
    development,
  }: { readonly secrets: SecretBox; readonly log: GateLog; readonly development: boolean },
): BudgetServices {
  const { ahead, books, budgets, clock, gateOutbox, held, holds, newId, prices, settings, spend } = ledger;
  const { timeZone, trackedTags, organisationHoldLanes, mails } = settings;
  return {
    store: budgets,
    books,
    held,
    holds,
    outbox: gateOutbox,
    states: { spend, held, timeZone },
    gate: {
      books,
      held,
      holds,
      ahead,
      spend: new SpendCache(spend, clock, timeZone),
      prices,
      clock,
      newId,
      random: Math.random,
      timeZone,
      organisationLanes: organisationHoldLanes,
      leases: new LeaseBook(),
      standIn: cheapestStandIn,
      log,
    },
    rules: { timeZone, trackedTags, mails },
    secrets,
    project: projectBudgets(timeZone),
    development,
  };
}

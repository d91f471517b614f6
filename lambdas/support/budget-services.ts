import { DynamoAheadStore } from '../../adapters/dynamo/ahead-store.ts';
import { DynamoBudgetStore } from '../../adapters/dynamo/budget-store.ts';
import type { DocumentClient } from '../../adapters/dynamo/document-client.ts';
import { DynamoGateOutbox } from '../../adapters/dynamo/gate-outbox.ts';
import { DynamoHeldStore } from '../../adapters/dynamo/held-store.ts';
import { DynamoHoldStore } from '../../adapters/dynamo/hold-store.ts';
import { DynamoSpendReader } from '../../adapters/dynamo/scope-spend-reader.ts';
import type { LedgerSettings } from '../../contracts/ledger-settings.ts';
import { BudgetBookCache } from '../../core/budgets/budget-book.ts';
import type {
  BudgetStore,
  GateLog,
  GateOutbox,
  GatePrices,
  HeldStore,
  HoldStore,
  SecretBox,
} from '../../core/budgets/budget-ports.ts';
import type { ProjectSpend, StatePorts } from '../../core/budgets/budget-state.ts';
import type { BudgetRules } from '../../core/budgets/read-budget.ts';
import type { AuthorizePorts } from '../../core/budgets/hold-claim.ts';
import { SpendCache } from '../../core/budgets/spend-cache.ts';
import { stageBudgets } from '../../core/budgets/stage-budgets.ts';
import { cheapestStandIn } from '../../core/savings/kinds/cheapest-stand-in.ts';
import { projectBudgets } from '../../core/forecast/project-budget.ts';
import type { Clock } from '../../core/time/ledger-time.ts';

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

export interface BudgetParts {
  /** `once` never repeats a write by itself. */
  readonly clients: { readonly reads: DocumentClient; readonly once: DocumentClient };
  readonly table: string;
  readonly settings: LedgerSettings;
  readonly clock: Clock;
  readonly prices: GatePrices;
  readonly newId: () => string;
  readonly secrets: SecretBox;
  readonly log: GateLog;
  readonly development: boolean;
}

/** Puts the budgets' parts together, for every function that needs them. */
export function budgetServices(parts: BudgetParts): BudgetServices {
  const { clients, table, settings, clock, prices, newId, secrets, log, development } = parts;
  const { timeZone, trackedTags, lanes } = settings;
  const rules = { timeZone, trackedTags };
  const store = new DynamoBudgetStore(clients.reads, table, newId);
  const books = new BudgetBookCache(store, stageBudgets(settings, rules));
  const held = new DynamoHeldStore(clients, table, clock);
  const holds = new DynamoHoldStore(clients, table);
  const outbox = new DynamoGateOutbox(clients.reads, table);
  const spend = new DynamoSpendReader(clients.reads, table, lanes);
  const states = { spend, held, timeZone };
  const cached = new SpendCache(spend, clock, timeZone);
  const gate = {
    books,
    held,
    holds,
    ahead: new DynamoAheadStore(clients.once, table),
    spend: cached,
    prices,
    clock,
    newId,
    random: Math.random,
    timeZone,
    organisationLanes: settings.organisationHoldLanes,
    standIn: cheapestStandIn,
    log,
  };
  const project = projectBudgets(timeZone);
  return { store, books, held, holds, outbox, states, gate, rules, secrets, project, development };
}

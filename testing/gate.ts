import { newUlid } from '../adapters/chance/new-ulid.ts';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DynamoAheadStore } from '../adapters/dynamo/ahead-store.ts';
import { DynamoBudgetStore } from '../adapters/dynamo/budget-store.ts';
import { DynamoHeldStore } from '../adapters/dynamo/held-sums-store.ts';
import { DynamoHoldStore } from '../adapters/dynamo/hold-store.ts';
import { DynamoSpendReader } from '../adapters/dynamo/scope-spend-reader.ts';
import { Table } from '../adapters/dynamo/table.ts';
import type { BudgetInput } from '../contracts/api/budget-shapes.ts';
import { LeaseBook } from '../core/gate/lease-book.ts';
import type { HoldUse } from '../core/gate/settle-holds.ts';
import { ZERO_USD } from '../core/money/decimal.ts';
import type { AuthorizePorts } from '../core/gate/take-hold.ts';
import type { Budget } from '../core/budgets/budget.ts';
import { BudgetBookCache, type StageBudgets } from '../core/budgets/budget-book.ts';
import { SpendCache } from '../core/budgets/spend-cache.ts';
import { readBudget } from '../core/budgets/parse-budget.ts';
import { cheapestStandIn } from '../core/optimizations/kinds/cheapest-stand-in.ts';
import { createCataloguePriceBook } from '../core/pricing/catalogue.ts';
import type { Clock } from '../core/time/ledger-time.ts';

export const NO_STAGE_BUDGETS: StageBudgets = { budgets: [], form: {} };

/** A budget from what its author writes; the organisation's day when nothing else is said. */
export function budgetOf(id: string, more: BudgetInput = {}): Budget {
  const input: BudgetInput = { scope: { kind: 'organisation' }, period: 'daily', limitUsd: '5.00', ...more };
  if (more.limitShareOfRevenue !== undefined) delete input.limitUsd;
  return readBudget(input, { id, source: 'stored' }, { timeZone: 'UTC', trackedTags: ['tier'] });
}

/** The real gate on a table: every store, nothing replaced. */
export function dynamoGate(
  reads: DynamoDBDocumentClient,
  once: DynamoDBDocumentClient,
  table: string,
  clock: Clock,
  organisationLanes = 1,
): AuthorizePorts & { readonly store: DynamoBudgetStore; readonly table: string } {
  const newId = () => newUlid(clock.now());
  const store = new DynamoBudgetStore(new Table(reads, table), newId);
  const prices = createCataloguePriceBook();
  return {
    store,
    table,
    books: new BudgetBookCache(store, NO_STAGE_BUDGETS),
    held: new DynamoHeldStore({ reads: new Table(reads, table), once: new Table(once, table) }, clock),
    holds: new DynamoHoldStore({ reads: new Table(reads, table), once: new Table(once, table) }, clock),
    ahead: new DynamoAheadStore({ once: new Table(once, table) }),
    spend: new SpendCache(new DynamoSpendReader(new Table(reads, table), []), clock, 'UTC'),
    prices: { current: () => Promise.resolve(prices), last: () => Promise.resolve({ book: prices }) },
    clock,
    newId,
    random: Math.random,
    organisationLanes,
    leases: new LeaseBook(),
    standIn: cheapestStandIn,
    timeZone: 'UTC',
    log: { leftToExpiry: () => undefined },
  };
}

/** Usage of holds that costs nothing. */
export function usesOf(...ids: readonly (string | undefined)[]): HoldUse[] {
  return ids.flatMap((id) => (id === undefined ? [] : { id, cost: ZERO_USD }));
}

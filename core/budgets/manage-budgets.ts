import { ANY_ID } from '../../contracts/scopes.ts';
import type { BudgetInput } from '../../contracts/api/budget-shapes.ts';
import { checkAll, ConflictError, InvalidInputError } from '../errors.ts';
import type { PicoUsd } from '../money/decimal.ts';
import type { Instant } from '../time/ledger-time.ts';
import type { Budget, BudgetScope } from './budget.ts';
import type { BudgetBookCache } from './budget-book.ts';
import { checkBudgetChannels } from './check-channels.ts';
import { changeOnce } from './change-once.ts';
import { daysOfPeriod, periodAt } from './budget-period.ts';
import type { BudgetStore, GateTurn, HeldStore } from './budget-ports.ts';
import { heldKeyOf } from './budget-state.ts';
import { keptScope, onlyValue } from './kept-scope.ts';
import { type BudgetRules, inputOf, readBudget } from './parse-budget.ts';

/** Who changes something, and when. */
export interface Author {
  readonly by: string;
  readonly at: Instant;
}

export interface ManagePorts {
  readonly store: BudgetStore;
  readonly books: BudgetBookCache;
  readonly held: Pick<HeldStore, 'turn'>;
  readonly rules: BudgetRules;
}

/**
 * Makes a budget; spend of its period counts from the first moment, since it is read from totals. Throws
 * InvalidInputError for a channel that could not tell anybody, ConflictError where changes of others never end.
 */
export async function createBudget(
  id: string,
  input: BudgetInput,
  { by, at }: Author,
  { store, books, rules }: ManagePorts,
): Promise<Budget> {
  const channels = input.channels ?? [];
  const origin = {
    id,
    source: 'stored',
    createdAt: at,
    createdBy: by,
    updatedAt: at,
    updatedBy: by,
  } as const;
  return changeOnce(async () => {
    const { form, version } = await books.current();
    const [budget] = checkAll(
      () => readBudget(input, origin, rules),
      () => checkBudgetChannels(input.scope?.kind, channels, [], form, books.mails),
    );
    // An address that is taken away meanwhile is seen: who takes it away looks at the budgets that are there.
    const seen = channels.length > 0 ? version : undefined;
    const written = await store.putBudget(budget, { at, by, subject: id, what: 'created' }, seen);
    return written ? budget : undefined;
  });
}

/** Changes the fields that `input` names. Throws NotFoundError, ConflictError for the form's budgets. */
export async function changeBudget(
  id: string,
  input: BudgetInput,
  { by, at }: Author,
  { store, books, rules }: ManagePorts,
): Promise<Budget> {
  const what = `changed ${Object.keys(input).sort().join(', ')}`;
  return changeOnce(async () => {
    const book = await books.current();
    const old = book.budget(id);
    refuseForm(old);
    const { kind } = input.scope ?? old.scope;
    const { createdAt = at, createdBy = by } = old;
    const origin = { id, source: 'stored', createdAt, createdBy, updatedAt: at, updatedBy: by } as const;
    const asked = input.channels ?? [];
    const [budget] = checkAll(
      () => readBudget(inputOf(old, input), origin, rules),
      () => checkBudgetChannels(kind, asked, old.channels, book.form, books.mails),
    );
    const written = await store.putBudget(budget, { at, by, subject: id, what }, book.version);
    return written ? budget : undefined;
  });
}

/** Takes a budget away. Throws NotFoundError, ConflictError for budgets of the form or the stage. */
export async function removeBudget(id: string, { by, at }: Author, ports: ManagePorts): Promise<void> {
  const book = await ports.books.current();
  // One that cannot be read is taken away by its id alone.
  if (!book.unreadable.includes(id)) refuseOthers(book.budget(id));
  await ports.store.deleteBudget(id, { at, by, subject: id, what: 'deleted' });
}

function refuseOthers(budget: Budget): void {
  refuseForm(budget);
  if (budget.source !== 'stage') return;
  throw new ConflictError(`"${budget.id}" comes with the stage: switch it off with PUT {"enabled": false}`);
}

function refuseForm({ id, source }: Budget): void {
  if (source !== 'form') return;
  throw new ConflictError(`"${id}" is the organisation's form: change it with PUT /budget/config`);
}

/** The days of a period; none of `lifetime`. Throws InvalidInputError where it is no period. */
export function knownPeriod(period: string) {
  const days = daysOfPeriod(period);
  if (days) return days;
  const message = 'must be a day "2026-11-21", an ISO week "2026-W47", a month "2026-11" or "lifetime"';
  throw new InvalidInputError(`period ${message}`, [{ field: 'period', message }]);
}

/** Posts the revenue of a period, for budgets that follow it; posting again replaces it. */
export async function postRevenue(
  period: string,
  usd: PicoUsd,
  { by, at }: Author,
  { store }: ManagePorts,
): Promise<void> {
  knownPeriod(period);
  await store.putRevenue(period, usd, { at, by, subject: 'revenue', what: `posted ${period}` });
}

/**
 * Ends what the gate was turned to, for the rest of the period; the budget goes on counting and alerting.
 * A budget for every value needs to be told which. Answers what was lifted, undefined when it was already.
 */
export async function liftGate(
  id: string,
  valueId: string | undefined,
  { by, at }: Author,
  { books, held, rules }: ManagePorts,
): Promise<GateTurn | undefined> {
  const budget = (await books.current()).budget(id);
  const value = watchedScope(budget, valueId);
  const period = periodAt(budget.period, at, rules.timeZone);
  const key = heldKeyOf({ budget, value }, period);
  const action = { gate: 'lifted', at, by } as const;
  return (await held.turn(key, action)) ? { key, ...action } : undefined;
}

/** The value that is meant. Throws InvalidInputError when a budget for every value is not told which. */
export function watchedScope(budget: Budget, valueId: string | undefined): BudgetScope {
  const only = onlyValue(budget);
  if (only) return only;
  if (valueId !== undefined && valueId !== ANY_ID) {
    const { kind, type } = budget.scope;
    return keptScope(kind, valueId, type);
  }
  const message = `is needed: this budget counts each ${budget.scope.kind} by itself`;
  throw new InvalidInputError(`value ${message}`, [{ field: 'value', message }]);
}

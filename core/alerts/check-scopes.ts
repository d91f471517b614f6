import { ANY_ID } from '../../contracts/scopes.ts';
import { scopeText } from '../scopes/scope.ts';
import { withCanonical } from '../scopes/model-scopes.ts';
import type { BudgetScope } from '../budgets/budget.ts';
import type { BudgetBook, BudgetBookCache } from '../budgets/budget-book.ts';
import { periodAt } from '../budgets/budget-period.ts';
import {
  type BudgetState,
  budgetStates,
  budgetStatesInBatches,
  type StatePorts,
} from '../budgets/budget-state.ts';
import type { ProjectionCurves } from '../forecast/projection-curve.ts';
import { turnGates, type TurnPorts } from '../gate/turn-gates.ts';
import type { AppliedBudget } from '../budgets/match-budgets.ts';
import type { TotalsReader } from '../spend/totals-reader.ts';
import { spendByValue } from '../budgets/value-spend.ts';
import { addDays, dayOf, type Instant } from '../time/ledger-time.ts';
import { type Alert, alertFamily, alertStatus } from './alert.ts';
import type { AlertStore } from './alert-ports.ts';
import type { ChangedScope } from './changed-scopes.ts';
import { decideAlerts } from './decide-alerts.ts';
import { inBatches } from '../in-batches.ts';
import { type Readers, withOwnMail } from './mail-recipients.ts';
import { tellGates, type TellPorts } from './tell-gates.ts';

export interface CheckScopesPorts extends TurnPorts, TellPorts {
  readonly states: StatePorts;
  readonly totals: TotalsReader;
  readonly books: Pick<BudgetBookCache, 'current'>;
  readonly alerts: Pick<AlertStore, 'ofFamily' | 'putIfAbsent' | 'resolve'>;
  readonly curves: Pick<ProjectionCurves, 'project'>;
  /** See Readers. */
  readonly mailOf: Readers['mailOf'];
  /** Sends alerts that wait, those of one budget together. */
  readonly deliver: (alerts: readonly Alert[]) => Promise<void>;
}

/** What a check found and did, as counts. */
export interface CheckResult {
  readonly budgets: number;
  readonly raised: number;
  readonly resolved: number;
  readonly gates: number;
}

/**
 * Compares the budgets of these scope values with what was spent and where their periods will end: turns
 * gates, raises and resolves alerts, and delivers what waits. Safe to run twice and at once: every step
 * happens once for its key. Only open periods are looked at.
 * @param changedAt when totals told that they changed, for what is raised; absent where the clock asks
 */
export async function checkScopes(
  changed: readonly ChangedScope[],
  at: Instant,
  ports: CheckScopesPorts,
  changedAt?: Instant,
): Promise<CheckResult> {
  const book = await ports.books.current();
  const scopes = withCanonical(changed.map(({ scope }) => scope));
  const applied = await budgetsOf(scopes, at, book, ports);
  const states = await budgetStatesInBatches(applied, at, book, ports.states);
  const turns = await turnGates(states, at, ports);
  await tellGates(turns, ports);
  const projected = await ports.curves.project(states, at);
  const readers = { recipients: book.form.emailRecipients, mailOf: ports.mailOf };
  const causes = { changedAt, correlationIds: correlationIdsOf(changed) };
  const found = await inBatches(projected, (state) => checkState(state, at, causes, readers, ports));
  await ports.deliver(found.flatMap(({ open }) => open));
  return {
    budgets: states.length,
    raised: found.reduce((sum, { raised }) => sum + raised, 0),
    resolved: found.reduce((sum, { resolved }) => sum + resolved, 0),
    gates: turns.length,
  };
}

/** What is known of why a check was made. */
interface Causes {
  readonly changedAt: Instant | undefined;
  /** By the text of the scope that changed. */
  readonly correlationIds: ReadonlyMap<string, string>;
}

function correlationIdsOf(changed: readonly ChangedScope[]): Causes['correlationIds'] {
  const ids = new Map<string, string>();
  for (const { scope, correlationId } of changed) {
    if (correlationId === undefined) continue;
    for (const one of withCanonical([scope])) ids.set(scopeText(one), correlationId);
  }
  return ids;
}

async function checkState(
  state: BudgetState,
  at: Instant,
  { changedAt: breachedAt, correlationIds }: Causes,
  readers: Readers,
  ports: CheckScopesPorts,
) {
  const { budget, value, period } = state;
  const existing = await ports.alerts.ofFamily(
    alertFamily({ budgetId: budget.id, value, period: period.key }),
  );
  const first = decideAlerts(state, existing, at);
  const again = first.resolve.length === 0 ? state : await readAgain(state, at, ports);
  const { raise, resolve } = decideAlerts(again, existing, at);
  const resolved = await inBatches(resolve, ({ id }) => ports.alerts.resolve(id, at));
  const raised = await inBatches(raise, async (decided) => {
    const correlationId = correlationIds.get(scopeText(value));
    const alert = await withOwnMail({ ...decided, breachedAt, correlationId }, readers);
    return (await ports.alerts.putIfAbsent(alert)) ? [alert] : [];
  });
  const waiting = existing.filter((alert) => alertStatus(alert) === 'PENDING');
  const open = [...raised.flat(), ...waiting];
  return { open, raised: raised.flat().length, resolved: resolved.filter(Boolean).length };
}

/**
 * The state as it is after its alerts were read: another check may have raised one for spend, or for a limit, that
 * came after this check's own look, which would resolve it and have it told a second time.
 */
async function readAgain(
  { budget, value, ...before }: BudgetState,
  at: Instant,
  { books, curves, states }: CheckScopesPorts,
): Promise<BudgetState> {
  const book = await books.current();
  const current = book.budgets().find(({ id }) => id === budget.id) ?? budget;
  const read = await budgetStates([{ budget: current, value }], at, book, states);
  const [again] = await curves.project(read, at);
  return again?.period.key === before.period.key ? again : { budget, value, ...before };
}

/** Enabled budgets of the scopes, each value once; `*` means every value that spent in the period. */
async function budgetsOf(
  scopes: readonly BudgetScope[],
  at: Instant,
  book: BudgetBook,
  ports: Pick<CheckScopesPorts, 'states' | 'totals'>,
): Promise<AppliedBudget[]> {
  const found = new Map<string, AppliedBudget>();
  for (const scope of scopes) {
    for (const applied of book.index.of(scope)) {
      const list = applied.value.id === ANY_ID ? await everyValue(applied, at, ports) : [applied];
      for (const one of list) found.set(`${one.budget.id} ${scopeText(one.value)}`, one);
    }
  }
  return [...found.values()];
}

/** A lifetime is looked at by who spent in its last month: the others were checked when they spent. */
const LIFETIME_DAYS = 31;

async function everyValue(
  { budget }: AppliedBudget,
  at: Instant,
  { states: { timeZone }, totals }: Pick<CheckScopesPorts, 'states' | 'totals'>,
): Promise<AppliedBudget[]> {
  const today = dayOf(at, timeZone);
  const { from = addDays(today, -LIFETIME_DAYS) } = periodAt(budget.period, at, timeZone);
  const spenders = await spendByValue(budget.scope, { from, to: addDays(today, 1) }, totals);
  return spenders.map(({ value }) => ({ budget, value }));
}

import type { BudgetBookCache } from '../budgets/budget-book.ts';
import { addDays, type Clock, DAY_MS, dayOf, type Instant, startOfDay } from '../time/ledger-time.ts';
import { type Alert, alertStatus } from './alert.ts';
import type { AlertStore } from './alert-ports.ts';
import type { ChangedScope } from './changed-scopes.ts';
import { type CheckScopesPorts, type CheckResult, checkScopes } from './check-scopes.ts';
import { inBatches } from '../in-batches.ts';
import { LOOK_BACK_MS, recentScopes } from './recent-scopes.ts';
import { resolveGone } from './resolve-gone.ts';
import { tellUntold } from './tell-gates.ts';

/** Alerts that still wait are looked for this far back: an outage of the function itself may be long. */
const PENDING_DAYS = 7;
const PENDING_AT_ONCE = 500;

/** Remembers the last run of the safety net that checked something. Rejects on outages. */
export interface LastCheck {
  read(): Promise<Instant | undefined>;
  /** An earlier instant than the one noted changes nothing. */
  note(at: Instant): Promise<void>;
}

export interface CheckBudgetsPorts extends Omit<CheckScopesPorts, 'alerts' | 'books'> {
  readonly books: BudgetBookCache;
  readonly alerts: AlertStore;
  readonly clock: Clock;
  readonly lastCheck: LastCheck;
}

/** The check of budgets, as the function check-budgets runs it. */
export interface BudgetCheck {
  /** Checks the budgets of these scopes, whose totals changed at that instant, as far as it is known. */
  totalsChanged(changed: readonly ChangedScope[], changedAt?: Instant): Promise<CheckResult>;
  /** Delivers these alerts. */
  alertsWaiting(ids: readonly string[]): Promise<void>;
  /**
   * Checks what changed lately, tells turns of gates that were not told yet, delivers what waits, and after
   * a change of budgets resolves alerts of those that are gone. Costs what was spent lately and not what
   * budgets there are.
   */
  safetyNet(): Promise<CheckResult>;
}

/** Makes the check of budgets. */
export function createBudgetCheck(ports: CheckBudgetsPorts): BudgetCheck {
  const { alerts, books, clock, states, totals } = ports;
  // A test has nothing to wait for once it was sent.
  const deliver = async (waiting: readonly Alert[]) => {
    await ports.deliver(waiting);
    const tests = waiting.filter(({ kind }) => kind === 'test');
    await inBatches(tests, ({ id }) => alerts.resolve(id, clock.now()));
  };
  let cleared: bigint | undefined;
  return {
    totalsChanged: (changed, changedAt) => checkScopes(changed, clock.now(), ports, changedAt),
    alertsWaiting: async (ids) => {
      const found = await inBatches(ids, (id) => alerts.get(id));
      await deliver(found.filter((alert) => alert !== undefined));
    },
    safetyNet: async () => {
      const at = clock.now();
      const since = await sinceLastCheck(at, ports);
      const book = await books.current();
      const budgets = book.budgets();
      const recent = await recentScopes(budgets, since, at, totals, states.timeZone);
      // A change whose event was lost.
      const changed = budgets.filter(({ updatedAt = 0 }) => updatedAt >= since).map(({ scope }) => scope);
      const looked = [...recent, ...changed].map((scope) => ({ scope }));
      const found = await checkScopes(looked, at, ports);
      if (recent.length + changed.length > 0) await ports.lastCheck.note(at);
      await tellUntold(at, ports);
      await deliver(await waitingAlerts(alerts, at));
      if (cleared === book.version) return found;
      const gone = await resolveGone(book, at, alerts);
      cleared = book.version;
      return { ...found, resolved: found.resolved + gone };
    },
  };
}

/**
 * Since when totals are looked at: its interval and some more, and after an outage of the function itself since
 * the last run that ended well, as far back as yesterday. A run that finds nothing need not be remembered.
 */
async function sinceLastCheck(at: Instant, { lastCheck, states }: CheckBudgetsPorts): Promise<Instant> {
  const yesterday = startOfDay(addDays(dayOf(at, states.timeZone), -1), states.timeZone);
  const last = (await lastCheck.read()) ?? yesterday;
  return Math.min(at - LOOK_BACK_MS, Math.max(yesterday, last - CLOCKS_MS));
}

/** Clocks of two functions differ by less. */
const CLOCKS_MS = 60_000;

async function waitingAlerts(alerts: AlertStore, at: number): Promise<Alert[]> {
  const query = { from: at - PENDING_DAYS * DAY_MS, to: at + CLOCKS_MS, pendingOnly: true };
  const found = await alerts.list({ ...query, limit: PENDING_AT_ONCE });
  return found.alerts.filter((alert) => alertStatus(alert) === 'PENDING');
}

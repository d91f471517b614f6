import type { HoldSettler } from '../../../lambdas/support/hold-settler.ts';
import type { LedgerRecord } from '../../../core/spend/spend-ports.ts';
import type { WaitingCall } from '../invocation.ts';
import { wrongAlerts } from '../oracle/alerts.ts';
import type { Effects } from '../sandboxes.ts';
import type { Move, HistoryAccess } from './history-access.ts';
import { Checks } from './checks.ts';
import { budgetStores } from './containers.ts';
import { GatedCalls } from './gated-calls.ts';
import { storedBudget, type WatchedBudget, watchedBudgets } from './plan.ts';

/**
 * Budgets in a history: callers who hold before they spend, checks that raise and send alerts, and people who change
 * limits meanwhile.
 */
export class BudgetActors implements Effects {
  readonly #history: HistoryAccess;
  readonly #budgets = watchedBudgets();
  readonly #calls: GatedCalls;
  readonly #checks: Checks;
  #changesLeft: number;
  #waitsLeft: number;

  constructor(history: HistoryAccess) {
    this.#history = history;
    this.#calls = new GatedCalls(history, this.#budgets);
    this.#checks = new Checks(history);
    this.#changesLeft = history.choices.between(0, 3);
    this.#waitsLeft = history.choices.between(0, 3);
  }

  async start(): Promise<void> {
    for (const watched of this.#budgets) await this.#store(watched);
  }

  work(): Move[] {
    const moves = [...this.#calls.work(), ...this.#checks.work()];
    if (this.#changesLeft > 0) moves.push([0.3, () => this.#changeLimit()]);
    if (this.#waitsLeft > 0) moves.push([0.3, () => this.#wait()]);
    return moves;
  }

  mishaps(): Move[] {
    return this.#checks.mishaps();
  }

  /** How likely a waiting call is served next. */
  weightOf(call: WaitingCall): number {
    return this.#calls.weightOf(call);
  }

  /** How many times as likely as others a call is spoilt: few of a history send something. */
  exposureOf({ operation }: WaitingCall): number {
    return operation.startsWith('send ') ? 10 : 1;
  }

  readonly holds: HoldSettler = {
    use: (holdIds) => this.#calls.use(holdIds),
    settle: (uses) => this.#calls.settle(uses),
  };

  readonly announce = (records: readonly LedgerRecord[]) => this.#checks.announce(records);

  /** After each step. */
  look(): Promise<void> {
    return this.#calls.look();
  }

  /** When everything has arrived: what was wrong meanwhile, and what is. */
  async violations(): Promise<string[]> {
    await this.#checks.end();
    const items = await this.#history.scan();
    const { alerts } = budgetStores(this.#history.options);
    const now = this.#history.options.now();
    const found = await alerts.list({ from: now - 60 * 86_400_000, to: now + 1, limit: 1000 });
    const wrong = wrongAlerts({
      items,
      budgets: this.#budgets,
      alerts: found.alerts,
      arrivals: this.#checks.arrivals,
    });
    await this.#calls.end();
    return [...this.#calls.violations, ...wrong];
  }

  async #store(watched: WatchedBudget): Promise<void> {
    const { budgets } = budgetStores(this.#history.options);
    const at = this.#history.options.now();
    const budget = { ...storedBudget(watched), updatedAt: at };
    await budgets.putBudget(budget, { at, by: 'an admin', subject: watched.id, what: 'set the limit' });
  }

  /** Up to twice as much, and down again. */
  async #changeLimit(): Promise<void> {
    this.#changesLeft--;
    const watched = this.#history.choices.pick(this.#budgets);
    const isUp = watched.limit < watched.highest || watched.raises === 0;
    watched.limit = isUp ? watched.limit * 2n : watched.limit / 2n;
    if (isUp) watched.raises++;
    if (watched.limit > watched.highest) watched.highest = watched.limit;
    this.#history.note(`the limit of ${watched.id} becomes ${watched.limit}`);
    await this.#store(watched);
  }

  /** Holds expire, leases of deliveries run out. */
  #wait(): void {
    this.#waitsLeft--;
    const ms = this.#history.choices.between(40_000, 240_000);
    this.#history.note(`${Math.round(ms / 1000)} s pass`);
    this.#history.pass(ms);
  }
}

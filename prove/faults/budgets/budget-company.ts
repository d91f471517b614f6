import type { HoldSettler } from '../../../lambdas/support/hold-settler.ts';
import type { LedgerRecord } from '../../../core/spend/spend-ports.ts';
import type { WaitingCall } from '../invocation.ts';
import { wrongAlerts } from '../oracle/alerts.ts';
import type { Effects } from '../sandboxes.ts';
import type { Move, Stage } from './company.ts';
import { Checks } from './checks.ts';
import { budgetStores } from './containers.ts';
import { GatedCalls } from './gated-calls.ts';
import { storedBudget, type WatchedBudget, watchedBudgets } from './plan.ts';

/**
 * Budgets in a history: callers who hold before they spend, checks that raise and send alerts, and people who change
 * limits meanwhile.
 */
export class BudgetCompany implements Effects {
  readonly #stage: Stage;
  readonly #budgets = watchedBudgets();
  readonly #calls: GatedCalls;
  readonly #checks: Checks;
  #changesLeft: number;
  #waitsLeft: number;

  constructor(stage: Stage) {
    this.#stage = stage;
    this.#calls = new GatedCalls(stage, this.#budgets);
    this.#checks = new Checks(stage);
    this.#changesLeft = stage.choices.between(0, 3);
    this.#waitsLeft = stage.choices.between(0, 3);
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
  weightOf({ invocation }: WaitingCall): number {
    return this.#calls.isSlow(invocation) ? 0.05 : 3;
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
    const items = await this.#stage.scan();
    const { alerts } = budgetStores(this.#stage.options);
    const now = this.#stage.options.now();
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
    const { budgets } = budgetStores(this.#stage.options);
    const budget = { ...storedBudget(watched), updatedAt: this.#stage.options.now() };
    const change = {
      at: this.#stage.options.now(),
      by: 'an admin',
      subject: watched.id,
      what: 'set the limit',
    };
    await budgets.putBudget(budget, change);
  }

  /** Up to twice as much, and down again. */
  async #changeLimit(): Promise<void> {
    this.#changesLeft--;
    const watched = this.#stage.choices.pick(this.#budgets);
    const isUp = watched.limit < watched.highest || watched.raises === 0;
    watched.limit =
      watched.raises > 0 && watched.limit === watched.highest ? watched.limit / 2n : watched.limit * 2n;
    if (isUp) watched.raises++;
    if (watched.limit > watched.highest) watched.highest = watched.limit;
    this.#stage.note(`the limit of ${watched.id} becomes ${watched.limit}`);
    await this.#store(watched);
  }

  /** Holds expire, leases of deliveries run out. */
  #wait(): void {
    this.#waitsLeft--;
    const ms = this.#stage.choices.between(40_000, 240_000);
    this.#stage.note(`${Math.round(ms / 1000)} s pass`);
    this.#stage.pass(ms);
  }
}

import { announceTotals } from '../../../core/alerts/announce-totals.ts';
import type { ChangedScope } from '../../../core/alerts/changed-scopes.ts';
import type { BudgetCheck } from '../../../core/alerts/check-budgets.ts';
import type { LedgerRecord } from '../../../core/spend/spend-ports.ts';
import type { Move, HistoryAccess } from './history-access.ts';
import { type Arrivals, askOutside, budgetStores, checkContainer } from './containers.ts';

/** An event of the bus, and how often its function has failed. */
interface Told {
  readonly changed: readonly ChangedScope[];
  tries: number;
}

interface Container {
  check: BudgetCheck;
  isBusy: boolean;
}

/** Lambda gives an event of the bus up after so many tries. */
const MOST_TRIES = 3;

/** The bus, and the functions that check budgets and send alerts. */
export class Checks {
  /** What arrived of alerts. */
  readonly arrivals: Arrivals = [];
  readonly #history: HistoryAccess;
  readonly #waiting: Told[] = [];
  readonly #delivered: Told[] = [];
  readonly #containers: Container[];
  #runsLeft: number;

  constructor(history: HistoryAccess) {
    this.#history = history;
    this.#containers = [0, 1].map(() => ({ check: this.#newCheck(), isBusy: false }));
    this.#runsLeft = history.choices.between(0, 2);
  }

  work(): Move[] {
    const free = this.#containers.filter(({ isBusy }) => !isBusy);
    if (free.length === 0) return [];
    const moves: Move[] = this.#waiting.map((told) => [1, () => this.#hear(told, free)]);
    if (this.#runsLeft > 0) moves.push([0.3, () => this.#runByClock(free)]);
    return moves;
  }

  mishaps(): Move[] {
    const told = this.#delivered.at(-1);
    return told ? [[0.3, () => this.#tellAgain(told)]] : [];
  }

  /** Tells of changed totals, as the aggregator does; the bus may lose the answer. */
  async announce(records: readonly LedgerRecord[]): Promise<void> {
    const events = {
      totalsChanged: (changed: readonly ChangedScope[]) =>
        askOutside(
          `tell of ${changed.length} changed scopes`,
          () => void this.#waiting.push({ changed, tries: 0 }),
        ),
    };
    await announceTotals({
      store: budgetStores(this.#history.options).budgets,
      events,
      stageHasBudgets: true,
    })(records);
  }

  /** The quarter-hourly runs that follow: whatever an event did not bring about, they do. */
  async end(): Promise<void> {
    const check = this.#newCheck();
    for (let run = 0; run < 3; run++) {
      this.#history.pass(16 * 60_000);
      await check.safetyNet();
    }
  }

  #newCheck(): BudgetCheck {
    return checkContainer(this.#history.options, this.arrivals, (ms) => this.#history.pass(ms));
  }

  #start(
    what: string,
    free: readonly Container[],
    run: (check: BudgetCheck) => Promise<unknown>,
    ended: (isOver: boolean) => void,
  ) {
    const container = this.#history.choices.pick(free);
    container.isBusy = true;
    this.#history.functions.start('checker', what, {
      run: async () => (await run(container.check)) ?? {},
      ended: (response) => {
        container.isBusy = false;
        if (response === undefined) container.check = this.#newCheck();
        ended(response !== undefined);
      },
    });
  }

  #hear(told: Told, free: readonly Container[]): void {
    this.#waiting.splice(this.#waiting.indexOf(told), 1);
    this.#start(
      `${told.changed.length} scopes changed`,
      free,
      (check) => check.totalsChanged(told.changed),
      (isOver) => {
        if (isOver) this.#delivered.push(told);
        else if (++told.tries < MOST_TRIES) this.#waiting.push(told);
        else this.#history.note('the event is given up');
      },
    );
  }

  #runByClock(free: readonly Container[]): void {
    this.#runsLeft--;
    this.#start(
      'by the clock',
      free,
      (check) => check.safetyNet(),
      () => undefined,
    );
  }

  /** The bus delivers at least once. */
  #tellAgain(told: Told): void {
    this.#history.fault();
    this.#history.note('an event of the bus comes again');
    this.#waiting.push({ ...told, tries: 0 });
  }
}

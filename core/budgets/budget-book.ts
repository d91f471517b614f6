import { ONE, type PicoUsd, scaled, ZERO_USD } from '../money/decimal.ts';
import { Cache } from '../cache.ts';
import { NotFoundError } from '../errors.ts';
import type { Budget } from './budget.ts';
import { periodKindOf } from './budget-period.ts';
import type { BudgetStore, StoredBudgets } from './budget-ports.ts';
import { BudgetIndex } from './match-budgets.ts';
import {
  type FormSettings,
  budgetsOfForm,
  type OrganisationForm,
  type StoredForm,
  withDefaults,
} from './organisation-form.ts';

/** What the stage brings: budgets of its own, which a stored one of the same id replaces, and the form. */
export interface StageBudgets {
  readonly budgets: readonly Budget[];
  readonly form: FormSettings;
  /** Whether the stage has a sender of mails; absent: it has. */
  readonly mails?: boolean | undefined;
}

/** All budgets at one version: the form's, the stage's and all others. */
export class BudgetBook {
  readonly version: bigint;
  readonly form: OrganisationForm;
  readonly index: BudgetIndex;
  /** Ids of stored budgets that cannot be read. */
  readonly unreadable: readonly string[];
  readonly #budgets: ReadonlyMap<string, Budget>;
  readonly #revenue: ReadonlyMap<string, PicoUsd>;

  constructor(stored: StoredBudgets, stage: StageBudgets) {
    this.version = stored.version;
    this.form = withDefaults(stored.form ?? {}, stage.form);
    const all = [...budgetsOfForm(this.form), ...stage.budgets, ...stored.budgets];
    this.#budgets = new Map(all.map((budget) => [budget.id, budget]));
    this.#revenue = stored.revenue;
    this.unreadable = stored.unreadable ?? [];
    this.index = new BudgetIndex(this.budgets());
  }

  /** Every budget, disabled ones too. */
  budgets(): Budget[] {
    return [...this.#budgets.values()];
  }

  /** One budget. Throws NotFoundError. */
  budget(id: string): Budget {
    const budget = this.#budgets.get(id);
    if (!budget) throw new NotFoundError(`there is no budget "${id}": GET /budgets lists them`);
    return budget;
  }

  /**
   * What a budget allows in a period. One that follows revenue takes its share of what was posted for that
   * period, else of the last one before it; nothing posted yet is a limit of 0.
   */
  limitOf({ limit }: Budget, period: string): PicoUsd {
    if (limit.kind === 'fixed') return limit.usd;
    const kind = periodKindOf(period);
    let last = '';
    for (const posted of this.#revenue.keys()) {
      if (periodKindOf(posted) === kind && posted <= period && posted > last) last = posted;
    }
    return scaled(this.#revenue.get(last) ?? ZERO_USD, limit.share, ONE);
  }

  /** The revenue that was posted for just this period; undefined where none was. */
  revenueOf(period: string): PicoUsd | undefined {
    return this.#revenue.get(period);
  }
}

const BOOK = 'book';

/** The last book, read anew when the stored version is another. */
export class BudgetBookCache {
  readonly #store: Pick<BudgetStore, 'load' | 'version'>;
  readonly #stage: StageBudgets;
  readonly #cache = new Cache<BudgetBook>(1);

  constructor(store: Pick<BudgetStore, 'load' | 'version'>, stage: StageBudgets) {
    this.#store = store;
    this.#stage = stage;
  }

  /** Whether mails can be sent at all. */
  get mails(): boolean {
    return this.#stage.mails !== false;
  }

  /** The form that these stored settings make with the stage's. */
  formOf(stored: StoredForm): OrganisationForm {
    return withDefaults(stored, this.#stage.form);
  }

  /** The book that these stored budgets make with the stage's. */
  bookOf(stored: StoredBudgets): BudgetBook {
    return new BudgetBook(stored, this.#stage);
  }

  /** The book at the stored version: one read when nothing changed. */
  async current(): Promise<BudgetBook> {
    const isKnown = this.#cache.find(BOOK) !== undefined;
    return this.atVersion(isKnown ? await this.#store.version() : undefined);
  }

  /** The book as it was last read; the first call reads it. */
  async last(): Promise<BudgetBook> {
    return this.#cache.find(BOOK) ?? this.atVersion(undefined);
  }

  /** The book at `version`, or a later one; without a version it is read in any case. */
  async atVersion(version: bigint | undefined): Promise<BudgetBook> {
    const known = version === undefined ? undefined : this.#cache.find(BOOK, { version: String(version) });
    if (known) return known;
    // A book that is being read may be older than `version`; what it is of, only the book says.
    const book = await this.#cache.share(BOOK, async () => {
      const read = this.bookOf(await this.#store.load());
      this.#cache.keep(BOOK, read, { version: String(read.version) });
      return read;
    });
    return version === undefined || book.version >= version ? book : this.atVersion(version);
  }
}

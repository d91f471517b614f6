import type { PicoUsd } from '../money/decimal.ts';
import type { Day, Instant } from '../time/ledger-time.ts';
import type { Budget, BudgetScope } from './budget.ts';
import type { Gate } from '../../contracts/budget-vocabulary.ts';
import type { StoredForm } from './organisation-form.ts';

/** What a scope value spent on one ledger day. */
export interface DaySpend {
  readonly day: Day;
  readonly cost: PicoUsd;
  readonly events: number;
  readonly unpriced: number;
}

/** Which days of which scope value; without `from`, since the ledger began. */
export interface SpendQuery {
  readonly value: BudgetScope;
  readonly from: Day | undefined;
  readonly to: Day;
}

/** Reads totals; days that spent nothing may be left out. Methods reject on outages. */
export interface SpendReader {
  /** Consistent reads, one list for each query in its order. */
  read(queries: readonly SpendQuery[]): Promise<DaySpend[][]>;
}

/** Everything people configured, as one version. */
export interface StoredBudgets {
  readonly version: bigint;
  readonly budgets: readonly Budget[];
  readonly form: StoredForm | undefined;
  /** Posted revenue by period key. */
  readonly revenue: ReadonlyMap<string, PicoUsd>;
  /** Ids of what somebody damaged: it watches nothing until an admin mends it. */
  readonly unreadable?: readonly string[];
}

/** One change, with who made it and when. */
export interface BudgetChange {
  readonly at: Instant;
  readonly by: string;
  /** `organisation` for the form, `revenue` for revenue, else the budget's id. */
  readonly subject: string;
  readonly what: string;
  /** Where the change has a name of its own: noted twice under it, it is there once. */
  readonly id?: string | undefined;
}

/** Keeps budgets, the organisation's form, revenue and the history of their changes. Rejects on outages. */
export interface BudgetStore {
  load(): Promise<StoredBudgets>;
  version(): Promise<bigint>;
  /** With `seen` only while the version is that one: answers false when a budget was changed since. */
  putBudget(budget: Budget, change: BudgetChange, seen?: bigint): Promise<boolean>;
  deleteBudget(id: string, change: BudgetChange): Promise<void>;
  /** As putBudget. */
  putForm(form: StoredForm, change: BudgetChange, seen: bigint): Promise<boolean>;
  putRevenue(period: string, usd: PicoUsd, change: BudgetChange): Promise<void>;
  /** Notes a change of the gate. */
  note(change: BudgetChange): Promise<void>;
  /** The last changes of a subject, newest first. */
  changes(subject: string, limit: number): Promise<BudgetChange[]>;
}

/** Names the held amounts of one budget, scope value and period. */
export interface HeldKey {
  readonly budgetId: string;
  readonly value: BudgetScope;
  readonly period: string;
}

/** What is held for one key, and what its gate was turned to. */
export interface Held {
  readonly key: HeldKey;
  /** False until the first hold of the period. */
  readonly exists: boolean;
  /** Sum of all minutes that were not swept. */
  readonly held: PicoUsd;
  /** Amount by the minute it expires at. */
  readonly minutes: ReadonlyMap<number, PicoUsd>;
  /** Minutes up to this one were swept. */
  readonly swept: number;
  /** Raised by every decrease. */
  readonly generation: bigint;
  readonly action?: GateAction | undefined;
}

/** What the gate of one budget, value and period was turned to, until the period ends. */
export interface GateAction {
  /** `lifted`: an admin ended it, and it does not come back in this period. */
  readonly gate: Exclude<Gate, 'allow'> | 'lifted';
  readonly at: Instant;
  readonly by: string;
}

/** A gate that was turned. */
export interface GateTurn extends GateAction {
  readonly key: HeldKey;
}

/** Turns of gates that were not told yet: stored with the turn itself, in one write. Rejects on outages. */
export interface GateOutbox {
  /** Those made before an instant, oldest first; what was made just now may be missing. */
  untold(before: Instant): Promise<GateTurn[]>;
  told(turn: GateTurn): Promise<void>;
}

/** An increment, made only if nothing decreased since `seen` and it fits. */
export interface Take {
  readonly key: HeldKey;
  readonly amount: PicoUsd;
  readonly minute: number;
  readonly seen: Held;
  /** The most that may be held before the increment; undefined: no limit. */
  readonly room: PicoUsd | undefined;
}

/** What one key gives back, by minute. */
export interface GiveBack {
  readonly key: HeldKey;
  readonly minutes: ReadonlyMap<number, PicoUsd>;
}

/**
 * Held amounts, written by plain conditional updates that are sent once. A refused condition answers; a
 * lost answer rejects, and is never repeated: what it may have added goes by expiry.
 */
export interface HeldStore {
  /** Consistent, in one call; `version` is the one of the stored budgets, `prices` that of the stored prices. */
  read(
    keys: readonly HeldKey[],
  ): Promise<{ readonly version: bigint; readonly prices: string; readonly held: Held[] }>;
  take(take: Take): Promise<{ readonly taken: true } | { readonly taken: false; readonly now: Held }>;
  /** Takes the expired minutes out, if they were not changed meanwhile; answers what is there now. */
  sweep(seen: Held, through: number): Promise<Held>;
  /** Gives back what was not swept, once. */
  giveBack(giveBack: GiveBack): Promise<void>;
  /**
   * Turns the gate to something stricter, or lifts it, and puts the turn into the outbox, in one write;
   * answers false when nothing changed. A lift stays.
   */
  turn(key: HeldKey, action: GateAction): Promise<boolean>;
}

/** Encrypts what must never be stored in clear: webhook addresses and signing keys. Rejects on outages. */
export interface SecretBox {
  encrypt(clear: string): Promise<string>;
  decrypt(sealed: string): Promise<string>;
}

import type { HeldKey } from '../budgets/budget-ports.ts';
import type { HoldPart } from './gate-ports.ts';
import { minus, type PicoUsd, plus } from '../money/decimal.ts';
import { scopeText } from '../scopes/scope.ts';
import { type Instant, MINUTE_MS } from '../time/ledger-time.ts';

/** When a function holds ahead, and how much; the promise of the gate depends on none of them. */
export interface LeaseSettings {
  /** Calls for one budget within a second from which on it does. */
  readonly busyCalls: number;
  /** As much as this many calls need … */
  readonly callsAhead: bigint;
  /** … but not for fewer than these, */
  readonly leastCalls: bigint;
  /** and at most this share of what is left: what one function has in hand, others cannot have. */
  readonly share: bigint;
  /** How many minutes longer than the call asked for. */
  readonly minutesAhead: number;
}

const USUAL: LeaseSettings = { busyCalls: 8, callsAhead: 50n, leastCalls: 4n, share: 256n, minutesAhead: 5 };

/** A function that answers for many users does not remember each of them. */
const MOST_COUNTED = 1_000;
/** What was spent is believed for so long by calls that take from a lease: it was held before they came. */
const SPENT_BELIEVED_MS = 1_000;

/** What a function has in hand of one budget, scope value and period. */
interface Lease {
  readonly key: HeldKey;
  amount: PicoUsd;
  /** Until when the main item holds it. */
  readonly minute: number;
  spent: PicoUsd;
  spentAt: Instant;
}

/**
 * What one running function holds ahead of its calls, in its memory alone: the main item holds all of it until its
 * minute (docs/adr/0019). A function that ends takes its leases with it, and they go by that minute. No method waits,
 * so that calls under way side by side never take the same amount.
 */
export class LeaseBook {
  readonly #leases = new Map<string, Lease>();
  readonly settings: LeaseSettings;
  #counts = new Map<string, number>();
  /** Of the second before. */
  #before = new Map<string, number>();
  #second = 0;

  constructor(settings = USUAL) {
    this.settings = settings;
  }

  /** Counts a call for a budget. */
  count(key: HeldKey, now: Instant): void {
    const second = Math.floor(now / 1000);
    if (second !== this.#second || this.#counts.size > MOST_COUNTED) {
      this.#before = second === this.#second + 1 ? this.#counts : new Map<string, number>();
      this.#counts = new Map();
      this.#second = second;
    }
    const name = heldKeyText(key);
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  /** Whether calls for a budget come so often, this second or the last, that more are to be expected. */
  isBusy(key: HeldKey): boolean {
    const name = heldKeyText(key);
    const calls = Math.max(this.#counts.get(name) ?? 0, this.#before.get(name) ?? 0);
    return calls >= this.settings.busyCalls;
  }

  /** A part of the lease that the main item holds beyond `minute`; undefined where there is not enough. */
  take(key: HeldKey, amount: PicoUsd, minute: number): HoldPart | undefined {
    const lease = this.#leases.get(heldKeyText(key));
    if (!lease || lease.amount < amount || lease.minute <= minute) return undefined;
    lease.amount = minus(lease.amount, amount);
    return { key, amount, minute: lease.minute };
  }

  /** What the budget had spent, read within the last second; undefined where that is longer ago. */
  spentOf(key: HeldKey, now: Instant): PicoUsd | undefined {
    const lease = this.#leases.get(heldKeyText(key));
    return lease && now - lease.spentAt < SPENT_BELIEVED_MS ? lease.spent : undefined;
  }

  /** Notes what the budget of a lease had spent at an instant. */
  noteSpent(key: HeldKey, spent: PicoUsd, at: Instant): void {
    const lease = this.#leases.get(heldKeyText(key));
    if (lease) Object.assign(lease, { spent, spentAt: at });
  }

  /** Keeps a part that the main item holds; answers what is to be given back in its place. */
  keep(part: HoldPart, spent: PicoUsd, at: Instant): HoldPart | undefined {
    const name = heldKeyText(part.key);
    const old = this.#leases.get(name);
    if (old?.minute === part.minute) {
      Object.assign(old, { amount: plus(old.amount, part.amount), spent, spentAt: at });
      return undefined;
    }
    for (const [other, { minute }] of this.#leases) if (minute * MINUTE_MS <= at) this.#leases.delete(other);
    this.#leases.set(name, { ...part, spent, spentAt: at });
    return old && old.amount > 0n && old.minute * MINUTE_MS > at
      ? { key: old.key, amount: old.amount, minute: old.minute }
      : undefined;
  }

  /** Puts back what a call took and did not need; false where its lease is gone. */
  putBack({ key, amount, minute }: HoldPart): boolean {
    const lease = this.#leases.get(heldKeyText(key));
    if (lease?.minute !== minute) return false;
    lease.amount = plus(lease.amount, amount);
    return true;
  }
}

/** A key of held amounts as one text. */
export function heldKeyText({ budgetId, period, value }: HeldKey): string {
  return `${budgetId} ${period} ${scopeText(value)}`;
}

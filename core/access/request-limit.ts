import { type Clock, type Instant, MINUTE_MS } from '../time/ledger-time.ts';

/** The count of one caller's requests in one minute, shared by all functions. */
export interface RequestCounter {
  /** Takes up to `wanted` of what is left of `limit` in this minute, atomically; answers how many. */
  take(caller: string, minute: Instant, wanted: number, limit: number): Promise<number>;
}

interface Lease {
  readonly minute: Instant;
  /** Requests that may go on without asking. */
  left: number;
  /** Size of the next lease. */
  next: number;
  exhausted: boolean;
}

/** How long a counter that did not answer is not asked again. */
const UNCOUNTED_MS = 10_000;
/** While the counter does not answer: `closed` rejects as it does, `open` lets all requests pass. */
type Outage = 'closed' | 'open';
/** A lease grows to this part of the limit: few writes for busy callers, little stranded for the rest. */
const LARGEST_LEASE = 10;
/** Callers remembered at once; more than this is one function serving a very long minute. */
const MOST_CALLERS = 10_000;

/**
 * Allows each caller at most `limit` requests in a minute of the clock, over all functions together. A
 * function takes a lease of some requests with one write (1, 2, 4 … up to a tenth of the limit); what it
 * does not use of it is lost with the minute, so the limit is never exceeded and may be met a little early.
 */
export class RequestLimit {
  readonly #counter: RequestCounter;
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #outage: Outage;
  readonly #leases = new Map<string, Lease>();
  /** Until when no request is counted, because the counter does not answer. */
  #uncountedUntil: Instant = 0;

  /** `limit` 0 means unlimited; `outage` says what becomes of requests while the counter does not answer. */
  constructor(counter: RequestCounter, clock: Clock, limit: number, outage: Outage = 'closed') {
    this.#counter = counter;
    this.#clock = clock;
    this.#limit = limit;
    this.#outage = outage;
  }

  /** Counts one request. Answers 0 when it may go on, else the seconds until it may be tried again. */
  async admit(caller: string): Promise<number> {
    const now = this.#clock.now();
    if (this.#limit === 0 || now < this.#uncountedUntil) return 0;
    const lease = this.#leaseOf(caller, Math.floor(now / MINUTE_MS) * MINUTE_MS);
    if (lease.left === 0 && !lease.exhausted && !(await this.#renewed(caller, lease))) return 0;
    if (lease.left > 0) {
      lease.left--;
      return 0;
    }
    return Math.max(1, Math.ceil((lease.minute + MINUTE_MS - now) / 1000));
  }

  /** False: the counter does not answer, and requests of the next seconds pass uncounted. */
  async #renewed(caller: string, lease: Lease): Promise<boolean> {
    try {
      await this.#renew(caller, lease);
      return true;
    } catch (error) {
      if (this.#outage === 'closed') throw error;
      this.#uncountedUntil = this.#clock.now() + UNCOUNTED_MS;
      return false;
    }
  }

  async #renew(caller: string, lease: Lease): Promise<void> {
    const granted = await this.#counter.take(caller, lease.minute, lease.next, this.#limit);
    lease.left += granted;
    lease.exhausted = granted < lease.next;
    lease.next = Math.min(lease.next * 2, Math.max(1, Math.floor(this.#limit / LARGEST_LEASE)));
  }

  #leaseOf(caller: string, minute: Instant): Lease {
    const known = this.#leases.get(caller);
    if (known?.minute === minute) return known;
    if (this.#leases.size >= MOST_CALLERS) this.#leases.clear();
    const fresh = { minute, left: 0, next: 1, exhausted: false };
    this.#leases.set(caller, fresh);
    return fresh;
  }
}

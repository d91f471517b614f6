import type { Clock, Instant } from '../time/ledger-time.ts';

/** How many lanes the totals of new entries are spread over. Methods reject on outages. */
export interface TotalLanes {
  /** As it was a minute ago at most. */
  current(): Promise<number>;
  /** Twice as many from now on; answers how many, undefined where another was first or there are enough. */
  grow(at: Instant): Promise<number | undefined>;
}

/** How commits went since the last question. */
export interface Contention {
  readonly commits: number;
  /** Commits that met other writers, or too little throughput of an item, and were sent again. */
  readonly repeated: number;
}

/** What is looked at together: a few commits say nothing, and what was an hour ago says nothing of now. */
const WINDOW_MS = 60_000;
const FEWEST_COMMITS = 20;
/** One commit in so many may be sent again: up to there a lane more costs more than it brings. */
const REPEATED_OF = 4;

/**
 * Has lanes grow when many commits of this process met others: totals that all entries are added to are one item
 * in each lane, and an item takes one transaction at a time.
 */
export class LaneGrowth {
  readonly #lanes: Pick<TotalLanes, 'grow'>;
  readonly #clock: Clock;
  #since: Instant | undefined;
  #commits = 0;
  #repeated = 0;

  constructor(lanes: Pick<TotalLanes, 'grow'>, clock: Clock) {
    this.#lanes = lanes;
    this.#clock = clock;
  }

  /** Takes note of some commits; answers the new number of lanes where they made them grow. Rejects on outages. */
  async note({ commits, repeated }: Contention): Promise<number | undefined> {
    const now = this.#clock.now();
    if (this.#since === undefined || now - this.#since > WINDOW_MS) this.#begin(now);
    this.#commits += commits;
    this.#repeated += repeated;
    if (this.#commits < FEWEST_COMMITS || this.#repeated * REPEATED_OF < this.#commits) return undefined;
    this.#begin(now);
    return this.#lanes.grow(now);
  }

  #begin(now: Instant): void {
    this.#since = now;
    this.#commits = 0;
    this.#repeated = 0;
  }
}

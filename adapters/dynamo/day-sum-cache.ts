import { type Clock, type Day, type Instant, MINUTE_MS } from '../../core/time/ledger-time.ts';

/** What tells that a day has changed. */
export interface DayState {
  readonly version: bigint;
  readonly changedAt: Instant;
}

interface KeptDay<Row> {
  readonly rows: readonly Row[];
  readonly version: bigint;
  readonly until: Instant;
}

/** A day that was written to within this may still lag in an index: it is not kept. */
const QUIET_MS = 15 * MINUTE_MS;
/**
 * A repair or an erasure changes totals without an entry: it is seen after this at the latest. Each day is
 * believed for between half of this and all of it, by its day of the month, so that a page that stays open reads a few
 * days again at a time and not all at once.
 */
const BELIEVED_MS = 5 * MINUTE_MS;
/** Rows in memory at once: some 40 MB of the 1,024 that the API has. */
const MOST_ROWS = 200_000;

/** Rows of days that nothing is added to any more, in the memory of a warm function; the ones kept longest ago go first. */
export class DaySumCache<Row> {
  readonly #clock: Clock;
  readonly #days = new Map<string, KeptDay<Row>>();
  #rows = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The rows of a day, if they are there, of this version and not too old. */
  find(name: string, day: Day, state: DayState | undefined): readonly Row[] | undefined {
    const kept = this.#days.get(keptName(name, day));
    if (!kept || kept.version !== state?.version || this.#clock.now() >= kept.until) return undefined;
    return kept.rows;
  }

  /** Keeps the rows of a day that was at this state before they were read, unless it has just been written to. */
  keep(name: string, day: Day, state: DayState | undefined, rows: readonly Row[]): void {
    const now = this.#clock.now();
    if (!state || state.changedAt > now - QUIET_MS) return;
    this.#forget(keptName(name, day));
    this.#days.set(keptName(name, day), { rows, version: state.version, until: now + believedMs(day) });
    this.#rows += rows.length;
    for (const oldest of this.#days.keys()) {
      if (this.#rows <= MOST_ROWS) return;
      this.#forget(oldest);
    }
  }

  #forget(name: string): void {
    const kept = this.#days.get(name);
    if (!kept) return;
    this.#rows -= kept.rows.length;
    this.#days.delete(name);
  }
}

/** Days that follow each other, and those of several months, end at other times. */
function believedMs(day: Day): number {
  const ofMonth = Number(day.slice(-2));
  return BELIEVED_MS * (1 - ofMonth / 2 / MOST_DAYS_OF_MONTH);
}

const MOST_DAYS_OF_MONTH = 31;

function keptName(name: string, day: Day): string {
  return `${day} ${name}`;
}

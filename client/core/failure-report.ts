import { causeText } from './cause-of.ts';

/** The last send that failed, or event that was rejected. */
export interface LastError {
  /** ISO 8601, UTC. */
  at: string;
  /** What failed and why; no content. */
  message: string;
}

const SAY_EVERY_MS = 60_000;

/** Says a failing send at once, then at most once a minute; sends are repeated meanwhile. */
export class FailureReport {
  readonly #warn: (text: string) => void;
  readonly #now: () => number;
  #saidAt = Number.NEGATIVE_INFINITY;
  #last: LastError | undefined;

  constructor(warn: (text: string) => void, now: () => number) {
    this.#warn = warn;
    this.#now = now;
  }

  get last(): LastError | undefined {
    return this.#last;
  }

  /** Notes why a send failed; `isTried` says whether it is sent again, which is then said too. */
  note(error: unknown, isTried: boolean): void {
    const message = causeText(error);
    const now = this.#now();
    this.#last = { at: new Date(now).toISOString(), message };
    // What is given up is said with its events where they are counted.
    if (!isTried || now - this.#saidAt < SAY_EVERY_MS) return;
    this.#saidAt = now;
    this.#warn(`costkeeper: usage is not delivered yet: ${message}`);
  }
}

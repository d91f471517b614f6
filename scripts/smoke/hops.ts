import { setTimeout as sleep } from 'node:timers/promises';

/** One step of the message's way, done. */
export interface DoneHop {
  readonly name: string;
  /** Whole milliseconds that it took. */
  readonly ms: number;
  /** What was seen, for the receipt. */
  readonly seen: string;
}

/** What became of a smoke test; `failed` names the hop that broke and says how. */
export interface SmokeResult {
  readonly ok: boolean;
  readonly hops: readonly DoneHop[];
  readonly failed?: { readonly hop: string; readonly reason: string };
  /** What could not be taken away again, as sentences. */
  readonly left: readonly string[];
}

/** Time and patience of a smoke test. */
export interface HopClock {
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
  readonly pause: (milliseconds: number) => Promise<unknown>;
  /** How long one hop may take, milliseconds. */
  readonly mostMs: number;
}

/** The machine's clock. */
export function systemHopClock(mostMs: number): HopClock {
  return { now: () => performance.now(), pause: (milliseconds) => sleep(milliseconds), mostMs };
}

const LOOK_MS = 200;

/** Runs hops one after the other and keeps what each took. */
export class HopLog {
  readonly hops: DoneHop[] = [];
  /** The hop under way, or the one that broke. */
  current = '';
  readonly #clock: HopClock;
  readonly #told: (hop: DoneHop) => void;

  constructor(clock: HopClock, told: (hop: DoneHop) => void) {
    this.#clock = clock;
    this.#told = told;
  }

  /** Runs one hop; `work` answers a value and what was seen. Rejects with what `work` rejects with. */
  async hop<T>(name: string, work: () => Promise<{ value: T; seen: string }>): Promise<T> {
    this.current = name;
    const started = this.#clock.now();
    const { value, seen } = await work();
    const done = { name, ms: Math.round(this.#clock.now() - started), seen };
    this.hops.push(done);
    this.#told(done);
    return value;
  }

  /**
   * Reads until there is something to answer; `undefined` means not yet.
   * @throws Error that says what was waited for when the hop's time is up; whatever `read` rejects with, at once
   */
  async until<T>(what: string, read: () => Promise<T | undefined>): Promise<T> {
    const started = this.#clock.now();
    for (;;) {
      const value = await read();
      if (value !== undefined) return value;
      const waited = this.#clock.now() - started;
      if (waited > this.#clock.mostMs) throw new Error(`no ${what} after ${Math.round(waited / 1000)} s`);
      await this.#clock.pause(LOOK_MS);
    }
  }
}

import type { ApiError } from '../core/api-request.ts';

/** What is known of something that is read again and again. */
export interface Live<T> {
  /** The last good answer; undefined before the first. It stays while later reads fail. */
  readonly data: T | undefined;
  /** Why the last read failed; undefined since the last good answer. */
  readonly error: Error | undefined;
  /** A read is under way. */
  readonly isReading: boolean;
}

/** What of a page is asked: whether anybody looks at it. */
export interface Visibility {
  readonly visibilityState: string;
  addEventListener(type: 'visibilitychange', listener: () => void): void;
  removeEventListener(type: 'visibilitychange', listener: () => void): void;
}

interface LiveReadOptions {
  /** How long after an answer it is read again, ms; 0, which is the default, reads once. */
  readonly everyMs?: number;
  /** The page that shows it: nothing is read while it is hidden. None where there is no page. */
  readonly page?: Visibility | undefined;
}

/** A read that fails again and again is repeated no more seldom than this, ms. */
const LONGEST_WAIT_MS = 60_000;
/** Doublings of the wait after failures in a row; more would be above the longest wait anyway. */
const MOST_DOUBLINGS = 6;

/**
 * Reads one thing again and again while somebody listens, one read at a time; a store for React's
 * useSyncExternalStore. Failures wait twice as long each, at most a minute, or as long as the API asks to.
 */
export class LiveRead<T> {
  readonly #read: () => Promise<T>;
  #everyMs: number;
  readonly #page: Visibility | undefined;
  readonly #listeners = new Set<() => void>();
  #state: Live<T> = { data: undefined, error: undefined, isReading: false };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  /** Due while the page was hidden. */
  #isDue = false;
  /** The pace changed while a read was under way: its answer may be from before what changed it. */
  #isOld = false;

  constructor(read: () => Promise<T>, { everyMs = 0, page }: LiveReadOptions) {
    this.#read = read;
    this.#everyMs = everyMs;
    this.#page = page;
  }

  readonly snapshot = (): Live<T> => this.#state;

  /** Begins to read with the first listener and ends with the last. Answers how to stop listening. */
  readonly subscribe = (changed: () => void): (() => void) => {
    this.#listeners.add(changed);
    if (this.#listeners.size === 1) {
      this.#page?.addEventListener('visibilitychange', this.#seen);
      this.refresh();
    }
    return () => {
      this.#listeners.delete(changed);
      if (this.#listeners.size > 0) return;
      this.#page?.removeEventListener('visibilitychange', this.#seen);
      clearTimeout(this.#timer);
    };
  };

  /** Reads at another pace from now on, and at once where somebody listens; what is known stays. */
  readonly readEvery = (everyMs: number): void => {
    if (everyMs === this.#everyMs) return;
    this.#everyMs = everyMs;
    if (this.#state.isReading) this.#isOld = true;
    else if (this.#listeners.size > 0) this.refresh();
  };

  /** Reads now, unless a read is under way. */
  readonly refresh = (): void => {
    if (this.#state.isReading) return;
    clearTimeout(this.#timer);
    this.#isDue = false;
    this.#isOld = false;
    this.#set({ ...this.#state, isReading: true });
    void this.#readNow();
  };

  async #readNow(): Promise<void> {
    try {
      const data = await this.#read();
      this.#failures = 0;
      this.#set({ data, error: undefined, isReading: false });
      if (this.#isOld) this.#readIn(0);
      else if (this.#everyMs > 0) this.#readIn(this.#everyMs);
    } catch (error) {
      this.#failures += 1;
      const cause = error instanceof Error ? error : new Error(String(error), { cause: error });
      this.#set({ ...this.#state, error: cause, isReading: false });
      this.#readIn(this.#waitAfter(cause));
    }
  }

  #waitAfter(error: Error): number {
    // By its field: a class would come into the page's bundle twice.
    const asked = (error as Partial<ApiError>).retryAfterMs;
    const doublings = Math.min(this.#failures, MOST_DOUBLINGS);
    return asked ?? Math.min(Math.max(this.#everyMs, 1000) * 2 ** doublings, LONGEST_WAIT_MS);
  }

  #readIn(waitMs: number): void {
    if (this.#listeners.size === 0) return;
    this.#timer = setTimeout(() => {
      if (this.#page?.visibilityState === 'hidden') this.#isDue = true;
      else this.refresh();
    }, waitMs);
  }

  readonly #seen = (): void => {
    if (this.#isDue && this.#page?.visibilityState !== 'hidden') this.refresh();
  };

  #set(state: Live<T>): void {
    this.#state = state;
    for (const changed of this.#listeners) changed();
  }
}

/** How long a value may be believed. */
export interface Terms {
  /** Believed while this is what it was read at, such as the version of a collection. */
  readonly version?: string | undefined;
  /** Milliseconds since 1970 at which it is forgotten; absent: it never changes. */
  readonly until?: number | undefined;
}

/** What a reader asks of a value that is there; what is left out is not asked. */
export interface Asked {
  readonly version?: string | undefined;
  readonly now?: number | undefined;
}

interface Kept<V> {
  readonly value: V;
  readonly version: string | undefined;
  readonly until: number;
}

/**
 * Values that were read, by key, in the memory of a warm function: each with a version, a time to live, or
 * neither. Callers who miss the same value at once read it once. Time comes in with the question.
 */
export class Cache<V> {
  readonly #most: number;
  readonly #kept = new Map<string, Kept<V>>();
  readonly #underWay = new Map<string, Promise<V>>();

  /** `most`: values kept at once; beyond it the one that was kept longest ago goes. */
  constructor(most: number) {
    this.#most = most;
  }

  /** The value, if it is there, of this version and not out of time. */
  find(key: string, { version, now }: Asked = {}): V | undefined {
    const kept = this.#kept.get(key);
    if (!kept || (version !== undefined && kept.version !== version)) return undefined;
    return now !== undefined && now >= kept.until ? undefined : kept.value;
  }

  /** Keeps a value in the place of an earlier one. */
  keep(key: string, value: V, { version, until = Infinity }: Terms = {}): void {
    this.#kept.delete(key);
    this.#kept.set(key, { value, version, until });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.#most) return;
      this.#kept.delete(oldest);
    }
  }

  /** The value of this version, read and kept where it is not there. Rejects as `load` does, and keeps nothing. */
  async read(key: string, asked: Asked & Terms, load: () => Promise<V>): Promise<V> {
    const found = this.find(key, asked);
    if (found !== undefined) return found;
    return this.share(`${key}\n${asked.version ?? ''}`, async () => {
      const value = await load();
      this.keep(key, value, asked);
      return value;
    });
  }

  /** Loads once for all who ask for this while it is under way. */
  async share(name: string, load: () => Promise<V>): Promise<V> {
    const running = this.#underWay.get(name);
    if (running) return running;
    const loading = load().finally(() => this.#underWay.delete(name));
    this.#underWay.set(name, loading);
    return loading;
  }
}

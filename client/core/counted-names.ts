/** Names without end must not fill the memory. */
const MOST_NAMES = 200;

/** Counts what goes by a name, and says each name once. */
export class CountedNames {
  readonly #say: (name: string) => void;
  readonly #counts = new Map<string, number>();

  /** @param say what is done with a name that comes for the first time */
  constructor(say: (name: string) => void) {
    this.#say = say;
  }

  count(given: string): void {
    const isKnown = this.#counts.has(given);
    const name = isKnown || this.#counts.size < MOST_NAMES ? given : 'others';
    if (!isKnown && name === given) this.#say(name);
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  /** How often each came. */
  counts(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }
}

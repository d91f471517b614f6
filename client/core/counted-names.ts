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
    const known = this.#counts.get(given);
    const name = known === undefined && this.#counts.size >= MOST_NAMES ? 'others' : given;
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    if (known === undefined && name === given) this.#say(name);
  }

  /** How often each came. */
  counts(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }
}

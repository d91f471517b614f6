/** A mutant may ask this many times as much as the test without one, and at least so many: more is an endless loop. */
const TIMES_AS_MANY = 10;
const LEAST_QUESTIONS = 100_000;

/** Says which mutant is on, and remembers which were asked for. A source with mutants finds it as a global. */
export class MutantSwitch {
  /** Mutants that were asked for since `listen`. */
  #heard = new Set<string>();
  #on: string | undefined;
  #questions = 0;
  #most = LEAST_QUESTIONS;

  isOn(id: string): boolean {
    this.#questions++;
    if (this.#on === undefined) {
      this.#heard.add(id);
      return false;
    }
    if (this.#questions > this.#most) throw new Error('this mutant does not end');
    return this.#on === id;
  }

  /** Forgets what was asked for, and counts from here what is asked without a mutant. */
  listen(): void {
    this.#heard = new Set();
    this.#questions = 0;
  }

  /** What was asked since `listen` is what the test asks without a mutant. */
  endListening(): void {
    this.#most = Math.max(LEAST_QUESTIONS, TIMES_AS_MANY * this.#questions);
  }

  get heard(): ReadonlySet<string> {
    return this.#heard;
  }

  /** Turns one mutant on; undefined turns all off. */
  turn(id: string | undefined): void {
    this.#on = id;
    this.#questions = 0;
  }
}

declare global {
  var mutantSwitch: MutantSwitch | undefined;
}

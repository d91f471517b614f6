import { setImmediate } from 'node:timers/promises';

/** Thrown to the caller when a write was made and its answer was lost. */
class LostAnswer extends Error {}

/** A stopped process: what it waits for never comes. */
const NEVER = new Promise<never>(() => undefined);

interface Step {
  readonly actor: number;
  readonly go: () => void;
}

/**
 * Runs many processes one storage call at a time, in an order drawn from a seed. A process may be stopped
 * for good before or after a call, or lose the answer of a call that was made.
 */
export class Interleaver {
  readonly random: () => number;
  readonly #steps: Step[] = [];
  readonly #stopped = new Set<number>();
  #actor = 0;
  #actors = 0;
  /** Chance of each call to be its process's last, and to lose its answer. */
  readonly #faults: { readonly crash: number; readonly lost: number };

  constructor(random: () => number, faults: { readonly crash: number; readonly lost: number }) {
    this.random = random;
    this.#faults = faults;
  }

  /** Starts a process; what it does until its first storage call happens at once. */
  spawn(work: () => Promise<void>): void {
    this.#actor = this.#actors++;
    work().catch((error: unknown) => {
      if (!(error instanceof LostAnswer)) throw error;
    });
  }

  /** One storage call: waits for its turn, then does its work in one go. */
  async call<T>(work: () => T, { write = false } = {}): Promise<T> {
    const actor = this.#actor;
    await new Promise<void>((go) => {
      this.#steps.push({ actor, go });
    });
    this.#actor = actor;
    if (this.#stopped.has(actor)) return NEVER;
    if (this.random() < this.#faults.crash) {
      this.#stopped.add(actor);
      if (this.random() < 0.5) work();
      return NEVER;
    }
    const answer = work();
    if (write && this.random() < this.#faults.lost) throw new LostAnswer('the answer was lost');
    return answer;
  }

  /** Lets one waiting call happen; false when none waits. */
  async step(): Promise<boolean> {
    if (this.#steps.length === 0) await setImmediate();
    const index = Math.floor(this.random() * this.#steps.length);
    const [step] = this.#steps.splice(index, 1);
    if (!step) return false;
    step.go();
    await setImmediate();
    return true;
  }
}

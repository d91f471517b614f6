import { setImmediate } from 'node:timers/promises';
import { currentInvocation, Invocation, type InvocationKind, type WaitingCall } from './invocation.ts';

export interface Start<T> {
  readonly run: () => Promise<T>;
  /** Hears of the end once: the answer, or undefined after a failure, a crash or a time-out. */
  readonly ended: (response: T | undefined) => void;
  /** Its answer in words; JSON when left out. */
  readonly tell?: (response: T) => string;
}

/** All functions of a history, those that run and those that are gone. */
export class Functions {
  readonly #all: Invocation[] = [];
  readonly #hearings = new Map<Invocation, () => void>();
  readonly #note: (text: string) => void;
  readonly #alter: (input: object) => object;

  constructor(note: (text: string) => void, alter: (input: object) => object) {
    this.#note = note;
    this.#alter = alter;
  }

  get running(): Invocation[] {
    return this.#all.filter(({ runs }) => runs);
  }

  /** Calls that stand before the table. */
  get calls(): WaitingCall[] {
    return this.running.flatMap(({ waiting }) => waiting);
  }

  count(kind: InvocationKind): number {
    return this.#all.filter((each) => each.kind === kind && each.state === 'live').length;
  }

  /** Waits until every function waits for a call or has ended. */
  async settled(): Promise<void> {
    do await setImmediate();
    while (this.#all.some((invocation) => invocation.busy));
  }

  /** Starts a function, and answers its run; its caller is told of its end once, if it is still waiting then. */
  start<T>(kind: InvocationKind, what: string, { run, ended, tell = JSON.stringify }: Start<T>): Invocation {
    const invocation = new Invocation(kind, `${kind} ${this.#all.length + 1}`, this.#alter);
    this.#all.push(invocation);
    this.#note(`${invocation.name} starts: ${what}`);
    let heard = false;
    const hear = (response: T | undefined) => {
      if (!heard) ended(response);
      heard = true;
    };
    this.#hearings.set(invocation, () => hear(undefined));
    const over = (response: T | undefined, how: string) => {
      if (invocation.state === 'dead') return;
      this.#note(`${invocation.name} ${how}`);
      invocation.state = 'over';
      hear(response);
    };
    void currentInvocation.run(invocation, run).then(
      (response) => over(response, `answers ${tell(response)}`),
      (error: unknown) => over(undefined, `fails: ${String(error)}`),
    );
    return invocation;
  }

  /** Its caller hears nothing any more: it crashed, or it is too late. */
  giveUp(invocation: Invocation, state: 'dead' | 'zombie'): void {
    invocation.state = state;
    this.#hearings.get(invocation)?.();
  }
}

import { AsyncLocalStorage } from 'node:async_hooks';
import type { WireBody } from './wire.ts';

/** Which invocation a call of the SDK belongs to. */
export const currentInvocation = new AsyncLocalStorage<Invocation>();

/** A request that is held before the table until it is served or failed. */
export interface WaitingCall {
  readonly invocation: Invocation;
  readonly operation: string;
  readonly body: WireBody;
  /** Sends the request; may be asked once. */
  readonly send: () => Promise<object>;
  /** Hands an answer or an error to the invocation. */
  readonly answer: (answer: Answer) => void;
}

export type Answer = { readonly value: object } | { readonly error: Error };

export type InvocationKind = 'recorder' | 'aggregator' | 'settler' | 'grower' | 'gate' | 'checker';

/**
 * One run of a function. `live`: its caller waits for it. `zombie`: its caller gave it up, it goes on.
 * `dead`: it crashed; what it had sent may still arrive. `over`: it has answered.
 */
export class Invocation {
  readonly kind: InvocationKind;
  readonly name: string;
  state: 'live' | 'zombie' | 'dead' | 'over' = 'live';
  readonly waiting: WaitingCall[] = [];
  #underWay = 0;
  /** Changes the input of a request before it is sent; a guard that is taken away does this. */
  readonly alter: (input: object) => object;

  constructor(kind: InvocationKind, name: string, alter: (input: object) => object) {
    this.kind = kind;
    this.name = name;
    this.alter = alter;
  }

  get runs(): boolean {
    return this.state === 'live' || this.state === 'zombie';
  }

  /** True while something other than waiting calls is going on in it. */
  get busy(): boolean {
    return this.runs && (this.waiting.length === 0 || this.#underWay > this.waiting.length);
  }

  /** Counts a call of the SDK, all its attempts together. */
  async during<T>(call: () => Promise<T>): Promise<T> {
    this.#underWay++;
    try {
      return await call();
    } finally {
      this.#underWay--;
    }
  }

  /** Makes one attempt of a call wait until it gets an answer. */
  attempt(operation: string, body: WireBody, send: () => Promise<object>): Promise<object> {
    return new Promise((resolve, reject) => {
      const call: WaitingCall = {
        invocation: this,
        operation,
        body,
        send,
        answer: (answer) => {
          this.waiting.splice(this.waiting.indexOf(call), 1);
          if ('error' in answer) reject(answer.error);
          else resolve(answer.value);
        },
      };
      this.waiting.push(call);
    });
  }

  /** A pause of the code, as long as the scheduler likes. */
  async pause(): Promise<void> {
    await this.ask('pause', async () => ({}));
  }

  /** Asks something that is not the table: one attempt, which waits for its fate as calls of the table do. */
  async ask(operation: string, send: () => Promise<object>): Promise<void> {
    await this.during(() => this.attempt(operation, {}, send));
  }
}

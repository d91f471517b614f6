import type { Invocation, WaitingCall } from './invocation.ts';
import type { Choices } from './random.ts';
import { overlaps, WeakenedTable } from './weakened-table.ts';
import { describeCall, writtenKeys } from './wire.ts';

/** Requests of functions to the table: served, spoilt, or on their way when their function is gone. */
export class Requests {
  readonly #choices: Choices;
  readonly #note: (text: string) => void;
  readonly #table: WeakenedTable;
  readonly #onTheWire: WaitingCall[] = [];

  constructor(choices: Choices, note: (text: string) => void) {
    this.#choices = choices;
    this.#note = note;
    this.#table = new WeakenedTable(choices);
  }

  /** Those of crashed functions that are still on their way. */
  get onTheWire(): readonly WaitingCall[] {
    return this.#onTheWire;
  }

  /** Answers a call; one that writes what another of `all` writes may meet it instead. */
  async serve(call: WaitingCall, all: readonly WaitingCall[]): Promise<void> {
    const { name } = call.invocation;
    if (overlaps(call, all) && this.#choices.chance(0.5)) {
      this.#note(`${name}: ${describeCall(call.operation, call.body)} meets another writer`);
      return this.#table.serve(call, 'conflict', call.answer);
    }
    if (call.operation !== 'pause') this.#note(`${name}: ${describeCall(call.operation, call.body)}`);
    await this.#table.serve(call, 'served', (answer) => {
      if ('error' in answer) this.#note(`${name}: is answered ${answer.error.name}`);
      call.answer(answer);
    });
  }

  /** Refuses a call, or loses its answer. */
  async spoil(call: WaitingCall): Promise<void> {
    const fate = this.#table.fateOf(call);
    this.#note(`${call.invocation.name}: ${describeCall(call.operation, call.body)}: ${fate}`);
    await this.#table.serve(call, fate, call.answer);
  }

  /** What a function leaves behind that is gone: each of its open writes has left or has not. Answers how many have. */
  leaveBehind({ waiting }: Invocation): number {
    const sent = waiting.filter((call) => writtenKeys(call.body).length > 0 && this.#choices.chance(0.5));
    this.#onTheWire.push(...sent);
    return sent.length;
  }

  /** A request of a crashed function reaches the table, however late. */
  async arrive(call: WaitingCall): Promise<void> {
    this.#onTheWire.splice(this.#onTheWire.indexOf(call), 1);
    this.#note(`${call.invocation.name} (crashed): ${describeCall(call.operation, call.body)} arrives late`);
    await this.#table.serve(call, 'served', undefined);
  }
}

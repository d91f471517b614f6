import { AsyncLocalStorage } from 'node:async_hooks';
import { UNKNOWN_USAGE, VIA } from '../convenience/read-usage.ts';
import type { UsageRecorder } from '../core/wrapper-ports.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import type { BillableCall, StreamReading } from './billable-call.ts';

type BilledCall = Pick<BillableCall, 'base' | 'silent'>;

/** One attempt of a call under way, recorded in the context in which it was made. */
export class Attempt {
  readonly call: BilledCall;
  readonly #recorder: UsageRecorder;
  readonly #number: number | undefined;
  readonly #inContext = AsyncLocalStorage.snapshot();
  readonly #started: number;
  readonly #ended: () => void;
  #recorded = false;
  /** The provider's own id of the answer, once it is known. */
  #answerId: string | undefined;

  /**
   * @param number which try of the same call this is, from 1, where the SDK tells
   * @param started when it began, by `performance.now()`
   */
  constructor(
    recorder: UsageRecorder,
    call: BilledCall,
    number: number | undefined,
    started = performance.now(),
  ) {
    this.call = call;
    this.#recorder = recorder;
    this.#number = number;
    this.#started = started;
    // What is only looked at was billed by the call before it.
    this.#ended = (call.silent ? undefined : recorder.callBegins?.()) ?? ((): void => undefined);
  }

  /** Notes the provider's id of the answer: the entry has it too, so that other reports of the call meet it. */
  name(id: string | undefined): void {
    this.#answerId ??= id;
  }

  /** Records the usage of the answer, once. */
  done(drafts: UsageDraft[], more: Partial<UsageDraft> = {}): void {
    if (this.#recorded) return;
    this.#recorded = true;
    this.add(drafts, more);
    this.#ended();
  }

  /** Records what one of several results of the call tells. */
  add(drafts: readonly UsageDraft[], more: Partial<UsageDraft> = {}): void {
    const durationMs = Math.round(performance.now() - this.#started);
    for (const draft of drafts) {
      const named = draft.id === undefined ? this.#takeId() : undefined;
      // An event with an id of its own may be recorded again, and must then say exactly the same.
      const timing = draft.id === undefined ? { durationMs } : {};
      const metadata = { ...timing, ...draft.metadata, ...more.metadata };
      const attempt = this.#number === undefined ? undefined : { attempt: this.#number };
      this.#inContext(() => this.#recorder.record({ ...attempt, ...draft, ...named, ...more, metadata }));
    }
  }

  /** The answer's id for the first of its events; what else it bills has ids of its own. */
  #takeId(): Pick<UsageDraft, 'id' | 'via'> | undefined {
    const id = this.#answerId;
    this.#answerId = undefined;
    return id === undefined ? undefined : { id, via: VIA };
  }

  /** The provider answered with an error, or was not reached: billed nothing. */
  failed(detail: Record<string, unknown>): void {
    if (this.call.silent) return;
    this.done([{ ...this.call.base, usage: { input_tokens: 0 } }], { outcome: 'failed', metadata: detail });
  }

  /** Records an attempt that threw: what was aborted may have been billed, what failed was not. */
  threw(error: unknown): void {
    const name = error instanceof Error ? error.name : 'unknown';
    if (name === 'AbortError' || name === 'TimeoutError') this.aborted();
    else this.failed({ error: name });
  }

  /** The caller did not wait for the answer: what the provider bills is not known. */
  aborted(): void {
    if (this.call.silent) return;
    this.done([{ ...this.call.base, usage: UNKNOWN_USAGE }], { outcome: 'aborted' });
  }

  /**
   * Records a stream that is over. One that told its usage before it was cut was billed as told; else what
   * passed is a guess, and says so.
   */
  settle(reading: StreamReading, complete: boolean): void {
    const usage = reading.usage();
    if (usage) this.done(usage);
    else if (complete || reading.ended?.()) this.done([{ ...this.call.base, usage: UNKNOWN_USAGE }]);
    else this.done([reading.estimate()], { outcome: 'aborted', metadata: { estimated: true } });
  }
}

import { AsyncLocalStorage } from 'node:async_hooks';
import type { UsageRecorder } from '../core/recorder.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import { UNKNOWN_USAGE } from '../convenience/read-usage.ts';
import type { BillableCall, Endpoint, ProviderCall } from './billable-call.ts';
import { EventStreamFilter } from './event-stream.ts';
import { readCall } from './provider-call.ts';
import { tapResponse, type BodyObserver } from './tapped-body.ts';

export type Fetch = typeof globalThis.fetch;

/** One attempt of a call under way, recorded in the context in which it was made. */
class Attempt {
  readonly call: BillableCall;
  readonly #recorder: UsageRecorder;
  readonly #number: number | undefined;
  readonly #inContext = AsyncLocalStorage.snapshot();
  readonly #started = performance.now();
  #recorded = false;

  constructor(recorder: UsageRecorder, call: BillableCall, request: ProviderCall) {
    this.call = call;
    this.#recorder = recorder;
    const retries = request.headers.get('x-stainless-retry-count');
    this.#number = retries === null ? undefined : Number(retries) + 1;
  }

  /** Records the usage of the answer, once. */
  done(drafts: UsageDraft[], more: Partial<UsageDraft> = {}): void {
    if (this.#recorded) return;
    this.#recorded = true;
    const durationMs = Math.round(performance.now() - this.#started);
    for (const draft of drafts) {
      const metadata = { durationMs, ...draft.metadata, ...more.metadata };
      const attempt = this.#number === undefined ? undefined : { attempt: this.#number };
      this.#inContext(() => this.#recorder.record({ ...attempt, ...draft, ...more, metadata }));
    }
  }

  /** The provider answered with an error, or was not reached: billed nothing. */
  failed(detail: Record<string, unknown>): void {
    if (this.call.silent) return;
    this.done([{ ...this.call.base, usage: { input_tokens: 0 } }], { outcome: 'failed', metadata: detail });
  }

  /** Nobody waited for the answer: what the provider bills is not known. */
  aborted(): void {
    if (this.call.silent) return;
    this.done([{ ...this.call.base, usage: UNKNOWN_USAGE }], { outcome: 'aborted' });
  }
}

function billableCall(endpoint: Endpoint, request: ProviderCall): BillableCall | undefined {
  try {
    return endpoint(request);
  } catch {
    return undefined;
  }
}

function isAbort(error: unknown, signal: AbortSignal | null | undefined): boolean {
  const name = error instanceof Error ? error.name : '';
  return signal?.aborted === true || name === 'AbortError' || name === 'TimeoutError';
}

function parseAnswer(text: string, lines: boolean): unknown[] {
  try {
    const texts = lines ? text.split('\n').filter((line) => line.trim() !== '') : [text];
    return texts.map((one) => JSON.parse(one) as unknown);
  } catch {
    return [text];
  }
}

/** Collects an answer that is read whole. */
function observeAnswer(attempt: Attempt, response: Response): BodyObserver {
  const decoder = new TextDecoder();
  let text = '';
  return {
    chunk(bytes) {
      text += decoder.decode(bytes, { stream: true });
      return bytes;
    },
    end() {
      const answers = parseAnswer(text + decoder.decode(), attempt.call.jsonLines === true);
      attempt.done(answers.flatMap((answer) => attempt.call.fromAnswer?.(answer, response) ?? []));
      return new Uint8Array();
    },
    cut: () => attempt.aborted(),
  };
}

function observeStream(attempt: Attempt, response: Response): BodyObserver {
  const reading = attempt.call.openStream?.();
  if (reading === undefined) return observeAnswer(attempt, response);
  const filter = new EventStreamFilter(reading);
  /** A stream that is cut after it told its usage was billed as told; else the guess says that it is one. */
  const settle = (complete: boolean): void => {
    const usage = reading.usage();
    if (usage) attempt.done([usage]);
    else if (complete) attempt.done([{ ...attempt.call.base, usage: UNKNOWN_USAGE }]);
    else attempt.done([reading.estimate()], { outcome: 'aborted', metadata: { estimated: true } });
  };
  return {
    chunk: (bytes) => filter.push(bytes),
    end() {
      const last = filter.end();
      settle(true);
      return last;
    },
    cut: () => settle(false),
  };
}

function observe(attempt: Attempt, response: Response): Response {
  const { call } = attempt;
  if (!response.ok) {
    attempt.failed({ status: response.status });
    return response;
  }
  const known = call.fromHeaders?.(response);
  if (known) {
    attempt.done([known]);
    return response;
  }
  const streamed = response.headers.get('content-type')?.includes('text/event-stream');
  if (!streamed && call.fromAnswer === undefined) {
    attempt.done([{ ...call.base, usage: UNKNOWN_USAGE }]);
    return response;
  }
  const observer = streamed ? observeStream(attempt, response) : observeAnswer(attempt, response);
  return tapResponse(response, observer);
}

/**
 * A `fetch` that records what each attempt cost: answers, streams, errors, aborts, and the repeats that an
 * SDK makes by itself. What is not billed passes untouched. A fault in here never becomes the caller's.
 */
export function recordingFetch(recorder: UsageRecorder, endpoint: Endpoint, base?: Fetch): Fetch {
  return async (input, init) => {
    const send = base ?? globalThis.fetch;
    const request = readCall(input, init);
    const call = request && billableCall(endpoint, request);
    if (request === undefined || call === undefined) return send(input, init);
    const attempt = new Attempt(recorder, call, request);
    let response: Response;
    try {
      response = await send(input, call.body === undefined ? init : { ...init, body: call.body });
    } catch (error) {
      if (isAbort(error, init?.signal)) attempt.aborted();
      else attempt.failed({ error: error instanceof Error ? error.name : 'unknown' });
      throw error;
    }
    return observe(attempt, response);
  };
}

import type { UsageRecorder } from '../core/recorder.ts';
import { UNKNOWN_USAGE } from '../convenience/read-usage.ts';
import { Attempt } from './attempt.ts';
import type { BillableCall, Endpoint, ProviderCall } from './billable-call.ts';
import { EventStreamFilter } from './event-stream.ts';
import { readCall } from './provider-call.ts';
import { tapResponse, type BodyObserver } from './tapped-body.ts';

export type Fetch = typeof globalThis.fetch;

function billableCall(endpoint: Endpoint, request: ProviderCall): BillableCall | undefined {
  try {
    return endpoint(request);
  } catch {
    return undefined;
  }
}

/** The SDKs of OpenAI and Anthropic count their repeats in a header. */
function attemptNumber(request: ProviderCall): number | undefined {
  const retries = request.headers.get('x-stainless-retry-count');
  return retries === null ? undefined : Number(retries) + 1;
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
function observeAnswer(attempt: Attempt, call: BillableCall, response: Response): BodyObserver {
  const decoder = new TextDecoder();
  let text = '';
  return {
    chunk(bytes) {
      text += decoder.decode(bytes, { stream: true });
      return bytes;
    },
    end() {
      const answers = parseAnswer(text + decoder.decode(), call.jsonLines === true);
      attempt.done(answers.flatMap((answer) => call.fromAnswer?.(answer, response) ?? []));
      return new Uint8Array();
    },
    cut: () => attempt.aborted(),
  };
}

function observeStream(attempt: Attempt, call: BillableCall, response: Response): BodyObserver {
  const reading = call.openStream?.();
  if (reading === undefined) return observeAnswer(attempt, call, response);
  const filter = new EventStreamFilter(reading);
  return {
    chunk: (bytes) => filter.push(bytes),
    end() {
      const last = filter.end();
      attempt.settle(reading, true);
      return last;
    },
    cut: () => attempt.settle(reading, false),
  };
}

function observe(attempt: Attempt, call: BillableCall, response: Response): Response {
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
  const observer = streamed ? observeStream(attempt, call, response) : observeAnswer(attempt, call, response);
  return tapResponse(response, observer);
}

/** The fetch under each recording fetch; a client that is wrapped again must not be recorded twice. */
const beneath = new WeakMap<Fetch, Fetch>();

/**
 * A `fetch` that records what each attempt cost: answers, streams, errors, aborts, and the repeats that an
 * SDK makes by itself. What is not billed passes untouched. A fault in here never becomes the caller's.
 * Of a `base` that records already only the fetch under it is used: the last wrapping counts, and counts once.
 */
export function recordingFetch(recorder: UsageRecorder, endpoint: Endpoint, base?: Fetch): Fetch {
  const plain = (base && beneath.get(base)) ?? base ?? ((input, init) => globalThis.fetch(input, init));
  const recording = recordAround(recorder, endpoint, plain);
  beneath.set(recording, plain);
  return recording;
}

function recordAround(recorder: UsageRecorder, endpoint: Endpoint, send: Fetch): Fetch {
  return async (input, init) => {
    const request = readCall(input, init);
    const call = request && billableCall(endpoint, request);
    if (request === undefined || call === undefined) return send(input, init);
    const attempt = new Attempt(recorder, call, attemptNumber(request));
    let response: Response;
    try {
      response = await send(input, call.body === undefined ? init : { ...init, body: call.body });
    } catch (error) {
      if (isAbort(error, init?.signal)) attempt.aborted();
      else attempt.failed({ error: error instanceof Error ? error.name : 'unknown' });
      throw error;
    }
    return observe(attempt, call, response);
  };
}

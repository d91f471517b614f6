import type { UsageRecorder } from '../core/wrapper-ports.ts';
import { UNKNOWN_USAGE } from '../convenience/read-usage.ts';
import { observerOf } from './answer-observer.ts';
import { Attempt } from './attempt.ts';
import type { CallGate } from './call-gate.ts';
import { FREE, type BillableCall, type Endpoint, type ProviderCall } from './billable-call.ts';
import { asMetered } from './metered-mark.ts';
import { readCall, withRequestBody } from './provider-call.ts';
import { tapResponse } from './tapped-body.ts';
import { routeOf } from './uncovered-route.ts';

export type Fetch = typeof globalThis.fetch;

/** The call as it is billed; what the endpoint does not know is counted, and none of its faults comes out. */
function billableCall(
  recorder: UsageRecorder,
  endpoint: Endpoint,
  request: ProviderCall,
): BillableCall | undefined {
  try {
    const call = endpoint(request);
    if (call === undefined && request.method === 'POST') recorder.countUncovered?.(routeOf(request));
    return call === FREE ? undefined : call;
  } catch {
    return undefined;
  }
}

/** The SDKs of OpenAI and Anthropic count their repeats in a header. */
function attemptNumber(request: ProviderCall): number | undefined {
  const retries = request.headers.get('x-stainless-retry-count');
  return retries === null ? undefined : Number(retries) + 1;
}

function observe(attempt: Attempt, call: BillableCall, response: Response, changed: boolean): Response {
  if (!response.ok) {
    attempt.failed({ status: response.status });
    return response;
  }
  const known = call.fromHeaders?.(response);
  if (known) {
    attempt.done([known]);
    return response;
  }
  const observer = observerOf(attempt, call, response, changed);
  if (observer) return tapResponse(response, observer);
  attempt.done([{ ...call.base, usage: UNKNOWN_USAGE }]);
  return response;
}

/** The fetch under each recording fetch; a client that is wrapped again must not be recorded twice. */
const beneath = new WeakMap<Fetch, Fetch>();

/** This process's `fetch`, or the one under it where that is metered: a wrapped client records by itself. */
const unmetered: Fetch = (input, init) => (beneath.get(globalThis.fetch) ?? globalThis.fetch)(input, init);

/**
 * A `fetch` that records what each attempt cost: answers, streams, errors, aborts, and the repeats that an
 * SDK makes by itself. What is not billed passes untouched. A fault in here never becomes the caller's.
 * Of a `base` that records already only the fetch under it is used: the last wrapping counts, and counts once.
 * With a `gate` each attempt asks the budgets first; what they deny is answered in the provider's place.
 */
export function recordingFetch(
  recorder: UsageRecorder,
  endpoint: Endpoint,
  base?: Fetch,
  gate?: CallGate,
): Fetch {
  const plain = (base && beneath.get(base)) ?? base ?? unmetered;
  const recording = recordAround(
    recorder,
    endpoint,
    (input, init) => asMetered(() => plain(input, init)),
    gate,
  );
  beneath.set(recording, plain);
  return recording;
}

/** Answers by which servers refuse a field that they do not know. */
const REFUSALS = new Set([400, 422]);

interface Sent {
  readonly response: Response;
  /** With the body that asks for the usage. */
  readonly changed: boolean;
}

/** Sends a call with the body that asks for its usage; one that is refused so is sent as the application wrote it. */
async function sendAsking(
  send: Fetch,
  input: Parameters<Fetch>[0],
  init: RequestInit | undefined,
  call: BillableCall,
): Promise<Sent> {
  if (call.body === undefined) return { response: await send(input, init), changed: false };
  const response = await send(input, { ...init, body: call.body });
  if (!REFUSALS.has(response.status)) return { response, changed: true };
  const again = await send(input, init);
  // Only the field can have been the reason where the call without it is taken.
  if (again.ok) call.refused?.();
  await response.body?.cancel();
  return { response: again, changed: false };
}

function recordAround(
  recorder: UsageRecorder,
  endpoint: Endpoint,
  send: Fetch,
  gate: CallGate | undefined,
): Fetch {
  const begin = (call: BillableCall, request: ProviderCall): Attempt =>
    new Attempt(recorder, call, attemptNumber(request));
  return async (input, init) => {
    const told = readCall(input, init);
    const known = told && billableCall(recorder, endpoint, told);
    if (told === undefined || known === undefined) return send(input, init);
    const request = await withRequestBody(told, input, init);
    const call = request === told ? known : billableCall(recorder, endpoint, request);
    if (call === undefined) return send(input, init);
    if (gate === undefined || call.silent) {
      return sendRecorded(send, input, init, call, begin(call, request));
    }
    const entered = await gate.enter(request, call.base);
    if (entered === undefined) return sendRecorded(send, input, init, call, begin(call, request));
    if ('answer' in entered) return entered.answer;
    // The model that the budgets ask for, where it is another one.
    const changed = entered.change(input, init);
    const changedRequest = changed && readCall(changed.input, changed.init);
    const changedCall = changedRequest && billableCall(recorder, endpoint, changedRequest);
    try {
      return await entered.run(() =>
        changed && changedCall
          ? sendRecorded(send, changed.input, changed.init, changedCall, begin(changedCall, changedRequest))
          : sendRecorded(send, input, init, call, begin(call, request)),
      );
    } finally {
      entered.leave();
    }
  };
}

async function sendRecorded(
  send: Fetch,
  input: Parameters<Fetch>[0],
  init: RequestInit | undefined,
  call: BillableCall,
  attempt: Attempt,
): Promise<Response> {
  let sent: Sent;
  try {
    sent = await sendAsking(send, input, init, call);
  } catch (error) {
    // A signal may be aborted with a reason of any name.
    if (init?.signal?.aborted === true) attempt.aborted();
    else attempt.threw(error);
    throw error;
  }
  return observe(attempt, call, sent.response, sent.changed);
}

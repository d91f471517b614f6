import { Buffer } from 'node:buffer';
import { within } from '../../testing/within.ts';
import { faultLine, type InputsOutcome } from './outcome.ts';
import type { Progress } from './progress.ts';
import type { SlotRequest } from './slots.ts';

/** Sends a request below the API's base; who asks is the caller's matter. */
export type Call = (method: string, path: string, body: unknown) => Promise<{ status: number; text: string }>;

/** Bytes of an answer that refuses something. */
const MOST_ERROR_BYTES = 64 * 1024;
/** Bytes of any answer. */
const MOST_BYTES = 6 * 1024 * 1024;
const ANSWER_MS = 1000;

/** What is wrong with an answer, whoever asked for what; undefined: nothing. */
export function answerFault({ status, text }: { readonly status: number; readonly text: string }) {
  const bytes = Buffer.byteLength(text);
  if (status >= 500) return `${status} ${text.slice(0, 200)}`;
  if (bytes > MOST_BYTES) return `an answer of ${bytes} bytes`;
  if (status >= 400 && bytes > MOST_ERROR_BYTES) return `${status} in ${bytes} bytes`;
  return undefined;
}

/** Asks the table for one item or two, as whoever it is. */
const PLAIN = '/me?period=1970-01';

/** A call that also says when it took more than a second; on a busy machine more than 60 plain ones. */
export async function timedCall(call: Call, method: string, path: string, body: unknown) {
  const { value, took, isWithin } = await within(
    ANSWER_MS,
    () => call(method, path, body),
    () => call('GET', PLAIN, undefined),
  );
  return { ...value, took, slow: isWithin ? undefined : `answers in ${Math.round(took)} ms` };
}

/** Sends requests one after the other. Faults: 5xx, more than a second, a refusal above 64 KB, an answer above 6 MB. */
export async function sendAll(
  requests: readonly SlotRequest[],
  call: Call,
  progress?: Progress,
): Promise<InputsOutcome> {
  const faults: string[] = [];
  const counts: Record<string, number> = {};
  let slowest = 0;
  for (const [index, { request, body }] of requests.entries()) {
    const [method = 'GET', path = ''] = request.split(' ', 2);
    const answer = await timedCall(call, method, path, body);
    counts[answer.status] = (counts[answer.status] ?? 0) + 1;
    slowest = Math.max(slowest, Math.round(answer.took));
    for (const fault of [answerFault(answer), answer.slow])
      if (fault !== undefined) faults.push(faultLine(fault, [request.slice(0, 300), body]));
    progress?.(index + 1, requests.length, faults.length);
  }
  return { cases: requests.length, counts: { ...counts, slowestMs: slowest }, faults };
}

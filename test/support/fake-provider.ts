import { anthropicFetch } from '../../client/anthropic.ts';
import { googleFetch } from '../../client/google.ts';
import { openAiFetch, type OpenAiWrapOptions } from '../../client/openai.ts';
import type { Fetch } from '../../client/wrappers/recording-fetch.ts';
import { Recording, sse } from '../client/support/recording.ts';

/** What a provider answers: JSON, or the events of a stream. */
export interface FakeAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly events?: readonly (object | string)[];
  /** A stream of one JSON object a line. */
  readonly lines?: readonly object[];
}

/** One request to a wrapped client, and the answer of the provider at the other end. */
export interface FakeCall {
  readonly protocol: 'openai' | 'anthropic' | 'google';
  readonly url: string;
  readonly method?: string;
  readonly body?: object;
  readonly answer: FakeAnswer | ((body: Record<string, unknown>) => FakeAnswer);
  readonly options?: OpenAiWrapOptions;
}

function bodyOf({ json, events, lines }: FakeAnswer): [type: string, body: string] {
  if (lines) return ['application/x-ndjson', lines.map((line) => `${JSON.stringify(line)}\n`).join('')];
  return events
    ? ['text/event-stream', sse([...events]).join('')]
    : ['application/json', JSON.stringify(json)];
}

function responseOf(answer: FakeAnswer): Response {
  const { status = 200, headers = {} } = answer;
  const [type, body] = bodyOf(answer);
  return new Response(body, { status, headers: { 'content-type': type, ...headers } });
}

/** Calls through the wrapper of a protocol, and gives what was recorded and what the application got. */
export async function callProvider(
  call: FakeCall,
  recording = new Recording(),
): Promise<{ recording: Recording; status: number; text: string; bodies: string[] }> {
  const bodies: string[] = [];
  const send: Fetch = (_input, init) => {
    const body = typeof init?.body === 'string' ? init.body : '{}';
    bodies.push(body);
    const answer =
      typeof call.answer === 'function'
        ? call.answer(JSON.parse(body) as Record<string, unknown>)
        : call.answer;
    return Promise.resolve(responseOf(answer));
  };
  const wrapped = {
    openai: () => openAiFetch(recording, call.options, send),
    anthropic: () => anthropicFetch(recording, send),
    google: () => googleFetch(recording, send),
  }[call.protocol]();
  const method = call.method ?? 'POST';
  const init = { method, ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }) };
  const response = await wrapped(call.url, init);
  return { recording, status: response.status, text: await response.text(), bodies };
}

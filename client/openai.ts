import type { UsageRecorder } from './core/wrapper-ports.ts';
import { callGate, type WrapGateOptions } from './wrappers/call-gate.ts';
import { openAiEndpoint } from './wrappers/openai-endpoint.ts';
import { noHook } from './wrappers/no-hook.ts';
import { recordingFetch, type Fetch } from './wrappers/recording-fetch.ts';

/** The part of the OpenAI SDK's client that is used; AzureOpenAI has it too. */
interface OpenAiClient {
  withOptions(options: { fetch: Fetch }): unknown;
}

/** How a wrapped client behaves. */
export interface OpenAiWrapOptions {
  /**
   * Ask chat streams for their usage and take the extra event out again; true by default. Set it to false for
   * servers that refuse `stream_options`: their streams are then recorded as unpriced.
   */
  askForUsage?: boolean | undefined;
  /** Who bills, where the address does not tell: a server or a proxy of your own. */
  provider?: string | undefined;
  /** Asks the budgets before each call; needs a client with `apiUrl`. */
  gate?: WrapGateOptions | undefined;
}

/**
 * An OpenAI client that records every attempt: chat, responses, embeddings, images, speech, transcription,
 * streamed or not, the SDK's own retries too. Also for providers that speak the same protocol.
 * @returns a new client; the one given stays as it was
 * @throws TypeError if this version of the SDK cannot take another `fetch`, or for a gate without `apiUrl`
 */
export function wrapOpenAI<C extends OpenAiClient>(
  client: C,
  recorder: UsageRecorder,
  options?: OpenAiWrapOptions,
): C {
  const { fetch } = client as { fetch?: Fetch };
  if (typeof client.withOptions !== 'function') throw noHook('OpenAI', 'openAiFetch');
  return client.withOptions({ fetch: openAiFetch(recorder, options, fetch) }) as C;
}

/** A `fetch` for whatever speaks OpenAI's protocol. */
export function openAiFetch(recorder: UsageRecorder, options: OpenAiWrapOptions = {}, base?: Fetch): Fetch {
  return recordingFetch(recorder, openAiEndpoint(options), base, callGate(recorder, options.gate));
}

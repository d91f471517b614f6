import type { UsageRecorder } from './core/wrapper-ports.ts';
import { anthropicEndpoint } from './wrappers/anthropic-endpoint.ts';
import { callGate, type WrapGateOptions } from './wrappers/call-gate.ts';
import { noHook } from './wrappers/no-hook.ts';
import { recordingFetch, type Fetch } from './wrappers/recording-fetch.ts';

/** The part of the Anthropic SDK's client that is used. */
interface AnthropicClient {
  withOptions(options: { fetch: Fetch }): unknown;
}

/** How a wrapped client behaves. */
export interface AnthropicWrapOptions {
  /** Asks the budgets before each call; needs a client with `apiUrl`. */
  gate?: WrapGateOptions | undefined;
}

/**
 * An Anthropic client that records every attempt: messages, streams, cache times, and the results of batches
 * when they are read.
 * @returns a new client; the one given stays as it was
 * @throws TypeError if this version of the SDK cannot take another `fetch`, or for a gate without `apiUrl`
 */
export function wrapAnthropic<C extends AnthropicClient>(
  client: C,
  recorder: UsageRecorder,
  options?: AnthropicWrapOptions,
): C {
  const { fetch } = client as { fetch?: Fetch };
  if (typeof client.withOptions !== 'function') throw noHook('Anthropic', 'anthropicFetch');
  return client.withOptions({ fetch: anthropicFetch(recorder, fetch, options) }) as C;
}

/** A `fetch` for whatever speaks Anthropic's protocol. */
export function anthropicFetch(
  recorder: UsageRecorder,
  base?: Fetch,
  { gate }: AnthropicWrapOptions = {},
): Fetch {
  return recordingFetch(recorder, anthropicEndpoint, base, callGate(recorder, gate));
}

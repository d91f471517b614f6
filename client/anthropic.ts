import type { UsageRecorder } from './core/recorder.ts';
import { anthropicEndpoint } from './wrappers/anthropic-endpoint.ts';
import { recordingFetch, type Fetch } from './wrappers/recording-fetch.ts';

/** The part of the Anthropic SDK's client that is used. */
interface AnthropicClient {
  withOptions(options: { fetch: Fetch }): unknown;
}

/**
 * An Anthropic client that records every attempt: messages, streams, cache times, and the results of batches
 * when they are read.
 * @returns a new client; the one given stays as it was
 */
export function wrapAnthropic<C extends AnthropicClient>(client: C, recorder: UsageRecorder): C {
  const { fetch } = client as { fetch?: Fetch };
  return client.withOptions({ fetch: recordingFetch(recorder, anthropicEndpoint, fetch) }) as C;
}

/** A `fetch` for whatever speaks Anthropic's protocol. */
export function anthropicFetch(recorder: UsageRecorder, base?: Fetch): Fetch {
  return recordingFetch(recorder, anthropicEndpoint, base);
}

import type { UsageRecorder } from './core/recorder.ts';
import { openAiEndpoint } from './wrappers/openai-endpoint.ts';
import { recordingFetch, type Fetch } from './wrappers/recording-fetch.ts';

/** The part of the OpenAI SDK's client that is used; AzureOpenAI has it too. */
interface OpenAiClient {
  withOptions(options: { fetch: Fetch }): unknown;
}

/**
 * An OpenAI client that records every attempt: chat, responses, embeddings, images, speech, transcription,
 * streamed or not, the SDK's own retries too. Also for providers that speak the same protocol.
 * @returns a new client; the one given stays as it was
 */
export function wrapOpenAI<C extends OpenAiClient>(client: C, recorder: UsageRecorder): C {
  const { fetch } = client as { fetch?: Fetch };
  return client.withOptions({ fetch: recordingFetch(recorder, openAiEndpoint, fetch) }) as C;
}

/** A `fetch` for whatever speaks OpenAI's protocol. */
export function openAiFetch(recorder: UsageRecorder, base?: Fetch): Fetch {
  return recordingFetch(recorder, openAiEndpoint, base);
}

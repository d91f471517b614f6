import type { UsageRecorder } from './core/recorder.ts';
import { googleEndpoint } from './wrappers/google-endpoint.ts';
import { recordingFetch, type Fetch } from './wrappers/recording-fetch.ts';

interface GoogleInternals {
  apiClient?: { clientOptions?: { httpOptions?: { fetch?: Fetch } } };
}

/** A `fetch` for `new GoogleGenAI({ httpOptions: { fetch } })`. */
export function googleFetch(recorder: UsageRecorder, base?: Fetch): Fetch {
  return recordingFetch(recorder, googleEndpoint, base);
}

/**
 * Makes a GoogleGenAI client record every attempt: generation, streams, chats, embeddings, images.
 * @returns the client given, which records from now on
 * @throws TypeError if this version of the SDK keeps its options elsewhere; use `googleFetch` then
 */
export function wrapGoogleGenAI<C extends object>(client: C, recorder: UsageRecorder): C {
  const httpOptions = (client as GoogleInternals).apiClient?.clientOptions?.httpOptions;
  if (httpOptions === undefined) {
    throw new TypeError(
      'this GoogleGenAI client cannot be wrapped; pass httpOptions.fetch: googleFetch(costkeeper)',
    );
  }
  httpOptions.fetch = googleFetch(recorder, httpOptions.fetch);
  return client;
}

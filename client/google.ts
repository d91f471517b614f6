import type { UsageRecorder } from './core/wrapper-ports.ts';
import { googleEndpoint } from './wrappers/google-endpoint.ts';
import { callGate, type WrapGateOptions } from './wrappers/call-gate.ts';
import { noHook } from './wrappers/no-hook.ts';
import { recordingFetch, type Fetch } from './wrappers/recording-fetch.ts';

interface GoogleApiClient {
  clientOptions?: { httpOptions?: { fetch?: Fetch } };
  apiCall?: (...parameters: never[]) => unknown;
}

interface GoogleInternals {
  apiClient?: GoogleApiClient;
}

/** The SDK hands `httpOptions.fetch` on as a sixth parameter since it has it; before, it is passed over in silence. */
function takesFetch({ apiCall }: GoogleApiClient): boolean {
  return typeof apiCall === 'function' && apiCall.length >= 6;
}

/** How a wrapped client behaves. */
export interface GoogleWrapOptions {
  /** Asks the budgets before each call; needs a client with `apiUrl`. */
  gate?: WrapGateOptions | undefined;
}

/** A `fetch` for `new GoogleGenAI({ httpOptions: { fetch } })`. */
export function googleFetch(recorder: UsageRecorder, base?: Fetch, { gate }: GoogleWrapOptions = {}): Fetch {
  return recordingFetch(recorder, googleEndpoint, base, callGate(recorder, gate));
}

/**
 * Makes a GoogleGenAI client record every attempt: generation, streams, chats, embeddings, images.
 * @returns the client given, which records from now on
 * @throws TypeError if this version of the SDK keeps its options elsewhere; use `googleFetch` then
 */
export function wrapGoogleGenAI<C extends object>(
  client: C,
  recorder: UsageRecorder,
  options?: GoogleWrapOptions,
): C {
  const { apiClient } = client as GoogleInternals;
  const httpOptions = apiClient?.clientOptions?.httpOptions;
  if (apiClient === undefined || httpOptions === undefined || !takesFetch(apiClient)) {
    throw noHook('GoogleGenAI', 'httpOptions.fetch: googleFetch');
  }
  httpOptions.fetch = googleFetch(recorder, httpOptions.fetch, options);
  return client;
}

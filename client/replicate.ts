import type { UsageRecorder } from './core/recorder.ts';
import { recordingFetch, type Fetch } from './wrappers/recording-fetch.ts';
import { replicateEndpoint, type ReplicateOptions } from './wrappers/replicate-endpoint.ts';

export type { ReplicateOptions } from './wrappers/replicate-endpoint.ts';

/** A `fetch` for `new Replicate({ fetch })`. */
export function replicateFetch(recorder: UsageRecorder, options?: ReplicateOptions, base?: Fetch): Fetch {
  return recordingFetch(recorder, replicateEndpoint(options), base);
}

/**
 * Makes a Replicate client record each prediction when it ends.
 * @returns the client given, which records from now on
 */
export function wrapReplicate<C extends { fetch: unknown }>(
  client: C,
  recorder: UsageRecorder,
  options?: ReplicateOptions,
): C {
  client.fetch = replicateFetch(recorder, options, client.fetch as Fetch | undefined);
  return client;
}

import type { UsageRecorder } from './core/wrapper-ports.ts';
import { noHook } from './wrappers/no-hook.ts';
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
 * @throws TypeError if this version of the SDK cannot take another `fetch`
 */
export function wrapReplicate<C extends { fetch: unknown }>(
  client: C,
  recorder: UsageRecorder,
  options?: ReplicateOptions,
): C {
  if (typeof client.fetch !== 'function') throw noHook('Replicate', 'replicateFetch');
  client.fetch = replicateFetch(recorder, options, client.fetch as Fetch);
  return client;
}

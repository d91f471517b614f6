import type { UsageRecorder } from './core/wrapper-ports.ts';
import { elevenLabsEndpoint } from './wrappers/elevenlabs-endpoint.ts';
import { noHook } from './wrappers/no-hook.ts';
import { recordingFetch, type Fetch } from './wrappers/recording-fetch.ts';

interface ElevenLabsInternals {
  /** Versions that hand `fetch` on have `logging` too (2.25.0 brought both); older ones leave `fetch` unread. */
  _options?: { fetch?: Fetch; logging?: unknown };
}

/** A `fetch` for `new ElevenLabsClient({ fetch })`. */
export function elevenLabsFetch(recorder: UsageRecorder, base?: Fetch): Fetch {
  return recordingFetch(recorder, elevenLabsEndpoint, base);
}

/**
 * Makes an ElevenLabs client record speech and transcripts. Wrap it before its first use.
 * @returns the client given, which records from now on
 * @throws TypeError if this version of the SDK cannot take another `fetch`
 */
export function wrapElevenLabs<C extends object>(client: C, recorder: UsageRecorder): C {
  // oxlint-disable-next-line no-underscore-dangle -- the SDK's own name
  const options = (client as ElevenLabsInternals)._options;
  if (options === undefined || !('logging' in options)) throw noHook('ElevenLabs', 'elevenLabsFetch');
  options.fetch = elevenLabsFetch(recorder, options.fetch);
  return client;
}

import type { UsageRecorder } from './core/recorder.ts';
import { elevenLabsEndpoint } from './wrappers/elevenlabs-endpoint.ts';
import { recordingFetch, type Fetch } from './wrappers/recording-fetch.ts';

interface ElevenLabsInternals {
  _options?: { fetch?: Fetch };
}

/** A `fetch` for `new ElevenLabsClient({ fetch })`. */
export function elevenLabsFetch(recorder: UsageRecorder, base?: Fetch): Fetch {
  return recordingFetch(recorder, elevenLabsEndpoint, base);
}

/**
 * Makes an ElevenLabs client record speech and transcripts. Wrap it before its first use.
 * @returns the client given, which records from now on
 * @throws TypeError if this version of the SDK keeps its options elsewhere; use `elevenLabsFetch` then
 */
export function wrapElevenLabs<C extends object>(client: C, recorder: UsageRecorder): C {
  // oxlint-disable-next-line no-underscore-dangle -- the SDK's own name
  const options = (client as ElevenLabsInternals)._options;
  if (options === undefined) {
    throw new TypeError('this ElevenLabs client cannot be wrapped; pass fetch: elevenLabsFetch(costkeeper)');
  }
  options.fetch = elevenLabsFetch(recorder, options.fetch);
  return client;
}

import { countCharacters, elevenLabsDraft } from '../convenience/media-drafts.ts';
import { fieldOf, listOf, textField, UNKNOWN_USAGE } from '../convenience/read-usage.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import type { BillableCall, Endpoint, ProviderCall } from './billable-call.ts';

const DEFAULT_SPEECH = 'eleven_multilingual_v2';

/** ElevenLabs says in a header what it billed; else the text is counted. */
function speechCall(call: ProviderCall): BillableCall {
  const model = textField(call.body, 'model_id') ?? DEFAULT_SPEECH;
  const counted = countCharacters(textField(call.body, 'text') ?? '');
  return {
    base: { provider: 'elevenlabs', service: 'tts', model },
    fromHeaders(response) {
      const billed = Number(response.headers.get('character-cost') ?? Number.NaN);
      const characters = Number.isSafeInteger(billed) && billed >= 0 ? billed : counted;
      return elevenLabsDraft({ model, characters });
    },
  };
}

/** The length of what was heard: told by the answer, else the end of its last word. */
function audioSeconds(answer: unknown): number | undefined {
  const told = fieldOf(answer, 'audio_duration_secs');
  if (typeof told === 'number') return told;
  const last = listOf(answer, 'words').at(-1);
  const end = fieldOf(last, 'end');
  return typeof end === 'number' ? end : undefined;
}

function transcriptCall(call: ProviderCall): BillableCall {
  const model = textField(call.body, 'model_id') ?? 'scribe_v1';
  const base = { provider: 'elevenlabs', service: 'stt' as const, model };
  return {
    base,
    fromAnswer(answer): UsageDraft[] {
      const seconds = audioSeconds(answer);
      return [
        seconds === undefined
          ? { ...base, usage: UNKNOWN_USAGE }
          : elevenLabsDraft({ model, audioSeconds: seconds }),
      ];
    },
  };
}

/** Speech, also streamed and with timestamps, and transcripts. */
export const elevenLabsEndpoint: Endpoint = (call) => {
  if (call.method !== 'POST') return undefined;
  if (/\/text-to-speech\/[^/]+/.test(call.url.pathname)) return speechCall(call);
  return call.url.pathname.endsWith('/speech-to-text') ? transcriptCall(call) : undefined;
};

import { fromOpenAiImage, fromOpenAiImageCount, fromOpenAiTranscription } from '../../providers/openai.ts';
import { fieldAt, isFields, numberField } from '../../providers/fields.ts';
import { countCharacters } from '../convenience/media-drafts.ts';
import { fieldOf, listOf, readUsage, textField, UNKNOWN_USAGE } from '../convenience/read-usage.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import type { Attempt } from './attempt.ts';
import { audioEventDraft } from './openai-audio.ts';
import { guessTokens } from './provider-call.ts';

type Base = Attempt['call']['base'];

/** What the SDK calls a model of embeddings, images, speech or transcripts with, and how its answer is read. */
interface MediaReading {
  readonly service: NonNullable<UsageDraft['service']>;
  readonly read: (result: object, base: Base) => UsageDraft;
}

/** Embeddings are billed by tokens; where the provider does not tell them they are guessed, and the event says so. */
export function embeddingReading(params: object): MediaReading {
  return {
    service: 'embedding',
    read(result, base) {
      const tokens = fieldAt(result, 'usage', 'tokens');
      if (typeof tokens === 'number' && Number.isFinite(tokens))
        return { ...base, usage: { input_tokens: tokens } };
      const characters = listOf(params, 'values').reduce<number>((sum, text) => sum + String(text).length, 0);
      return { ...base, usage: { input_tokens: guessTokens(characters) }, metadata: { estimated: true } };
    },
  };
}

/** Told apart by what is asked for: a text to speak, sound to write down, or images. */
export function generationReading(params: object): MediaReading {
  const text = textField(params, 'text');
  if (text !== undefined) return speechReading(text);
  if (fieldOf(params, 'audio') !== undefined) return TRANSCRIPT;
  return imageReading(params);
}

/** Speech is billed by the characters to speak, or by tokens where the answer tells them. */
function speechReading(text: string): MediaReading {
  return {
    service: 'tts',
    read(result, base) {
      const usage = fieldOf(result, 'usage');
      if (typeof fieldOf(usage, 'output_tokens') === 'number') return audioEventDraft(base, result);
      return { ...base, usage: { characters: countCharacters(text) } };
    },
  };
}

/** Transcripts are billed as the provider's own answer says, else by the seconds that the sound lasts. */
const TRANSCRIPT: MediaReading = {
  service: 'stt',
  read(result, base) {
    const usage = fieldAt(result, 'response', 'body', 'usage');
    if (typeof usage === 'object' && usage !== null)
      return { ...base, ...readUsage(fromOpenAiTranscription(usage)) };
    const seconds = fieldOf(result, 'durationInSeconds');
    return { ...base, usage: typeof seconds === 'number' ? { audio_seconds: seconds } : UNKNOWN_USAGE };
  },
};

/** What the provider says of each image, under its own name. */
function saidOfImages(result: object): readonly unknown[] {
  const said = Object.values(fieldOf(result, 'providerMetadata') ?? {}).map((own) => listOf(own, 'images'));
  return said.find(({ length }) => length > 0) ?? [];
}

/** The quality asked for, by the model's own provider first: a model of Azure reads the options of OpenAI. */
function askedQuality(params: object, provider: string): string | undefined {
  const options = fieldOf(params, 'providerOptions');
  const all: unknown[] = isFields(options) ? Object.values(options) : [];
  return [fieldOf(options, provider), ...all]
    .map((own) => textField(own, 'quality'))
    .find((quality) => quality !== undefined);
}

/** Images are billed by tokens where the answer tells them, else by the piece, in the size and quality asked for. */
function imageReading(params: object): MediaReading {
  return {
    service: 'image',
    read(result, base) {
      const said = saidOfImages(result);
      const tokens = tokensOfImages(fieldOf(result, 'usage'), said);
      if (tokens !== undefined) return { ...base, ...readUsage(fromOpenAiImage(tokens)) };
      const quality = textField(said[0], 'quality') ?? askedQuality(params, base.provider);
      const size = textField(params, 'size') ?? textField(said[0], 'size');
      const isDallE = base.model.startsWith('dall-e');
      const reading = fromOpenAiImageCount(listOf(result, 'images').length, {
        ...(size !== undefined || isDallE ? { size: size ?? '1024x1024' } : {}),
        ...(quality !== undefined || isDallE ? { quality: quality ?? 'standard' } : {}),
      });
      return { ...base, ...readUsage(reading) };
    },
  };
}

/** The usage in OpenAI's own names; the SDK gives each image its share of the input. */
function tokensOfImages(usage: unknown, said: readonly unknown[]): object | undefined {
  const output = fieldOf(usage, 'outputTokens');
  if (typeof output !== 'number') return undefined;
  const imageTokens = said.reduce<number>((sum, image) => sum + numberField(image, 'imageTokens'), 0);
  return {
    input_tokens: fieldOf(usage, 'inputTokens') ?? 0,
    output_tokens: output,
    input_tokens_details: { image_tokens: imageTokens },
  };
}

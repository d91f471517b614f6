import { REASONING_BESIDE } from '../contracts/reasoning-beside.ts';
import { arrange } from './arrange.ts';
import { isGroundedByPrompt } from './gemini.ts';
import { addOutput, addPrompt, tokenSum, type ByModality } from './modalities.ts';
import { Reader, type UsageReading } from './reading.ts';

/** What the response says beside its usage object. */
export interface OpenAiContext {
  /** The response's `service_tier`, which says what was served, not the request's. */
  readonly serviceTier?: string | null | undefined;
  /** Calls of tools that have a fee, by part. */
  readonly fees?: Readonly<Record<string, number>> | undefined;
  /** Attributes that set the price of such a call. */
  readonly terms?: Readonly<Record<string, string>> | undefined;
  /** Who answered: providers of one protocol count reasoning differently. */
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
  /** What contradicts outside the usage. */
  readonly problems?: readonly string[] | undefined;
}

/** Where chat, responses, realtime and their many copies keep the details of the two wholes. */
const INPUT_DETAILS = [
  'prompt_tokens_details',
  'input_tokens_details',
  'input_token_details',
  'prompt_token_details',
];
const OUTPUT_DETAILS = [
  'completion_tokens_details',
  'output_tokens_details',
  'output_token_details',
  'completion_token_details',
];

const HOUR = 'ephemeral_1h_input_tokens';

function below(roots: readonly string[], ...names: readonly string[]): string[] {
  return roots.flatMap((root) => names.map((name) => `${root}.${name}`));
}

/** Those of some paths where a number is: others keep an object by the same name. */
function numbersAt(read: Reader, paths: readonly string[]): string[] {
  return paths.filter((path) => typeof read.value(path) === 'number');
}

/** Of one modality; details of some SDKs say it in the singular. */
function kinds(read: Reader, roots: readonly string[]): Omit<ByModality, 'text'> {
  return {
    audio: read.largest(...below(roots, 'audio_tokens', 'audio')),
    image: read.largest(...below(roots, 'image_tokens')),
    video: read.largest(...below(roots, 'video_tokens')),
  };
}

/** The prompt; of embeddings and rerankers that tell only a total, all of it. */
function inputOf(read: Reader, output: number): { name: string; count: number } {
  // Voyage bills pictures by their pixels beside the tokens of text; its total counts both as tokens.
  const pixels = read.count('image_pixels') + read.count('video_pixels');
  read.part('pixels', pixels);
  if (pixels > 0) return { name: 'text_tokens', count: read.count('text_tokens') };
  const name = ['prompt_tokens', 'input_tokens'].find((one) => read.has(one));
  if (name !== undefined) return { name, count: read.count(name) };
  if (read.has('total_tokens')) {
    return { name: 'total_tokens', count: read.rest(read.count('total_tokens'), [output], 'total_tokens') };
  }
  return { name: 'prompt_tokens', count: read.count('prompt_tokens', true) };
}

/** What the Gemini protocol calls thoughts is only in the total of its OpenAI copy. */
function hiddenThoughts(read: Reader, counted: number, context: OpenAiContext): number {
  const isGemini = context.provider === 'google' || /gemini/i.test(context.model ?? '');
  return isGemini ? Math.max(0, read.count('total_tokens') - counted) : 0;
}

interface Cached {
  readonly read: number;
  readonly written: number;
  readonly hour: number;
  /** What the answer tells of cached tokens by modality. */
  readonly told: Partial<ByModality>;
}

/** Cached tokens by every name that is known for them. */
function cachedOf(read: Reader): Cached {
  const details = below(INPUT_DETAILS, 'cached_tokens_details');
  const told = (name: string): number => read.largest(...below(details, name));
  return {
    read: read.largest(
      ...below(INPUT_DETAILS, 'cached_tokens', 'cache_read_tokens', 'cache_read_input_tokens', 'cache_read'),
      'prompt_cache_hit_tokens',
      'cached_tokens',
      'num_cached_tokens',
      'cache_read_input_tokens',
      'cache_read_tokens',
    ),
    written: read.largest(
      ...below(
        INPUT_DETAILS,
        'cache_write_tokens',
        'cache_creation_tokens',
        'cache_creation_input_tokens',
        'cache_write_input_tokens',
      ),
      ...numbersAt(read, below(INPUT_DETAILS, 'cache_creation')),
      'cache_creation_input_tokens',
      'cache_write_tokens',
    ),
    hour: read.largest(
      ...below(INPUT_DETAILS, `cache_creation.${HOUR}`, `cache_creation_token_details.${HOUR}`),
      `cache_creation.${HOUR}`,
    ),
    told: { text: told('text_tokens'), audio: told('audio_tokens'), image: told('image_tokens') },
  };
}

/**
 * Token counts of chat completions, responses, realtime and transcripts, and of the providers that copy them:
 * cached, audio and image tokens are inside the input, reasoning inside the output or, by provider, beside it.
 */
export function fromOpenAiTokens(usage: unknown, context: OpenAiContext = {}): UsageReading {
  const read = new Reader(usage);
  for (const problem of context.problems ?? []) read.problem(problem);
  const outName = read.has('output_tokens') ? 'output_tokens' : 'completion_tokens';
  const out = read.count(outName);
  const input = inputOf(read, out);
  const cached = cachedOf(read);
  const spoken = kinds(read, OUTPUT_DETAILS);
  const told = read.largest(...below(OUTPUT_DETAILS, 'reasoning_tokens', 'reasoning'), 'reasoning_tokens');
  const hidden = told === 0 ? hiddenThoughts(read, input.count + out, context) : 0;
  const reasoning = told + hidden;
  const beside = hidden > 0 || REASONING_BESIDE.has(context.provider ?? '');
  // Seconds of audio are billed beside the tokens, and the total holds tokens of them that nothing bills.
  const bySecond = read.has('prompt_audio_seconds');
  if (bySecond) read.decimalPart('audio_seconds', 'prompt_audio_seconds');
  const left = arrange(
    read,
    { ...input, parts: [cached.read, cached.written], place: 'inside' },
    {
      name: outName,
      count: out,
      parts: [reasoning],
      inside: [spoken.audio, spoken.image, spoken.video],
      place: beside ? 'beside' : 'inside',
    },
    bySecond || input.name === 'text_tokens' ? undefined : { path: 'total_tokens' },
  );
  const heard = kinds(read, INPUT_DETAILS);
  const prompt = left.input + cached.read;
  const text = read.rest(prompt, [heard.audio, heard.image, heard.video], input.name);
  addPrompt(read, { ...heard, text }, cached.read, cached.told);
  read.part('cache_write_5m_tokens', read.rest(cached.written, [cached.hour], 'cache writes'));
  read.part('cache_write_1h_tokens', cached.hour);
  addOutput(read, { ...spoken, text: left.output });
  read.part('output_reasoning_tokens', reasoning);
  read.attribute('service_tier', context.serviceTier);
  read.parts(feesOf(read, context));
  for (const [name, value] of Object.entries(context.terms ?? {})) read.attribute(name, value);
  return read.result();
}

/**
 * Fees of tools, with the searches that gateways count in the usage: OpenRouter and LiteLLM as Anthropic does, LiteLLM
 * those of Gemini in the details of the prompt.
 */
function feesOf(read: Reader, { fees = {}, model = '' }: OpenAiContext): Readonly<Record<string, number>> {
  const told = read.largest(
    'server_tool_use.web_search_requests',
    ...below(INPUT_DETAILS, 'web_search_requests'),
  );
  const searches = isGroundedByPrompt(model) ? Math.min(told, 1) : told;
  return { ...fees, web_searches: Math.max(searches, fees['web_searches'] ?? 0) };
}

/** Images of models that bill tokens (gpt-image): text and image tokens apart; what is not text is image. */
export function fromOpenAiImage(usage: unknown): UsageReading {
  const read = new Reader(usage);
  const input = read.largest('input_tokens', 'prompt_tokens');
  const output = read.needed('output_tokens', 'completion_tokens');
  const image = read.largest('input_tokens_details.image_tokens');
  const written = read.largest('output_tokens_details.text_tokens');
  const prompt = { text: read.rest(input, [image], 'input_tokens'), image, audio: 0, video: 0 };
  const cached = Math.min(read.count('input_tokens_details.cached_tokens'), tokenSum(prompt));
  addPrompt(read, prompt, cached, {
    text: read.count('input_tokens_details.cached_tokens_details.text_tokens'),
    image: read.count('input_tokens_details.cached_tokens_details.image_tokens'),
  });
  read.part('output_tokens', written);
  read.part('output_image_tokens', read.rest(output, [written], 'output_tokens'));
  const total = read.count('total_tokens');
  if (total !== 0 && total !== input + output) {
    read.problem(`total_tokens is ${total}, but the parts add up to ${input + output}`);
  }
  return read.result();
}

/** Images of models that bill by image (dall-e): how many, and the size and quality asked for. */
export function fromOpenAiImageCount(
  images: number,
  options: { size?: string; quality?: string } = {},
): UsageReading {
  const read = new Reader({ images, ...options });
  read.part('images', read.count('images', true));
  read.attribute('size', options.size);
  if (options.quality !== undefined) read.attribute('quality', options.quality);
  return read.result();
}

/**
 * Transcription: tokens (`type: tokens`) or seconds (`type: duration`, and `prompt_audio_seconds` of Mistral, which
 * bills no tokens for it).
 */
export function fromOpenAiTranscription(usage: unknown): UsageReading {
  const read = new Reader(usage);
  const seconds = read.has('prompt_audio_seconds') ? 'prompt_audio_seconds' : 'seconds';
  if (seconds === 'seconds' && read.value('type') !== 'duration') return fromOpenAiTokens(usage);
  read.decimalPart('audio_seconds', seconds);
  return read.result();
}

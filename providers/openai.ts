import { isFields, Reader, type UsageReading } from './reading.ts';

/** What the response says beside its usage object. */
export interface OpenAiContext {
  /** The response's `service_tier`, which says what was served, not the request's. */
  readonly serviceTier?: string | null | undefined;
  /** Web searches that the response made. */
  readonly webSearches?: number;
}

/** Chat completions: cached, audio and image tokens are inside `prompt_tokens`, reasoning inside `completion_tokens`. */
export function fromOpenAiChat(usage: unknown, context: OpenAiContext = {}): UsageReading {
  const read = new Reader(usage);
  const prompt = read.count('prompt_tokens', true);
  const completion = read.count('completion_tokens');
  const cached = read.count('prompt_tokens_details.cached_tokens');
  const written = read.count('prompt_tokens_details.cache_write_tokens');
  const audio = read.count('prompt_tokens_details.audio_tokens');
  const image = read.count('prompt_tokens_details.image_tokens');
  const reasoning = read.count('completion_tokens_details.reasoning_tokens');
  const spoken = read.count('completion_tokens_details.audio_tokens');
  read.part('input_tokens', read.rest(prompt, [cached, written, audio, image], 'prompt_tokens'));
  read.part('input_audio_tokens', audio);
  read.part('input_image_tokens', image);
  read.part('cache_read_tokens', cached);
  read.part('cache_write_5m_tokens', written);
  read.part('output_tokens', read.rest(completion, [reasoning, spoken], 'completion_tokens'));
  read.part('output_reasoning_tokens', reasoning);
  read.part('output_audio_tokens', spoken);
  read.total('total_tokens', prompt + completion);
  return finish(read, context);
}

/** The Responses API: cached and written tokens are inside `input_tokens`, reasoning inside `output_tokens`. */
export function fromOpenAiResponse(usage: unknown, context: OpenAiContext = {}): UsageReading {
  const read = new Reader(usage);
  const input = read.count('input_tokens', true);
  const output = read.count('output_tokens', true);
  const cached = read.count('input_tokens_details.cached_tokens');
  const written = read.count('input_tokens_details.cache_write_tokens');
  const reasoning = read.count('output_tokens_details.reasoning_tokens');
  read.part('input_tokens', read.rest(input, [cached, written], 'input_tokens'));
  read.part('cache_read_tokens', cached);
  read.part('cache_write_5m_tokens', written);
  read.part('output_tokens', read.rest(output, [reasoning], 'output_tokens'));
  read.part('output_reasoning_tokens', reasoning);
  read.total('total_tokens', input + output);
  return finish(read, context);
}

/** Embeddings: all tokens are input. */
export function fromOpenAiEmbedding(usage: unknown): UsageReading {
  const read = new Reader(usage);
  const prompt = read.count('prompt_tokens', true);
  read.part('input_tokens', prompt);
  read.total('total_tokens', prompt);
  return read.result();
}

/** Images of models that bill tokens (gpt-image): text and image tokens apart. */
export function fromOpenAiImage(usage: unknown): UsageReading {
  const read = new Reader(usage);
  const input = read.count('input_tokens', true);
  const output = read.count('output_tokens', true);
  const image = read.count('input_tokens_details.image_tokens');
  const written = read.count('output_tokens_details.text_tokens');
  read.part('input_tokens', read.rest(input, [image], 'input_tokens'));
  read.part('input_image_tokens', image);
  read.part('output_tokens', written);
  read.part('output_image_tokens', read.rest(output, [written], 'output_tokens'));
  read.total('total_tokens', input + output);
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

/** Transcription: tokens (`type: tokens`) or seconds (`type: duration`). */
export function fromOpenAiTranscription(usage: unknown): UsageReading {
  const read = new Reader(usage);
  if (isFields(usage) && usage['type'] === 'duration') {
    read.decimalPart('audio_seconds', 'seconds');
    return read.result();
  }
  const input = read.count('input_tokens', true);
  const output = read.count('output_tokens', true);
  const audio = read.count('input_token_details.audio_tokens');
  read.part('input_tokens', read.rest(input, [audio], 'input_tokens'));
  read.part('input_audio_tokens', audio);
  read.part('output_tokens', output);
  read.total('total_tokens', input + output);
  return read.result();
}

function finish(read: Reader, context: OpenAiContext): UsageReading {
  read.attribute('service_tier', context.serviceTier);
  read.part('web_searches', context.webSearches ?? 0);
  return read.result();
}

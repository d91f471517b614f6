import type { Reader } from './reading.ts';

/** What tokens are made of. */
export type Modality = 'text' | 'image' | 'audio' | 'video';
export type ByModality = Readonly<Record<Modality, number>>;

export const MODALITIES: readonly Modality[] = ['text', 'image', 'audio', 'video'];

const INPUT: Readonly<Record<Modality, string>> = {
  text: 'input_tokens',
  image: 'input_image_tokens',
  audio: 'input_audio_tokens',
  video: 'input_video_tokens',
};
const CACHED: Readonly<Record<Modality, string>> = {
  text: 'cache_read_tokens',
  image: 'cache_image_read_tokens',
  audio: 'cache_audio_read_tokens',
  video: 'cache_read_tokens',
};
const OUTPUT: Readonly<Record<Modality, string>> = {
  text: 'output_tokens',
  image: 'output_image_tokens',
  audio: 'output_audio_tokens',
  video: 'output_video_tokens',
};

/** All tokens together. */
export function tokenSum(counts: ByModality): number {
  return MODALITIES.reduce((total, modality) => total + counts[modality], 0);
}

/**
 * Cached tokens by modality, as far as the answer tells; what it does not tell is text first, then what else the
 * prompt holds, since no more of a kind can be cached than there is.
 */
function spread(prompt: ByModality, cached: number, told: Partial<ByModality>): Record<Modality, number> {
  const by = { text: 0, image: 0, audio: 0, video: 0 };
  let left = cached;
  for (const modality of MODALITIES) {
    by[modality] = Math.min(told[modality] ?? 0, prompt[modality], left);
    left -= by[modality];
  }
  for (const modality of MODALITIES) {
    const more = Math.min(left, prompt[modality] - by[modality]);
    by[modality] += more;
    left -= more;
  }
  return by;
}

/**
 * Adds a prompt and what of it was read from the cache.
 * @param told how many cached tokens of a modality the answer tells
 */
export function addPrompt(
  read: Reader,
  prompt: ByModality,
  cached: number,
  told: Partial<ByModality> = {},
): void {
  const kept = spread(prompt, cached, told);
  for (const modality of MODALITIES) {
    read.part(INPUT[modality], prompt[modality] - kept[modality]);
    read.part(CACHED[modality], kept[modality]);
  }
}

/** Adds what was generated. */
export function addOutput(read: Reader, output: ByModality): void {
  for (const modality of MODALITIES) read.part(OUTPUT[modality], output[modality]);
}

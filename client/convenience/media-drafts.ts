import type { UsageDraft } from '../core/usage-event.ts';
import { definedAttributes, withExtras, type DraftExtras } from './draft-extras.ts';

/** Images priced by the piece; models that bill tokens go through their provider's method. */
export interface ImageUsage extends DraftExtras {
  provider: string;
  model: string;
  images?: number;
  /** Such as `1024x1024`. */
  size?: string;
  quality?: string;
}

export function imageDraft(input: ImageUsage): UsageDraft {
  const { provider, model, images = 1, size, quality, ...extras } = input;
  const attributes = definedAttributes({ size, quality });
  return withExtras({ provider, model, service: 'image', usage: { images }, attributes }, extras);
}

/** Video priced by the second. */
export interface VideoUsage extends DraftExtras {
  provider: string;
  model: string;
  seconds: number;
  /** Such as `720p`. */
  resolution?: string;
  size?: string;
}

export function videoDraft(input: VideoUsage): UsageDraft {
  const { provider, model, seconds, resolution, size, ...extras } = input;
  const attributes = definedAttributes({ resolution, size });
  const usage = { video_seconds: seconds };
  return withExtras({ provider, model, service: 'video', usage, attributes }, extras);
}

/** Speech from text is billed by characters, text from speech and music by seconds. */
export interface ElevenLabsUsage extends DraftExtras {
  model: string;
  /** The text that was spoken, or its length as billed (the `character-cost` header). */
  text?: string;
  characters?: number;
  audioSeconds?: number;
}

/** Characters as ElevenLabs counts them: code points, not UTF-16 units. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const character of text) if (character !== '') count += 1;
  return count;
}

export function elevenLabsDraft(input: ElevenLabsUsage): UsageDraft {
  const { model, text, characters, audioSeconds, ...extras } = input;
  const usage =
    audioSeconds === undefined
      ? { characters: characters ?? countCharacters(text ?? '') }
      : { audio_seconds: audioSeconds };
  const service = audioSeconds === undefined ? 'tts' : 'stt';
  return withExtras({ provider: 'elevenlabs', model, service, usage }, extras);
}

/** The part of a Replicate prediction that tells what it cost. */
export interface ReplicatePrediction {
  model?: string | undefined;
  version?: string | undefined;
  status?: string | undefined;
  output?: unknown;
  metrics?: { predict_time?: number | undefined; [metric: string]: unknown } | undefined;
}

export interface ReplicateUsage extends DraftExtras {
  /** For models billed by time: the price row of the hardware, such as `gpu-l40s`. */
  hardware?: string;
  /** For models billed by the image; counted from the output if absent. */
  images?: number;
}

function outputImages(output: unknown): number {
  if (Array.isArray(output)) return output.length;
  return output === undefined || output === null ? 0 : 1;
}

function replicateOutcome(status: string | undefined): string | undefined {
  if (status === 'failed') return 'failed';
  return status === 'canceled' || status === 'aborted' ? 'aborted' : undefined;
}

/** A prediction: by GPU second if the hardware is named, else by the image. */
export function replicateDraft(prediction: ReplicatePrediction, input: ReplicateUsage = {}): UsageDraft {
  const { hardware, images, ...extras } = input;
  const outcome = replicateOutcome(prediction.status);
  const seconds = prediction.metrics?.predict_time ?? 0;
  const named = prediction.model ?? prediction.version ?? 'unknown';
  const draft: UsageDraft =
    hardware === undefined
      ? {
          provider: 'replicate',
          service: 'image',
          model: named,
          usage: { images: images ?? outputImages(prediction.output) },
        }
      : { provider: 'replicate', service: 'compute', model: hardware, usage: { gpu_seconds: seconds } };
  const metadata = { model: named, predictSeconds: seconds };
  return withExtras({ ...draft, outcome, metadata }, extras);
}

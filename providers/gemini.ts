import { lookUp } from '../contracts/look-up.ts';
import { isFields, Reader, type UsageReading } from './reading.ts';

const MODALITIES = ['text', 'image', 'audio', 'video'] as const;
type Modality = (typeof MODALITIES)[number];
type Counts = Record<Modality, number>;

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

const TIERS: Readonly<Record<string, string>> = {
  ON_DEMAND_PRIORITY: 'priority',
  ON_DEMAND_FLEX: 'flex',
  ON_DEMAND_OFFPEAK: 'offpeak',
  PROVISIONED_THROUGHPUT: 'provisioned',
};

/** What the response says beside `usageMetadata`. */
export interface GeminiContext {
  /** Queries of `groundingMetadata.webSearchQueries`. */
  readonly webSearches?: number;
  /** `batch` for work of the Batch API, which the usage itself does not tell. */
  readonly serviceTier?: string;
}

/**
 * `usageMetadata`: cached tokens are inside the prompt, thoughts and tool prompts stand beside prompt and
 * candidates. Modalities come from the details; tokens that these leave out are text.
 */
export function fromGemini(usage: unknown, context: GeminiContext = {}): UsageReading {
  const read = new Reader(usage);
  const prompt = modalities(read, 'promptTokenCount', 'promptTokensDetails', true);
  const cached = modalities(read, 'cachedContentTokenCount', 'cacheTokensDetails');
  const tools = modalities(read, 'toolUsePromptTokenCount', 'toolUsePromptTokensDetails');
  const live = read.has('responseTokenCount');
  const output = live
    ? modalities(read, 'responseTokenCount', 'responseTokensDetails')
    : modalities(read, 'candidatesTokenCount', 'candidatesTokensDetails');
  const thoughts = read.count('thoughtsTokenCount');
  const uncached = withoutCached(read, prompt, cached);
  for (const modality of MODALITIES) {
    read.part(INPUT[modality], uncached[modality] + tools[modality]);
    read.part(CACHED[modality], cached[modality]);
    read.part(OUTPUT[modality], output[modality]);
  }
  read.part('output_reasoning_tokens', thoughts);
  read.part('web_searches', context.webSearches ?? 0);
  read.total('totalTokenCount', sum(prompt) + sum(tools) + sum(output) + thoughts);
  const traffic = read.value('trafficType');
  read.attribute(
    'service_tier',
    context.serviceTier ?? (typeof traffic === 'string' ? lookUp(TIERS, traffic) : undefined),
  );
  return read.result();
}

function sum(counts: Counts): number {
  return MODALITIES.reduce((total, modality) => total + counts[modality], 0);
}

function modalities(read: Reader, countPath: string, detailsPath: string, required = false): Counts {
  const counts: Counts = { text: 0, image: 0, audio: 0, video: 0 };
  const whole = read.count(countPath, required);
  const details = read.value(detailsPath);
  let text = false;
  for (const [index, detail] of (Array.isArray(details) ? (details as unknown[]) : []).entries()) {
    if (!isFields(detail)) {
      read.problem(`${detailsPath}[${index}] must be an object`);
      continue;
    }
    const name = typeof detail['modality'] === 'string' ? detail['modality'].toLowerCase() : 'text';
    const modality = MODALITIES.find((known) => known === name) ?? 'text';
    text ||= modality === 'text';
    counts[modality] += read.countOf(detail['tokenCount'] ?? 0, `${detailsPath}[${index}].tokenCount`);
  }
  const left = read.rest(whole, [sum(counts)], countPath);
  if (text && left > 0) read.problem(`${detailsPath} add up to ${sum(counts)}, but ${countPath} is ${whole}`);
  counts.text += left;
  return counts;
}

/** Cached tokens are part of the prompt; without details of their own they are text. */
function withoutCached(read: Reader, prompt: Counts, cached: Counts): Counts {
  return {
    text: read.rest(prompt.text, [cached.text], 'prompt text tokens'),
    image: read.rest(prompt.image, [cached.image], 'prompt image tokens'),
    audio: read.rest(prompt.audio, [cached.audio], 'prompt audio tokens'),
    video: read.rest(prompt.video, [cached.video], 'prompt video tokens'),
  };
}

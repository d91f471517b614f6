import {
  fromOpenAiChat,
  fromOpenAiEmbedding,
  fromOpenAiImage,
  fromOpenAiImageCount,
  fromOpenAiResponse,
  fromOpenAiTranscription,
} from '../../providers/openai.ts';
import type { UsageDraft } from '../core/usage-event.ts';
import { withExtras, type DraftExtras } from './draft-extras.ts';
import { fieldOf, listOf, readUsage, textField, UNKNOWN_USAGE, type ReadUsage } from './read-usage.ts';

/** What an answer does not say by itself: embeddings, images and transcripts do not name their model. */
export interface OpenAiUsage extends DraftExtras {
  /** What was asked for, of images that are billed by the piece. */
  size?: string | undefined;
  quality?: string | undefined;
}

type Part = ReadUsage & { service: UsageDraft['service'] };

function webSearches(response: unknown): number {
  return listOf(response, 'output').filter((item) => fieldOf(item, 'type') === 'web_search_call').length;
}

function chatPart(response: unknown): Part {
  const serviceTier = textField(response, 'service_tier');
  return { service: 'llm', ...readUsage(fromOpenAiChat(fieldOf(response, 'usage'), { serviceTier })) };
}

function responsePart(response: unknown): Part {
  const context = { serviceTier: textField(response, 'service_tier'), webSearches: webSearches(response) };
  return { service: 'llm', ...readUsage(fromOpenAiResponse(fieldOf(response, 'usage'), context)) };
}

function imagePart(response: unknown, asked: OpenAiUsage): Part {
  const usage = fieldOf(response, 'usage');
  if (usage !== undefined && usage !== null) {
    return { service: 'image', ...readUsage(fromOpenAiImage(usage)) };
  }
  const options = {
    size: textField(response, 'size') ?? asked.size ?? '1024x1024',
    quality: textField(response, 'quality') ?? asked.quality ?? 'standard',
  };
  return { service: 'image', ...readUsage(fromOpenAiImageCount(listOf(response, 'data').length, options)) };
}

/** A transcript without usage, such as plain text, leaves the cost unknown. */
function transcriptPart(response: unknown): Part {
  const usage = fieldOf(response, 'usage');
  if (usage === undefined) return { service: 'stt', usage: UNKNOWN_USAGE };
  return { service: 'stt', ...readUsage(fromOpenAiTranscription(usage)) };
}

function answerPart(response: unknown, asked: OpenAiUsage): Part {
  if (asked.service === 'stt' || fieldOf(response, 'text') !== undefined) return transcriptPart(response);
  const kind = fieldOf(response, 'object');
  if (kind === 'response') return responsePart(response);
  if (kind === 'list' || asked.service === 'embedding') {
    return { service: 'embedding', ...readUsage(fromOpenAiEmbedding(fieldOf(response, 'usage'))) };
  }
  if (asked.service === 'image' || Array.isArray(fieldOf(response, 'data')))
    return imagePart(response, asked);
  return chatPart(response);
}

/**
 * What an OpenAI answer cost: chat completion, response, embeddings, images or transcript, told apart by
 * their shape. Also for the many providers that speak the same protocol; name them with `provider`.
 */
export function openAiDraft(response: unknown, asked: OpenAiUsage = {}): UsageDraft {
  const { size: _size, quality: _quality, ...extras } = asked;
  const model = textField(response, 'model') ?? asked.model ?? 'unknown';
  const draft = { provider: 'openai', ...answerPart(response, asked), model };
  return withExtras(draft, { ...extras, model });
}

import { type Asked, type BilledPart, sessionParts, unknownUsage } from './answer.ts';
import { fieldAt, fieldOf, type Fields, isFields, listOf, textField } from './fields.ts';
import { cohereParts } from './cohere.ts';
import { fromPerplexity } from './perplexity.ts';
import {
  chatFees,
  imageToolUsage,
  responseTerms,
  responseTools,
  uncountedFees,
  uncountedTools,
} from './openai-tools.ts';
import {
  fromOpenAiImage,
  fromOpenAiImageCount,
  fromOpenAiTokens,
  fromOpenAiTranscription,
  type OpenAiContext,
} from './openai.ts';
import { Reader } from './reading.ts';

/** Where an answer or a chunk keeps its usage: Groq and Moonshot put that of streams elsewhere. */
export function openAiUsage(answer: unknown): unknown {
  return (
    fieldOf(answer, 'usage') ??
    fieldAt(answer, 'x_groq', 'usage') ??
    fieldOf(listOf(answer, 'choices')[0], 'usage') ??
    undefined
  );
}

function contextOf(answer: unknown, asked: Asked): OpenAiContext {
  return {
    serviceTier: textField(answer, 'service_tier'),
    provider: asked.provider,
    model: textField(answer, 'model') ?? asked.model,
  };
}

/** Groq's systems of models bill each model that they used. */
function breakdown(answer: unknown, context: OpenAiContext): BilledPart[] {
  const models = listOf(fieldOf(answer, 'usage_breakdown'), 'models');
  return models.map((one) => ({
    service: 'llm',
    model: textField(one, 'model'),
    reading: fromOpenAiTokens(fieldOf(one, 'usage'), context),
  }));
}

/** Connectors of Mistral that have a fee, by part. */
const CONNECTORS: ReadonlyMap<string, string> = new Map([
  ['web_search', 'web_searches'],
  ['web_search_premium', 'web_searches'],
  ['document_library', 'storage_searches'],
  ['code_interpreter', 'sessions'],
]);

/**
 * A conversation of Mistral, whose tools' results are input beside the prompt, with the calls of its connectors;
 * undefined for other usage.
 */
function connectorUsage(
  usage: unknown,
): { usage: Fields; fees: Readonly<Record<string, number>> } | undefined {
  const tokens = fieldOf(usage, 'connector_tokens');
  const calls = fieldOf(usage, 'connectors');
  if (!isFields(usage) || (typeof tokens !== 'number' && !isFields(calls))) return undefined;
  const prompt = usage['prompt_tokens'];
  const fees: Record<string, number> = {};
  for (const [name, count] of Object.entries(isFields(calls) ? calls : {})) {
    const unit = CONNECTORS.get(name) ?? 'requests';
    if (typeof count === 'number') fees[unit] = (fees[unit] ?? 0) + count;
  }
  const whole = typeof prompt === 'number' && typeof tokens === 'number' ? prompt + tokens : prompt;
  return { usage: { ...usage, prompt_tokens: whole }, fees };
}

function chatParts(answer: unknown, asked: Asked): BilledPart[] {
  const context = contextOf(answer, asked);
  const usage = openAiUsage(answer);
  const connected = connectorUsage(usage);
  if (connected !== undefined) {
    return [
      { service: 'llm', reading: fromOpenAiTokens(connected.usage, { ...context, fees: connected.fees }) },
    ];
  }
  if (asked.provider === 'perplexity') {
    return [{ service: 'llm', reading: fromPerplexity(usage, context, asked.searchContextSize) }];
  }
  const parts = breakdown(answer, context);
  if (parts.length > 0) return parts;
  const fees = chatFees(answer, context.model ?? '');
  const problems = uncountedFees(usage);
  return [{ service: 'llm', reading: fromOpenAiTokens(usage, { ...context, fees, problems }) }];
}

/** A response, and the images that a tool of it made, which are billed at another model's prices. */
function responseParts(answer: unknown, asked: Asked): BilledPart[] {
  const images = imageToolUsage(answer);
  const { fees, sessions } = responseTools(answer);
  const untold = images !== undefined && images.usage === undefined;
  const reading = fromOpenAiTokens(openAiUsage(answer), {
    ...contextOf(answer, asked),
    fees,
    terms: responseTerms(answer),
    problems: [
      ...(untold ? ['the response made an image and does not tell what it used'] : []),
      ...uncountedTools(answer),
    ],
  });
  const parts: BilledPart[] = [{ service: 'llm', reading }];
  if (images !== undefined && !untold) {
    parts.push({ service: 'image', model: images.model, reading: fromOpenAiImage(images.usage) });
  }
  return [...parts, ...sessionParts(sessions)];
}

function imageParts(answer: unknown, asked: Asked): BilledPart[] {
  const usage = fieldOf(answer, 'usage');
  // xAI tells what an image cost, and no tokens.
  const tokens = ['output_tokens', 'completion_tokens', 'input_tokens', 'prompt_tokens', 'total_tokens'];
  if (tokens.some((name) => typeof fieldOf(usage, name) === 'number')) {
    return [{ service: 'image', reading: fromOpenAiImage(usage) }];
  }
  const options = {
    size: textField(answer, 'size') ?? asked.size ?? '1024x1024',
    quality: textField(answer, 'quality') ?? asked.quality ?? 'standard',
  };
  const images = listOf(answer, 'data').length;
  return [{ service: 'image', reading: fromOpenAiImageCount(images, options) }];
}

/** A transcript: by its usage, or by the seconds that it says it lasts. Plain text leaves the cost unknown. */
function transcriptParts(answer: unknown): BilledPart[] {
  const usage = openAiUsage(answer);
  if (usage !== undefined) return [{ service: 'stt', reading: fromOpenAiTranscription(usage) }];
  const seconds = fieldOf(answer, 'duration');
  const reading =
    seconds === undefined
      ? unknownUsage('the transcript does not tell its usage', null)
      : fromOpenAiTranscription({ type: 'duration', seconds });
  return [{ service: 'stt', reading }];
}

function isEmbedding(answer: unknown): boolean {
  return fieldOf(listOf(answer, 'data')[0], 'embedding') !== undefined;
}

/** What a speaker said in a realtime session is transcribed by a model of its own. */
const REALTIME_TRANSCRIPT = 'conversation.item.input_audio_transcription.completed';

/** A video is billed by the second, in the size that was asked for, when it is complete. */
function videoParts(answer: unknown): BilledPart[] {
  const read = new Reader(answer);
  if (textField(answer, 'status') === 'completed') read.decimalPart('video_seconds', 'seconds');
  else read.problem('the video is not complete, and only that is billed');
  read.attribute('size', fieldOf(answer, 'size'));
  return [{ service: 'video', reading: read.result() }];
}

/** Pages that were read, of Mistral, and those that were annotated besides, which have a price of their own. */
function pageParts(answer: unknown): BilledPart[] {
  const told = fieldOf(answer, 'usage_info');
  const read = new Reader(told);
  const annotated = read.count('pages_processed_annotation');
  read.part('pages', annotated > 0 ? read.count('pages_processed') : read.needed('pages_processed'));
  read.part('annotated_pages', annotated);
  return [{ service: 'llm', reading: read.result() }];
}

/**
 * What an answer of the OpenAI protocol bills: chat completion, response, realtime response, embeddings, images
 * or transcript, told apart by their shape.
 * @param asked what the answer does not say: embeddings, images and transcripts name neither model nor service
 */
export function readOpenAiAnswer(answer: unknown, asked: Asked = {}): BilledPart[] {
  const kind = textField(answer, 'object');
  if (kind === 'response') return responseParts(answer, asked);
  if (kind === 'realtime.response') {
    return [{ service: 'llm', reading: fromOpenAiTokens(openAiUsage(answer), contextOf(answer, asked)) }];
  }
  if (textField(answer, 'type') === REALTIME_TRANSCRIPT) return transcriptParts(answer);
  if (kind === 'video') return videoParts(answer);
  const billed = cohereParts(answer);
  if (billed !== undefined) return billed;
  if (fieldOf(answer, 'usage_info') !== undefined) return pageParts(answer);
  const isText = textField(answer, 'text') !== undefined && listOf(answer, 'choices').length === 0;
  if (asked.service === 'stt' || isText || kind === 'transcription') return transcriptParts(answer);
  if (asked.service === 'embedding' || isEmbedding(answer) || kind === 'list') {
    const reading = fromOpenAiTokens(openAiUsage(answer), contextOf(answer, asked));
    return [{ service: 'embedding', reading }];
  }
  if (asked.service === 'image' || Array.isArray(fieldOf(answer, 'data'))) return imageParts(answer, asked);
  return chatParts(answer, asked);
}

/** The answer inside an event or a line that wraps it: `response.done` of realtime, one result of a batch. */
export function unwrapOpenAi(answer: unknown): { answer: unknown; batch: boolean } {
  const type = textField(answer, 'type');
  if (type?.startsWith('response.')) return { answer: fieldOf(answer, 'response') ?? answer, batch: false };
  const body = fieldAt(answer, 'response', 'body');
  return body === undefined ? { answer, batch: false } : { answer: body, batch: true };
}

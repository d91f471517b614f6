import { fromAnthropic } from '../../providers/anthropic.ts';
import { fromBedrockConverse } from '../../providers/bedrock.ts';
import { fromGemini } from '../../providers/gemini.ts';
import {
  fromOpenAiChat,
  fromOpenAiEmbedding,
  fromOpenAiImage,
  fromOpenAiImageCount,
  fromOpenAiResponse,
  fromOpenAiTranscription,
} from '../../providers/openai.ts';
import type { Fields } from '../../providers/reading.ts';
import {
  at,
  fieldsAt,
  firstText,
  listAt,
  textAt,
  timeText,
  usageFields,
  type UsageFields,
} from './intake-event.ts';

/** What an answer says of its call. */
export interface ReadAnswer extends UsageFields {
  readonly provider: string;
  readonly service: string;
  readonly model: string | undefined;
  /** The provider's own name of the answer. */
  readonly responseId: string | undefined;
  readonly occurredAt: string | undefined;
}

/** Reads an answer; undefined for what is none of this provider's. */
type AnswerReader = (answer: Fields, model: string | undefined) => ReadAnswer | undefined;

const hasUsage = (answer: Fields): boolean => Object.keys(fieldsAt(answer, 'usage')).length > 0;

/** Results of a batch are lines around an answer; batches have their own price. */
function unwrapped(answer: Fields): { answer: Fields; batch: boolean } {
  const openAi = fieldsAt(answer, 'response', 'body');
  if (Object.keys(openAi).length > 0) return { answer: openAi, batch: true };
  const anthropic = fieldsAt(answer, 'result', 'message');
  return Object.keys(anthropic).length > 0 ? { answer: anthropic, batch: true } : { answer, batch: false };
}

function openAiUsage(answer: Fields): (UsageFields & { service: string }) | undefined {
  const usage = at(answer, 'usage');
  const serviceTier = textAt(answer, 'service_tier');
  if (textAt(answer, 'object') === 'response') {
    const webSearches = listAt(answer, 'output').filter(
      (item) => textAt(item, 'type') === 'web_search_call',
    ).length;
    return { service: 'llm', ...usageFields(fromOpenAiResponse(usage, { serviceTier, webSearches })) };
  }
  if (at(answer, 'text') !== undefined && hasUsage(answer)) {
    return { service: 'stt', ...usageFields(fromOpenAiTranscription(usage)) };
  }
  if (textAt(answer, 'object') === 'list') {
    return hasUsage(answer)
      ? { service: 'embedding', ...usageFields(fromOpenAiEmbedding(usage)) }
      : undefined;
  }
  if (listAt(answer, 'data').length > 0) {
    if (hasUsage(answer)) return { service: 'image', ...usageFields(fromOpenAiImage(usage)) };
    const size = textAt(answer, 'size') ?? '1024x1024';
    const quality = textAt(answer, 'quality') ?? 'standard';
    return {
      service: 'image',
      ...usageFields(fromOpenAiImageCount(listAt(answer, 'data').length, { size, quality })),
    };
  }
  if (!hasUsage(answer)) return undefined;
  return { service: 'llm', ...usageFields(fromOpenAiChat(usage, { serviceTier })) };
}

const openAi: AnswerReader = (answer, model) => {
  const read = openAiUsage(answer);
  return (
    read && {
      provider: 'openai',
      model: textAt(answer, 'model') ?? model,
      responseId: textAt(answer, 'id'),
      occurredAt: timeText(at(answer, 'created') ?? at(answer, 'completed_at') ?? at(answer, 'created_at')),
      ...read,
    }
  );
};

const anthropic: AnswerReader = (answer, model) =>
  hasUsage(answer)
    ? {
        provider: 'anthropic',
        service: 'llm',
        model: textAt(answer, 'model') ?? model,
        responseId: textAt(answer, 'id'),
        occurredAt: undefined,
        ...usageFields(fromAnthropic(at(answer, 'usage'))),
      }
    : undefined;

function googleUsage(answer: Fields): (UsageFields & { service: string }) | undefined {
  const usage = at(answer, 'usageMetadata') ?? at(answer, 'usage_metadata');
  const images = listAt(answer, 'generatedImages').length || listAt(answer, 'predictions').length;
  if (usage === undefined) return images > 0 ? { service: 'image', usage: { images } } : undefined;
  const webSearches = listAt(answer, 'candidates').flatMap((candidate) =>
    listAt(candidate, 'groundingMetadata', 'webSearchQueries'),
  ).length;
  return { service: 'llm', ...usageFields(fromGemini(usage, { webSearches })) };
}

const google: AnswerReader = (answer, model) => {
  const read = googleUsage(answer);
  return (
    read && {
      provider: 'google',
      model: textAt(answer, 'modelVersion') ?? model,
      responseId: textAt(answer, 'responseId'),
      occurredAt: timeText(at(answer, 'createTime')),
      ...read,
    }
  );
};

/** Converse, or the body of an InvokeModel in the shape of the model's maker. */
const bedrock: AnswerReader = (answer, model) => {
  const usage = fieldsAt(answer, 'usage');
  if (Object.keys(usage).length === 0) return undefined;
  const serviceTier = textAt(answer, 'serviceTier', 'type');
  const reading =
    'input_tokens' in usage
      ? fromAnthropic(usage)
      : 'prompt_tokens' in usage
        ? fromOpenAiChat(usage)
        : fromBedrockConverse(usage, { serviceTier });
  return {
    provider: 'bedrock',
    service: 'llm',
    model: model ?? firstText(textAt(answer, 'modelId'), textAt(answer, 'model')),
    responseId: firstText(
      textAt(answer, '$metadata', 'requestId'),
      textAt(answer, 'ResponseMetadata', 'RequestId'),
      textAt(answer, 'id'),
    ),
    occurredAt: undefined,
    ...usageFields(reading),
  };
};

/** Providers whose own answers are taken. */
export const ANSWERS: ReadonlyMap<string, { readonly read: AnswerReader; readonly shape: string }> = new Map([
  [
    'openai',
    { read: openAi, shape: 'a chat completion, response, embedding, image or transcript with its "usage"' },
  ],
  ['anthropic', { read: anthropic, shape: 'a message with its "usage"' }],
  ['google', { read: google, shape: 'an answer with its "usageMetadata"' }],
  ['bedrock', { read: bedrock, shape: 'an answer of Converse or InvokeModel with its "usage"' }],
]);

/** An answer, or the line of a batch's results around it; undefined for what is no answer of this reader. */
export function readAnswer(
  read: AnswerReader,
  given: Fields,
  model: string | undefined,
): ReadAnswer | undefined {
  const { answer, batch } = unwrapped(given);
  const found = read(answer, model);
  if (!found || !batch) return found;
  return { ...found, attributes: { ...found.attributes, service_tier: 'batch' } };
}

import { anthropicModel, readAnthropicAnswer } from '../../providers/anthropic-answer.ts';
import type { Asked, BilledPart } from '../../providers/answer.ts';
import { billedUnits } from '../../providers/cohere.ts';
import { bedrockUsage, readBedrockAnswer } from '../../providers/bedrock-answer.ts';
import { isFields, type Fields } from '../../providers/fields.ts';
import { readGoogleAnswer } from '../../providers/google-answer.ts';
import { KNOWN_HOSTS } from '../../providers/hosts.ts';
import { openAiUsage, readOpenAiAnswer, unwrapOpenAi } from '../../providers/openai-answer.ts';
import { ownAnswer } from '../../providers/own-answer.ts';
import { reportedCost } from '../../providers/reported-cost.ts';
import { dumpedAnswer } from './camel-names.ts';
import { at, fieldsAt, firstText, listAt, textAt, timeText } from './intake-event.ts';

/** What an answer says of its call. */
export interface ReadAnswer {
  readonly provider: string;
  readonly model: string | undefined;
  /** What it bills: the model's own part first, then those of other models that worked on it. */
  readonly parts: readonly BilledPart[];
  /** The provider's own name of the answer. */
  readonly responseId: string | undefined;
  readonly occurredAt: string | undefined;
  readonly reportedCostUsd: string | undefined;
  /** Results of a batch have their own price. */
  readonly batch: boolean;
}

type Found = Omit<ReadAnswer, 'provider' | 'batch' | 'reportedCostUsd'> & { readonly provider?: string };

/** Reads an answer; undefined for what is none of this provider's. */
type AnswerReader = (answer: Fields, asked: Asked) => Found | undefined;

const isFilled = (value: unknown): boolean => Object.keys(fieldsAt(value)).length > 0;

/** An answer in a form of its provider's own, which names whose it is. */
function ownOf(answer: Fields, asked: Asked): Found | undefined {
  const own = ownAnswer(answer, asked);
  return (
    own && {
      provider: own.provider,
      model: own.model,
      parts: [own.part],
      responseId: own.id,
      occurredAt: timeText(own.at),
    }
  );
}

/** A video that is still worked on has the id under which the finished one is billed, and bills nothing itself. */
function isFinishedVideo(answer: Fields): boolean {
  return at(answer, 'object') === 'video' && at(answer, 'status') === 'completed';
}

const openAi: AnswerReader = (answer, asked) => {
  const own = ownOf(answer, asked);
  if (own !== undefined) return own;
  const isImages = listAt(answer, 'data').some(
    (one) => at(one, 'url') !== undefined || at(one, 'b64_json') !== undefined,
  );
  const tells =
    isFilled(openAiUsage(answer)) ||
    isFilled(at(answer, 'usage_info')) ||
    isFilled(billedUnits(answer)) ||
    isFinishedVideo(answer) ||
    at(answer, 'duration') !== undefined;
  if (!tells && !isImages) return undefined;
  return {
    model: textAt(answer, 'model') ?? asked.model,
    parts: readOpenAiAnswer(answer, asked),
    responseId: textAt(answer, 'id'),
    occurredAt: timeText(at(answer, 'created') ?? at(answer, 'completed_at') ?? at(answer, 'created_at')),
  };
};

const anthropic: AnswerReader = (answer, asked) =>
  isFilled(at(answer, 'usage'))
    ? {
        model: anthropicModel(answer) ?? asked.model,
        parts: readAnthropicAnswer(answer, asked),
        responseId: textAt(answer, 'id'),
        occurredAt: undefined,
      }
    : undefined;

const google: AnswerReader = (given, asked) => {
  const answer = at(given, 'usage_metadata') === undefined ? given : dumpedAnswer(given);
  const tells = isFilled(at(answer, 'usageMetadata')) || isFilled(at(answer, 'usage'));
  const lists = ['generatedImages', 'predictions', 'embeddings'].flatMap((name) => listAt(answer, name));
  if (!tells && lists.length === 0) return undefined;
  return {
    model: firstText(textAt(answer, 'modelVersion'), textAt(answer, 'model'), asked.model),
    parts: readGoogleAnswer(answer, asked),
    responseId: firstText(textAt(answer, 'responseId'), textAt(answer, 'id')),
    occurredAt: timeText(at(answer, 'createTime') ?? at(answer, 'updated')),
  };
};

/** Converse, or the body of an InvokeModel in the shape of the model's maker. */
const bedrock: AnswerReader = (answer, asked) => {
  const usage = bedrockUsage(answer);
  if (!isFields(usage) || Object.keys(usage).length === 0) return undefined;
  const serviceTier = textAt(answer, 'serviceTier', 'type');
  const model = asked.model ?? firstText(textAt(answer, 'modelId'), textAt(answer, 'model'));
  return {
    model,
    parts: readBedrockAnswer(answer, usage, model, { serviceTier }),
    responseId: firstText(
      textAt(answer, '$metadata', 'requestId'),
      textAt(answer, 'ResponseMetadata', 'RequestId'),
      textAt(answer, 'id'),
    ),
    occurredAt: undefined,
  };
};

/** Providers whose own answers are taken. */
export const ANSWERS: ReadonlyMap<string, { readonly read: AnswerReader; readonly shape: string }> = new Map([
  [
    'openai',
    {
      read: openAi,
      shape:
        'a chat completion, response, embedding, image, video or transcript that is complete, with its "usage"; nor an answer of Ollama, Deepgram or AssemblyAI with its counts',
    },
  ],
  ['anthropic', { read: anthropic, shape: 'a message with its "usage"' }],
  ['google', { read: google, shape: 'an answer with its "usageMetadata"' }],
  ['bedrock', { read: bedrock, shape: 'an answer of Converse or InvokeModel with its "usage"' }],
]);

/** Providers of the ledger that speak the protocol of OpenAI, or have a form of their own that is known by its shape. */
const OTHERS: ReadonlySet<string> = new Set(KNOWN_HOSTS.map(({ provider }) => provider));

/** How the answers of a provider are read, and what they have to be; undefined for one that is not known. */
export function readerOf(source: string) {
  return ANSWERS.get(source) ?? (OTHERS.has(source) ? ANSWERS.get('openai') : undefined);
}

/** Where the lines of a batch's results hold their answer, and this its usage: of Anthropic, Google, Bedrock. */
const BATCH_LINES: readonly { readonly path: readonly string[]; readonly usage: readonly string[] }[] = [
  { path: ['result', 'message'], usage: ['usage'] },
  { path: ['response'], usage: ['usageMetadata', 'usage_metadata'] },
  { path: ['modelOutput'], usage: ['usage'] },
];

/** Results of a batch are lines around an answer, as events of realtime are around theirs. */
function unwrapped(given: Fields): { answer: Fields; batch: boolean } {
  const openAiLine = unwrapOpenAi(given);
  if (openAiLine.answer !== given) return { answer: fieldsAt(openAiLine.answer), batch: openAiLine.batch };
  if (isFilled(at(given, 'usage'))) return { answer: given, batch: false };
  for (const { path, usage } of BATCH_LINES) {
    const answer = fieldsAt(given, ...path);
    if (usage.some((name) => isFilled(at(answer, name)))) return { answer, batch: true };
  }
  return { answer: given, batch: false };
}

/** An answer, or what is around one; undefined for what is no answer of this provider. */
export function readAnswer(source: string, given: Fields, asked: Asked): ReadAnswer | undefined {
  const { answer, batch } = unwrapped(given);
  const found = readerOf(source)?.read(answer, { provider: source, ...asked });
  return found && { provider: source, reportedCostUsd: reportedCost(answer), batch, ...found };
}

import type { Asked, BilledPart } from '../../providers/answer.ts';
import { isFields, type Fields } from '../../providers/fields.ts';
import { modelFees } from '../../providers/model-fees.ts';
import { fromPerplexity } from '../../providers/perplexity.ts';
import { fromOpenAiImageCount, fromOpenAiTokens } from '../../providers/openai.ts';
import { at, firstText, listAt, plainJson, textAt, type UsageFields, usageFields } from './intake-event.ts';
import { type ReadAnswer, readAnswer } from './provider-answers.ts';

type LiteLlmUsage = UsageFields & { readonly service: string | undefined };

/** What a payload used, with all parts of the answer where that was read. */
interface LiteLlmCall {
  readonly usage: LiteLlmUsage;
  readonly parts: readonly BilledPart[];
  /** The model that the answer says it is of. */
  readonly model?: string | undefined;
}

/** Services by LiteLLM's name of the call. */
const SERVICES: readonly [RegExp, string][] = [
  [/embedding/, 'embedding'],
  [/image/, 'image'],
  [/transcription/, 'stt'],
  [/speech/, 'tts'],
  [/rerank/, 'embedding'],
];

/** Calls that LiteLLM reports without tokens: what they cost is what it says. */
const WITHOUT_TOKENS = /speech|transcription|rerank|moderation/;

/**
 * What a payload of LiteLLM used: by its own counts of tokens, which are those of the OpenAI protocol; by the answer
 * where that is of another kind (a response, a message of Anthropic, images, a transcript, reranking); else one
 * request.
 */
export function liteLlmCall(payload: Fields): LiteLlmCall {
  const plain = plainJson(payload) as Fields;
  const call = textAt(plain, 'call_type') ?? '';
  const service = SERVICES.find(([name]) => name.test(call))?.[1];
  const asked = {
    provider: textAt(plain, 'custom_llm_provider'),
    model: textAt(plain, 'model'),
    service,
    size: textAt(plain, 'model_parameters', 'size'),
    quality: textAt(plain, 'model_parameters', 'quality'),
  };
  const read = isCounted(at(plain, 'response', 'usage')) ? undefined : readResponse(plain, call, asked);
  const parts = read?.parts ?? [];
  const [own] = parts;
  const usage = own
    ? { service: own.service, ...usageFields(own.reading) }
    : countedUsage(plain, call, asked);
  return { usage, parts, model: read?.model };
}

/** Counts in the names of chat completions, which LiteLLM makes of every provider's. */
function isCounted(usage: unknown): usage is Fields {
  return isFields(usage) && typeof usage['prompt_tokens'] === 'number';
}

function readResponse(plain: Fields, call: string, asked: Asked): ReadAnswer | undefined {
  const response = at(plain, 'response');
  if (!isFields(response)) return undefined;
  const shape = call.includes('anthropic_messages') ? 'anthropic' : 'openai';
  return readAnswer(shape, response, asked);
}

function countedUsage(plain: Fields, call: string, asked: Asked): LiteLlmUsage {
  const told = [at(plain, 'response', 'usage'), at(plain, 'metadata', 'usage_object')].find(isCounted);
  const usage = told ?? {
    prompt_tokens: at(plain, 'prompt_tokens') ?? 0,
    completion_tokens: at(plain, 'completion_tokens') ?? 0,
  };
  if (asked.service === 'image') {
    const images = Math.max(1, listAt(plain, 'response', 'data').length);
    const { size = '1024x1024', quality = 'standard' } = asked;
    return { service: 'image', ...usageFields(fromOpenAiImageCount(images, { size, quality })) };
  }
  const tokens = Number(usage['prompt_tokens']) + Number(at(usage, 'completion_tokens') ?? 0);
  if (tokens === 0 && WITHOUT_TOKENS.test(call)) return { service: undefined, usage: { requests: 1 } };
  // A batch is told once, when it is found complete, with the tokens of all its calls.
  const batch = /retrieve_batch/.test(call) ? 'batch' : undefined;
  const tiers = [textAt(plain, 'response', 'service_tier'), textAt(usage, 'service_tier')];
  const serviceTier = batch ?? firstText(...tiers);
  const { provider, model } = asked;
  const context = { provider, model, serviceTier, fees: modelFees(model).fees };
  const reading =
    provider === 'perplexity' ? fromPerplexity(usage, context) : fromOpenAiTokens(usage, context);
  return {
    service: asked.service === 'embedding' ? 'embedding' : 'llm',
    ...usageFields(reading),
  };
}

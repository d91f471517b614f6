import { lookUp } from '../../contracts/look-up.ts';
import { googleDrafts } from '../convenience/llm-drafts.ts';
import { fieldOf, listOf, textField } from '../convenience/read-usage.ts';
import type { Service, UsageDraft } from '../core/usage-event.ts';
import {
  FREE,
  type BillableCall,
  type Endpoint,
  type ProviderCall,
  type StreamReading,
} from './billable-call.ts';
import { charactersIn, guessTokens } from './provider-call.ts';

const PATH = /\/models\/([^/:]+):(\w+)$/;
const INTERACTION = /\/interactions(?:\/([^/:]+))?$/;

const SERVICES: Readonly<Record<string, Service | typeof FREE | undefined>> = {
  generateContent: 'llm',
  streamGenerateContent: 'llm',
  embedContent: 'embedding',
  batchEmbedContents: 'embedding',
  predict: 'image',
  countTokens: FREE,
  computeTokens: FREE,
};

/** Routes that bill nothing by themselves. */
const UNBILLED = /\/(?:files|cachedContents|tunedModels|models|operations)(?:\/[^:]*)?$|\/upload\//;

/** Every chunk tells the usage so far, so a stream that ends early is billed as last told; searches add up. */
function contentStream(call: ProviderCall, base: BillableCall['base'], headers?: Headers): StreamReading {
  let last: object | undefined;
  let characters = 0;
  const grounded: unknown[] = [];
  return {
    event(data) {
      if (fieldOf(data, 'usageMetadata')) last = data as object;
      for (const candidate of listOf(data, 'candidates')) {
        const groundingMetadata = fieldOf(candidate, 'groundingMetadata');
        if (groundingMetadata) grounded.push({ groundingMetadata });
      }
      characters += charactersIn(fieldOf(data, 'candidates'));
      return 'keep';
    },
    usage: () => (last ? googleDrafts({ ...last, candidates: grounded }, base, headers) : undefined),
    estimate() {
      const input_tokens = guessTokens(charactersIn(call.body['contents']));
      return { ...base, usage: { input_tokens, output_tokens: guessTokens(characters) } };
    },
  };
}

/** A stream that was not asked for as events comes as one list of its chunks. */
function listDrafts(
  call: ProviderCall,
  base: BillableCall['base'],
  chunks: readonly unknown[],
  headers: Headers,
): UsageDraft[] {
  const reading = contentStream(call, base, headers);
  for (const chunk of chunks) reading.event(chunk);
  return reading.usage() ?? googleDrafts(undefined, base, headers);
}

/** Embeddings answer without usage: the tokens are guessed from the text, and the event says so. */
function embeddingDrafts(call: ProviderCall, base: BillableCall['base'], answer: unknown): UsageDraft[] {
  const told = googleDrafts(answer, base);
  if (told[0].problems === undefined) return told;
  const asked = call.body['requests'] ?? call.body['content'] ?? call.body['instances'];
  const texts = JSON.stringify(asked ?? '').match(/"text":"(?:[^"\\]|\\.)*"/g) ?? [];
  const input_tokens = guessTokens(texts.reduce((sum, text) => sum + text.length - 9, 0));
  return [{ ...base, usage: { input_tokens }, metadata: { estimated: true } }];
}

/** The last event of an interaction's stream has it whole. */
function interactionStream(call: ProviderCall, base: BillableCall['base']): StreamReading {
  let usage: UsageDraft[] | undefined;
  let characters = 0;
  return {
    event(data) {
      const interaction = fieldOf(data, 'interaction');
      if (fieldOf(interaction, 'usage')) usage = googleDrafts(interaction, base);
      characters += charactersIn(fieldOf(data, 'delta'));
      return 'keep';
    },
    usage: () => usage,
    estimate() {
      const input_tokens = guessTokens(charactersIn(call.body['input']));
      return { ...base, usage: { input_tokens, output_tokens: guessTokens(characters) } };
    },
  };
}

const UNDER_WAY = new Set(['in_progress', 'queued', 'requires_action']);

function timeOf(answer: unknown): { occurredAt?: string } {
  const at = textField(answer, 'updated') ?? textField(answer, 'created');
  return at === undefined ? {} : { occurredAt: at };
}

/** An interaction is created, and looked at while it works in the background: it counts once, by its id. */
function interactionCall(call: ProviderCall, id: string | undefined): BillableCall | undefined {
  const model = textField(call.body, 'model') ?? textField(call.body, 'agent') ?? 'unknown';
  const base = { provider: 'google', service: 'llm' as const, model };
  if (call.method === 'POST' && id === undefined) {
    return {
      base,
      fromAnswer: (answer) =>
        UNDER_WAY.has(textField(answer, 'status') ?? '') ? [] : googleDrafts(answer, base),
      openStream: () => interactionStream(call, base),
    };
  }
  if (call.method !== 'GET' || id === undefined) return undefined;
  return {
    base,
    silent: true,
    fromAnswer(answer): UsageDraft[] {
      const ended =
        fieldOf(answer, 'background') === true && !UNDER_WAY.has(textField(answer, 'status') ?? '');
      if (!ended || !fieldOf(answer, 'usage')) return [];
      return googleDrafts(answer, { id: `google-interaction/${id}`, ...timeOf(answer) });
    },
  };
}

/** Generation, streams, interactions, embeddings and images of the Gemini API and of Vertex AI. */
export const googleEndpoint: Endpoint = (call) => {
  const { pathname } = call.url;
  const interaction = INTERACTION.exec(pathname);
  if (interaction) return interactionCall(call, interaction[1]);
  const [, model, verb = ''] = PATH.exec(pathname) ?? [];
  if (call.method === 'POST' && UNBILLED.test(pathname)) return FREE;
  const service = lookUp(SERVICES, verb);
  if (call.method !== 'POST' || model === undefined || service === undefined || service === FREE) {
    return service === FREE ? FREE : undefined;
  }
  const isEmbedding = service === 'embedding' || model.includes('embedding');
  const base = { provider: 'google', service: isEmbedding ? ('embedding' as const) : service, model };
  if (isEmbedding) return { base, fromAnswer: (answer) => embeddingDrafts(call, base, answer) };
  return {
    base,
    fromAnswer: (answer, { headers }) =>
      Array.isArray(answer) ? listDrafts(call, base, answer, headers) : googleDrafts(answer, base, headers),
    openStream: (_changed, response) => contentStream(call, base, response.headers),
  };
};

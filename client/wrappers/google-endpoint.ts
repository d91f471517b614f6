import { lookUp } from '../../contracts/look-up.ts';
import { googleDraft } from '../convenience/llm-drafts.ts';
import { fieldOf } from '../convenience/read-usage.ts';
import type { Service, UsageDraft } from '../core/usage-event.ts';
import type { BillableCall, Endpoint, ProviderCall, StreamReading } from './billable-call.ts';
import { charactersIn, guessTokens } from './provider-call.ts';

const PATH = /\/models\/([^/:]+):(\w+)$/;

const SERVICES: Readonly<Record<string, Service>> = {
  generateContent: 'llm',
  streamGenerateContent: 'llm',
  embedContent: 'embedding',
  batchEmbedContents: 'embedding',
  predict: 'image',
};

/** Every chunk tells the usage so far, so a stream that ends early is billed as last told. */
function contentStream(call: ProviderCall, base: BillableCall['base']): StreamReading {
  let last: unknown;
  let characters = 0;
  return {
    event(data) {
      if (fieldOf(data, 'usageMetadata')) last = data;
      characters += charactersIn(fieldOf(data, 'candidates'));
      return 'keep';
    },
    usage: () => (last ? googleDraft(last, base) : undefined),
    estimate() {
      const input_tokens = guessTokens(charactersIn(call.body['contents']));
      return { ...base, usage: { input_tokens, output_tokens: guessTokens(characters) } };
    },
  };
}

/** Embeddings answer without usage: the tokens are guessed from the text, and the event says so. */
function embeddingDraft(call: ProviderCall, base: BillableCall['base'], answer: unknown): UsageDraft {
  if (fieldOf(answer, 'usageMetadata')) return googleDraft(answer, base);
  const asked = call.body['requests'] ?? call.body['content'] ?? call.body['instances'];
  const texts = JSON.stringify(asked ?? '').match(/"text":"(?:[^"\\]|\\.)*"/g) ?? [];
  const input_tokens = guessTokens(texts.reduce((sum, text) => sum + text.length - 9, 0));
  return { ...base, usage: { input_tokens }, metadata: { estimated: true } };
}

/** Generation, streams, embeddings and images of the Gemini API and of Vertex AI. */
export const googleEndpoint: Endpoint = (call) => {
  const [, model, verb = ''] = PATH.exec(call.url.pathname) ?? [];
  const service = lookUp(SERVICES, verb);
  if (call.method !== 'POST' || model === undefined || service === undefined) return undefined;
  const base = { provider: 'google', service, model };
  if (service === 'embedding') return { base, fromAnswer: (answer) => [embeddingDraft(call, base, answer)] };
  return {
    base,
    fromAnswer: (answer) => [googleDraft(answer, base)],
    openStream: () => contentStream(call, base),
  };
};

import type { Service } from '../core/usage-event.ts';
import { FREE } from './billable-call.ts';

const SERVICES: readonly [RegExp, Service][] = [
  [/\/chat\/completions$/, 'llm'],
  [/\/responses(\/compact)?$/, 'llm'],
  [/\/(?:fim\/|agents\/)?completions$/, 'llm'],
  [/\/ocr$/, 'llm'],
  // Cohere's own API, and conversations of Mistral; those of OpenAI are only kept.
  [/\/v[12]\/chat$/, 'llm'],
  [/\/v[12]\/embed$/, 'embedding'],
  [/\/(?:multimodal)?embeddings$/, 'embedding'],
  [/\/rerank$/, 'embedding'],
  [/\/images\/(generations|edits|variations)$/, 'image'],
  [/\/audio\/(transcriptions|translations)$/, 'stt'],
  [/\/audio\/speech$/, 'tts'],
];

/** Routes that bill nothing by themselves; what a batch bills is in its results. */
const UNBILLED: readonly RegExp[] = [
  /\/(?:files|uploads|models|moderations|batches|vector_stores|conversations|assistants|evals|prompts)(?:\/|$)/,
  /\/threads(?:\/[^/]+)?(?:\/messages(?:\/|$)|$)/,
  /\/responses\/(?:input_tokens|[^/]+\/cancel)$/,
  /\/chat\/completions\/[^/]+$/,
  /\/tokenize$/,
];

/** Conversations that answer: OpenAI's only keep what responses say, and Mistral's answer themselves. */
const CONVERSATION = /\/v1\/conversations(?:\/[^/]+(?:\/restart)?)?$/;

/** Orders of videos, which are billed when a later look finds them complete. */
const VIDEO_ORDER = /\/videos(?:\/[^/]+\/remix)?$/;
const VIDEO_MAKERS: ReadonlySet<string> = new Set(['openai', 'azure']);

/** The service that a route of the OpenAI protocol bills; `free` where it bills none. */
export function openAiService(path: string, provider?: string): Service | typeof FREE | undefined {
  if (provider === 'mistral' && CONVERSATION.test(path)) return 'llm';
  if (provider === 'perplexity' && path.endsWith('/v1/agent')) return 'llm';
  if (VIDEO_MAKERS.has(provider ?? '') && VIDEO_ORDER.test(path)) return FREE;
  const service = SERVICES.find(([route]) => route.test(path))?.[1];
  if (service !== undefined) return service;
  return UNBILLED.some((route) => route.test(path)) ? FREE : undefined;
}

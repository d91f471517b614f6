import type { Service } from '../core/usage-event.ts';
import { FREE } from './billable-call.ts';

const SERVICES: readonly [RegExp, Service][] = [
  [/\/chat\/completions$/, 'llm'],
  [/\/responses(\/compact)?$/, 'llm'],
  [/\/(?:fim\/|agents\/)?completions$/, 'llm'],
  [/\/ocr$/, 'llm'],
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

/** The service that a route of the OpenAI protocol bills; `free` where it bills none. */
export function openAiService(path: string): Service | typeof FREE | undefined {
  const service = SERVICES.find(([route]) => route.test(path))?.[1];
  if (service !== undefined) return service;
  return UNBILLED.some((route) => route.test(path)) ? FREE : undefined;
}

import { REASONING_BESIDE } from './reasoning-beside.ts';

/**
 * Names that providers and SDKs give to counts, and what they mean here. `inside` names the sums that a count is a part
 * of, by the documentation of its maker: the one that is there; without it the count is beside the others. `part` null:
 * the count is in another one already.
 */
export interface UsageAlias {
  readonly part: string | null;
  readonly inside?: readonly string[];
  /** Providers that count it beside all others, and the part that it is there. */
  readonly beside?: { readonly at: ReadonlySet<string>; readonly part: string };
}

/**
 * The two names of OpenAI for the prompt and for the completion: chat completions have the first, responses the other.
 */
const PROMPT = ['prompt_tokens', 'input_tokens'] as const;
const COMPLETION = ['completion_tokens', 'output_tokens'] as const;

/**
 * Sources: platform.openai.com/docs/api-reference/chat/object and /responses/object (`cached_tokens` and
 * `reasoning_tokens` are parts of the prompt and of the completion), /usage/completions_object (`input_tokens` with
 * `input_cached_tokens`); api-docs.deepseek.com/guides/kv_cache (the prompt is hits and misses);
 * docs.claude.com/en/docs/build-with-claude/prompt-caching (cache reads and writes are beside `input_tokens`, a write
 * lives five minutes by default); docs.x.ai/docs/guides/reasoning (`reasoning_tokens` are beside `completion_tokens`);
 * docs.cohere.com/reference/rerank (`search_units` of `billed_units`, which reranking is sold by). Names in camel case
 * are no names of a message: `POST /record/google` and `/record/bedrock` take those answers whole.
 */
export const USAGE_ALIASES: Readonly<Record<string, UsageAlias>> = {
  prompt_tokens: { part: 'input_tokens' },
  completion_tokens: { part: 'output_tokens' },
  cached_tokens: { part: 'cache_read_tokens', inside: PROMPT },
  input_cached_tokens: { part: 'cache_read_tokens', inside: PROMPT },
  prompt_cache_hit_tokens: { part: 'cache_read_tokens', inside: PROMPT },
  prompt_cache_miss_tokens: { part: null, inside: PROMPT },
  reasoning_tokens: {
    part: null,
    inside: COMPLETION,
    beside: { at: REASONING_BESIDE, part: 'output_reasoning_tokens' },
  },
  cache_read_input_tokens: { part: 'cache_read_tokens' },
  cache_creation_input_tokens: { part: 'cache_write_5m_tokens' },
  search_units: { part: 'requests' },
};

/** Sums over all parts: they say nothing new where one of the sums that they are made of is there. */
export const USAGE_SUMS: Readonly<Record<string, readonly string[]>> = {
  total_tokens: ['prompt_tokens', 'completion_tokens', 'input_tokens', 'output_tokens'],
};

/**
 * Counts that overlap by rules which need the whole answer (thoughts, tools, modalities), and the route that takes it.
 */
export const WHOLE_ANSWERS: Readonly<Record<string, string>> = {
  prompt_token_count: 'POST /record/google',
  candidates_token_count: 'POST /record/google',
  cached_content_token_count: 'POST /record/google',
  thoughts_token_count: 'POST /record/google',
  tool_use_prompt_token_count: 'POST /record/google',
};

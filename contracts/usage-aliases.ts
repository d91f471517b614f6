/**
 * Names that providers and SDKs give to counts, and what they mean here. `inside` names the sum that a count is a part
 * of, by the documentation of its maker; without it the count is beside the others. `part` null: the count is in
 * another one already.
 */
export interface UsageAlias {
  readonly part: string | null;
  readonly inside?: string;
}

/**
 * Sources: platform.openai.com/docs/api-reference/chat/object (`cached_tokens` and `reasoning_tokens` are parts of
 * `prompt_tokens` and `completion_tokens`); docs.claude.com/en/docs/build-with-claude/prompt-caching (cache reads and
 * writes are beside `input_tokens`, a write lives five minutes by default). Names in camel case are no names of a
 * message: `POST /record/google` and `/record/bedrock` take those answers whole.
 */
export const USAGE_ALIASES: Readonly<Record<string, UsageAlias>> = {
  prompt_tokens: { part: 'input_tokens' },
  completion_tokens: { part: 'output_tokens' },
  cached_tokens: { part: 'cache_read_tokens', inside: 'prompt_tokens' },
  reasoning_tokens: { part: null, inside: 'completion_tokens' },
  cache_read_input_tokens: { part: 'cache_read_tokens' },
  cache_creation_input_tokens: { part: 'cache_write_5m_tokens' },
};

/** Sums over all parts: they say nothing new where one of the sums that they are made of is there. */
export const USAGE_SUMS: Readonly<Record<string, readonly string[]>> = {
  total_tokens: ['prompt_tokens', 'completion_tokens', 'input_tokens', 'output_tokens'],
};

/** Providers that count reasoning beside the completion and not inside it: documented by xAI, Perplexity and Gemini. */
export const REASONING_BESIDE: ReadonlySet<string> = new Set(['x-ai', 'xai', 'perplexity', 'google']);

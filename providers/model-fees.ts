/** Models that search for every request. */
const SEARCH_MODEL = /search-(?:preview|api)/;
/** Perplexity's models that have a fee for each request; deep research bills its searches, the agent its tools. */
const BY_REQUEST = /^sonar(?!-deep-research)/;

/** What every call of a model costs besides its tokens, and what sets the price of that. */
export interface ModelFees {
  readonly fees: Readonly<Record<string, number>>;
  readonly terms: Readonly<Record<string, string>>;
}

/**
 * Fees that a model alone tells, for ways that tell nothing but tokens: a search model's search, and Perplexity's fee
 * for a request at the size of its search context that is the default.
 */
export function modelFees(model: string | undefined, provider?: string): ModelFees {
  if (SEARCH_MODEL.test(model ?? '')) return { fees: { web_searches: 1 }, terms: {} };
  const isPerplexity = provider?.toLowerCase().split('.')[0] === 'perplexity';
  return isPerplexity && BY_REQUEST.test(model ?? '')
    ? { fees: { requests: 1 }, terms: { search_context_size: 'low' } }
    : { fees: {}, terms: {} };
}

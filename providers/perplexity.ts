import { fieldAt, fieldOf } from './fields.ts';
import { Reader } from './reading.ts';
import { fromOpenAiTokens, type OpenAiContext } from './openai.ts';
import type { UsageReading } from './reading.ts';

/** Models that bill searches and cited tokens one by one; the others have a fee for each request. */
const DEEP = /deep-research/;

/**
 * Usage of Perplexity: the request has a fee by the size of its search context; deep research bills each search,
 * what it cites, and its reasoning, which stand beside the tokens of the answer.
 * @param asked the size that was asked for; the provider's default is `low`
 */
export function fromPerplexity(usage: unknown, context: OpenAiContext, asked?: string): UsageReading {
  const model = context.model ?? '';
  const read = new Reader(usage);
  if (DEEP.test(model)) {
    const fees = {
      web_searches: read.count('num_search_queries'),
      output_citation_tokens: read.count('citation_tokens'),
    };
    return fromOpenAiTokens(usage, { ...context, fees });
  }
  if (model.split('/').at(-1)?.startsWith('sonar') !== true) return fromOpenAiTokens(usage, context);
  const size = fieldOf(usage, 'search_context_size') ?? asked ?? 'low';
  const free = fieldAt(usage, 'cost', 'request_cost') === 0;
  const reading = fromOpenAiTokens(usage, { ...context, fees: free ? {} : { requests: 1 } });
  if (reading.kind === 'rejected' || typeof size !== 'string' || free) return reading;
  return { ...reading, attributes: { ...reading.attributes, search_context_size: size.toLowerCase() } };
}

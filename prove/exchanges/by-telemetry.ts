import { costkeeperMiddleware } from '../../client/ai-sdk.ts';
import type { UsageDraft } from '../../client/core/usage-event.ts';
import { CostkeeperSpanProcessor } from '../../client/otel.ts';
import type { Exchange } from './exchange.ts';

/** Parts that spans and results of the AI SDK can tell. */
const TOLD = new Set([
  'input_tokens',
  'cache_read_tokens',
  'cache_write_5m_tokens',
  'output_tokens',
  'output_reasoning_tokens',
]);

/** Whether telemetry can say what an exchange used: one model, tokens alone, no tier. */
export function isTold({ parts, path, region }: Exchange): boolean {
  const [part] = parts;
  const isModelCall = !['embeddings', 'images', 'transcription', 'speech', 'ocr', 'batch'].includes(path);
  if (part === undefined || parts.length !== 1 || !isModelCall || region !== undefined) return false;
  return part.attributes === undefined && Object.keys(part.usage).every((unit) => TOLD.has(unit));
}

function counts({ parts }: Exchange) {
  const count = (unit: string): number => Number(parts[0]?.usage[unit] ?? 0);
  const [fresh, cached, written] = [
    count('input_tokens'),
    count('cache_read_tokens'),
    count('cache_write_5m_tokens'),
  ];
  const [text, reasoning] = [count('output_tokens'), count('output_reasoning_tokens')];
  return { fresh, cached, written, text, reasoning };
}

type Attributes = Record<string, string | number>;

/** A span as each convention has it: cached tokens are inside the input, reasoning inside the output. */
function conventions(exchange: Exchange): Attributes[] {
  const { fresh, cached, written, text, reasoning } = counts(exchange);
  const [input, output] = [fresh + cached + written, text + reasoning];
  const { provider, model } = exchange;
  return [
    {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': provider,
      'gen_ai.response.model': model,
      'gen_ai.usage.input_tokens': input,
      'gen_ai.usage.output_tokens': output,
      'gen_ai.usage.cache_read.input_tokens': cached,
      'gen_ai.usage.cache_creation.input_tokens': written,
      'gen_ai.usage.reasoning.output_tokens': reasoning,
    },
    {
      'openinference.span.kind': 'LLM',
      'llm.provider': provider,
      'llm.model_name': model,
      'llm.token_count.prompt': input,
      'llm.token_count.completion': output,
      'llm.token_count.total': input + output,
      'llm.token_count.prompt_details.cache_read': cached,
      'llm.token_count.prompt_details.cache_write': written,
      'llm.token_count.completion_details.reasoning': reasoning,
    },
  ];
}

/** Through the span processor, once for each convention. */
export function bySpans(exchange: Exchange): UsageDraft[][] {
  return conventions(exchange).map((attributes, index) => {
    const drafts: UsageDraft[] = [];
    const processor = new CostkeeperSpanProcessor({
      record(draft) {
        drafts.push(draft);
        return '';
      },
    });
    processor.onEnd({
      attributes,
      startTime: [1_795_255_200, 0],
      endTime: [1_795_255_201, 0],
      status: { code: 0 },
      spanContext: () => ({ traceId: '0af7651916cd43dd8448eb211c80319c', spanId: `b7ad6b716920333${index}` }),
    });
    return drafts;
  });
}

/** Through the AI SDK's middleware, with the usage as its versions 6 and 7 give it. */
export async function byAiSdk(exchange: Exchange): Promise<UsageDraft[]> {
  const { fresh, cached, written, text, reasoning } = counts(exchange);
  const drafts: UsageDraft[] = [];
  const middleware = costkeeperMiddleware({
    record(draft) {
      drafts.push(draft);
      return '';
    },
  });
  const usage = {
    inputTokens: { total: fresh + cached + written, noCache: fresh, cacheRead: cached, cacheWrite: written },
    outputTokens: { total: text + reasoning, text, reasoning },
  };
  const { model: modelId } = exchange;
  await middleware.wrapGenerate({
    // A host that is not known has dots of its own, which the SDK's names of providers have not.
    model: { provider: exchange.provider.replaceAll('.', '-'), modelId },
    params: {},
    doGenerate: () => Promise.resolve({ content: [], usage, response: { modelId } }),
  });
  return drafts;
}

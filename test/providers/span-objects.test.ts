import { describe, expect, it } from 'vitest';
import { fromOpenTelemetry, hasSpanUsage } from '../../providers/open-telemetry.ts';

type Dialect = readonly [
  name: string,
  attributes: Readonly<Record<string, unknown>>,
  usage: Readonly<Record<string, number>>,
  told?: Readonly<Record<string, unknown>>,
];

/** Spans as public code writes them, and what they say by each one's own way of counting. */
const DIALECTS: readonly Dialect[] = [
  [
    'Claude Code, whose cached tokens stand beside the input',
    {
      'span.type': 'llm_request',
      'gen_ai.system': 'anthropic',
      'gen_ai.request.model': 'claude-opus-5',
      input_tokens: 90_002,
      output_tokens: 1200,
      cache_read_tokens: 84_562,
      cache_creation_tokens: 7096,
    },
    { input_tokens: 90_002, cache_read_tokens: 84_562, cache_write_5m_tokens: 7096, output_tokens: 1200 },
    { provider: 'anthropic', model: 'claude-opus-5' },
  ],
  [
    'Langfuse, in its own names',
    {
      'langfuse.observation.type': 'generation',
      'langfuse.observation.model.name': 'gpt-5.1',
      'langfuse.observation.usage_details':
        '{"input":1000,"input_cached_tokens":400,"output":90,"output_reasoning_tokens":60,"total":1550}',
      'langfuse.observation.cost_details': '{"input":0.00125,"total":0.0028}',
    },
    { input_tokens: 1000, cache_read_tokens: 400, output_tokens: 90, output_reasoning_tokens: 60 },
    { model: 'gpt-5.1', reportedCostUsd: '0.0028' },
  ],
  [
    'Langfuse, in the names of the OpenAI protocol',
    {
      'langfuse.observation.usage_details': {
        prompt_tokens: 1000,
        completion_tokens: 150,
        total_tokens: 1150,
        prompt_tokens_details: { cached_tokens: 400 },
        completion_tokens_details: { reasoning_tokens: 60 },
      },
    },
    { input_tokens: 600, cache_read_tokens: 400, output_tokens: 90, output_reasoning_tokens: 60 },
  ],
  [
    'MLflow, whose texts are JSON',
    {
      'mlflow.spanType': '"CHAT_MODEL"',
      'mlflow.llm.model': '"gpt-4o-mini"',
      'mlflow.llm.provider': '"openai"',
      'mlflow.chat.tokenUsage':
        '{"input_tokens":50,"output_tokens":9,"total_tokens":59,"cache_read_input_tokens":20}',
      'mlflow.llm.cost': '{"input_cost":0.1,"total_cost":0.3}',
    },
    { input_tokens: 30, cache_read_tokens: 20, output_tokens: 9 },
    { provider: 'openai', model: 'gpt-4o-mini', reportedCostUsd: '0.3' },
  ],
  [
    'LangSmith',
    {
      'langsmith.span.kind': 'llm',
      'gen_ai.request.model': 'claude-sonnet-4-5',
      'langsmith.usage_metadata': JSON.stringify({
        input_tokens: 100,
        output_tokens: 10,
        total_tokens: 110,
        total_cost: 0.123,
        input_token_details: { cache_read: 40, cache_creation: 20 },
        output_token_details: { reasoning: 4 },
      }),
    },
    {
      input_tokens: 40,
      cache_read_tokens: 40,
      cache_write_5m_tokens: 20,
      output_tokens: 6,
      output_reasoning_tokens: 4,
    },
    { reportedCostUsd: '0.123' },
  ],
  [
    'LangSmith beside the convention, with the details as JSON',
    {
      'langsmith.span.kind': 'llm',
      'gen_ai.system': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 10,
      'gen_ai.usage.input_token_details': '{"cache_read":40,"audio":0}',
      'gen_ai.usage.output_token_details': '{"reasoning":4}',
    },
    { input_tokens: 60, cache_read_tokens: 40, output_tokens: 6, output_reasoning_tokens: 4 },
    { provider: 'openai' },
  ],
  [
    'Braintrust',
    {
      'braintrust.metadata': '{"provider":"openai","model":"gpt-4o-mini"}',
      'braintrust.metrics':
        '{"prompt_tokens":30,"completion_tokens":4,"tokens":34,"prompt_cached_tokens":10,"time_to_first_token":0.4}',
    },
    { input_tokens: 20, cache_read_tokens: 10, output_tokens: 4 },
    { provider: 'openai', model: 'gpt-4o-mini' },
  ],
  [
    'Google’s ADK, before the convention had names: thoughts stand beside the candidates',
    {
      'gen_ai.system': 'gcp.vertex.agent',
      'gen_ai.request.model': 'gemini-2.5-flash',
      'gen_ai.usage.input_tokens': 106,
      'gen_ai.usage.output_tokens': 6,
      'gen_ai.usage.experimental.reasoning_tokens': 46,
      'gen_ai.usage.experimental.cached_tokens': 100,
      'gen_ai.usage.experimental.reasoning_tokens_limit': 1024,
    },
    { input_tokens: 6, cache_read_tokens: 100, output_tokens: 6, output_reasoning_tokens: 46 },
  ],
  [
    'OpenLIT, by the details of the OpenAI protocol',
    {
      'gen_ai.system': 'openai',
      'gen_ai.usage.input_tokens': 500,
      'gen_ai.usage.output_tokens': 80,
      'gen_ai.usage.prompt_tokens_details.cache_read': 300,
      'gen_ai.usage.completion_tokens_details.reasoning': 50,
      'gen_ai.usage.cost': 0.001,
    },
    { input_tokens: 200, cache_read_tokens: 300, output_tokens: 30, output_reasoning_tokens: 50 },
    { reportedCostUsd: '0.001' },
  ],
  [
    'Semantic Kernel, of before the usage had a name',
    {
      'gen_ai.system': 'openai',
      'gen_ai.response.prompt_tokens': 12,
      'gen_ai.response.completion_tokens': 3,
    },
    { input_tokens: 12, output_tokens: 3 },
  ],
  [
    'searches that an instrumentation counts',
    {
      'gen_ai.provider.name': 'anthropic',
      'gen_ai.usage.input_tokens': 12,
      'gen_ai.usage.output_tokens': 3,
      'gen_ai.usage.details.web_search_requests': 2,
    },
    { input_tokens: 12, output_tokens: 3, web_searches: 2 },
  ],
  [
    'the convention beside an object, of which the convention is read',
    {
      'gen_ai.usage.input_tokens': 12,
      'gen_ai.usage.output_tokens': 3,
      'langfuse.observation.usage_details': '{"input":1,"output":1}',
    },
    { input_tokens: 12, output_tokens: 3 },
  ],
];

describe('a span by the names of its instrumentation', () => {
  it.each(DIALECTS)('%s', (_name, attributes, usage, told) => {
    expect(hasSpanUsage(attributes)).toBe(true);
    expect(fromOpenTelemetry(attributes)).toMatchObject({
      reading: { kind: 'usage', usage },
      ...(told as object | undefined),
    });
    expect(fromOpenTelemetry(attributes).reading).toHaveProperty('usage', usage);
  });

  it('tells nothing by an object that was cut', () => {
    const { reading } = fromOpenTelemetry({ 'mlflow.chat.tokenUsage': '{"input_tokens":50,"outp' });
    expect(reading).toMatchObject({ kind: 'rejected' });
  });
});

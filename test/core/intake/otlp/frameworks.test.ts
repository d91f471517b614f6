import { describe, expect, it } from 'vitest';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { context, trace, type Attributes } from '@opentelemetry/api';
import { CostkeeperSpanProcessor } from '../../../../client/otel.ts';
import type { OtlpSpan } from '../../../../core/intake/otlp/otlp-span.ts';
import { spanEvents } from '../../../../core/intake/otlp/span-events.ts';
import { Recording } from '../../../client/support/recording.ts';

/** A span and those inside it, as a framework's tracing makes them of one question. */
interface Told {
  readonly attributes: Attributes;
  readonly inside?: readonly Told[];
}

const OPENINFERENCE_LLM = {
  'openinference.span.kind': 'LLM',
  'llm.provider': 'openai',
  'llm.system': 'openai',
  'llm.model_name': 'gpt-4o-mini-2024-07-18',
  'llm.token_count.prompt': 900,
  'llm.token_count.completion': 100,
  'llm.token_count.total': 1000,
};
const SEMCONV_CHAT = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o-mini',
  'gen_ai.usage.input_tokens': 900,
  'gen_ai.usage.output_tokens': 100,
};
/** The same counts as an agent's sum. */
const SUM = { 'gen_ai.usage.input_tokens': 900, 'gen_ai.usage.output_tokens': 100 };

/** Traces by the conventions that each writes; the sums of outer spans are what double counting would add. */
const TRACES: Readonly<Record<string, Told>> = {
  'LangChain by OpenInference': {
    attributes: { 'openinference.span.kind': 'CHAIN' },
    inside: [
      { attributes: { 'openinference.span.kind': 'CHAIN' }, inside: [{ attributes: OPENINFERENCE_LLM }] },
    ],
  },
  'LangChain by OpenLLMetry, with its OpenAI instrumentation inside': {
    attributes: { 'traceloop.span.kind': 'workflow' },
    inside: [
      {
        attributes: {
          'llm.request.type': 'chat',
          'gen_ai.system': 'Langchain',
          'gen_ai.request.model': 'gpt-4o-mini',
          ...SUM,
        },
        inside: [
          {
            attributes: {
              'llm.request.type': 'chat',
              'gen_ai.system': 'OpenAI',
              'gen_ai.request.model': 'gpt-4o-mini',
              ...SUM,
            },
          },
        ],
      },
    ],
  },
  'LlamaIndex by OpenInference, with its OpenAI instrumentation inside': {
    attributes: { 'openinference.span.kind': 'CHAIN' },
    inside: [{ attributes: OPENINFERENCE_LLM, inside: [{ attributes: OPENINFERENCE_LLM }] }],
  },
  'OpenAI Agents by OpenInference': {
    attributes: { 'openinference.span.kind': 'AGENT', 'graph.node.id': 'Assistant' },
    inside: [{ attributes: OPENINFERENCE_LLM }, { attributes: { 'openinference.span.kind': 'TOOL' } }],
  },
  'OpenAI Agents by the GenAI conventions': {
    attributes: {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': 'Assistant',
      'gen_ai.provider.name': 'openai',
      ...SUM,
    },
    inside: [{ attributes: SEMCONV_CHAT }, { attributes: { 'gen_ai.operation.name': 'execute_tool' } }],
  },
  'Mastra by its OtelExporter': {
    attributes: {
      'gen_ai.operation.name': 'invoke_agent',
      'mastra.span.type': 'agent_run',
      'gen_ai.agent.name': 'weather',
    },
    inside: [
      {
        attributes: {
          ...SEMCONV_CHAT,
          'mastra.span.type': 'model_generation',
          'gen_ai.agent.name': 'weather',
        },
        inside: [{ attributes: { 'gen_ai.operation.name': 'model_step', 'mastra.span.type': 'model_step' } }],
      },
    ],
  },
  'Langfuse, whose trace and agent repeat the usage': {
    attributes: {
      'langfuse.observation.type': 'agent',
      'langfuse.observation.usage_details': '{"input":900,"output":100}',
    },
    inside: [
      {
        attributes: {
          'langfuse.observation.type': 'generation',
          'langfuse.observation.usage_details': '{"input":900,"output":100}',
          'gen_ai.system': 'openai',
          'langfuse.observation.model.name': 'gpt-4o-mini',
        },
      },
    ],
  },
};

function spanIdOf(path: string): string {
  return path.padStart(16, '0');
}

/** The spans of an export, those inside first, as they end. */
function exported(told: Told, parentSpanId?: string, spanId = '1'): OtlpSpan[] {
  const inside = (told.inside ?? []).flatMap((one, index) => exported(one, spanId, `${spanId}${index + 1}`));
  return [
    ...inside,
    {
      traceId: 'f7651916cd43dd8448eb211c80319c12',
      spanId: spanIdOf(spanId),
      parentSpanId: parentSpanId === undefined ? undefined : spanIdOf(parentSpanId),
      name: 'x',
      startMs: 1_795_169_730_000,
      endMs: 1_795_169_731_000,
      scope: undefined,
      failed: false,
      attributes: told.attributes,
      resource: {},
    },
  ];
}

function run(provider: BasicTracerProvider, told: Told, parent = context.active()): void {
  const span = provider.getTracer('test').startSpan('x', { attributes: told.attributes }, parent);
  for (const one of told.inside ?? []) run(provider, one, trace.setSpan(parent, span));
  span.end();
}

describe('one call of a framework', () => {
  it.each(Object.entries(TRACES))('is one entry by OTLP: %s', (_name, told) => {
    const events = spanEvents(exported(told), {});
    expect(events).toMatchObject([{ event: { usage: { input_tokens: 900, output_tokens: 100 } } }]);
  });

  it.each(Object.entries(TRACES))('is one event by the span processor: %s', (_name, told) => {
    const recording = new Recording();
    run(new BasicTracerProvider({ spanProcessors: [new CostkeeperSpanProcessor(recording)] }), told);
    expect(recording.drafts.map(({ usage }) => usage)).toEqual([{ input_tokens: 900, output_tokens: 100 }]);
    expect(recording.price().status).toBe('priced');
  });

  it('counts the sound that Mastra names', () => {
    const attributes = {
      ...SEMCONV_CHAT,
      'gen_ai.request.model': 'gpt-4o-audio-preview',
      'gen_ai.usage.audio_input_tokens': 300,
      'gen_ai.usage.audio_output_tokens': 60,
    };
    expect(spanEvents(exported({ attributes }), {})).toMatchObject([
      {
        event: {
          usage: { input_tokens: 600, input_audio_tokens: 300, output_tokens: 40, output_audio_tokens: 60 },
        },
      },
    ]);
  });
});

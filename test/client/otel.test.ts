import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { describe, expect, it } from 'vitest';
import { CostkeeperSpanProcessor } from '../../client/otel.ts';
import { Recording } from './support/recording.ts';

function tracing() {
  const recording = new Recording();
  const provider = new BasicTracerProvider({ spanProcessors: [new CostkeeperSpanProcessor(recording)] });
  return { recording, tracer: provider.getTracer('test') };
}

const CURRENT = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o-mini',
  'gen_ai.response.model': 'gpt-4o-mini-2024-07-18',
  'gen_ai.usage.input_tokens': 1000,
  'gen_ai.usage.cache_read.input_tokens': 200,
  'gen_ai.usage.output_tokens': 340,
};
const PREVIOUS = {
  'gen_ai.system': 'anthropic',
  'gen_ai.request.model': 'claude-3-5-haiku-20241022',
  'gen_ai.usage.prompt_tokens': 90,
  'gen_ai.usage.completion_tokens': 10,
};

const AT = Date.UTC(2026, 10, 20, 10);

describe('CostkeeperSpanProcessor', () => {
  it('records current and previous attribute names, with the time and the identity of the span', () => {
    const { recording, tracer } = tracing();
    const span = tracer.startSpan('chat gpt-4o-mini', { startTime: new Date('2026-11-20T10:00:00Z') });
    span.setAttributes({ ...CURRENT, 'enduser.id': 'user-42' });
    span.end(new Date('2026-11-20T10:00:01.500Z'));
    tracer.startSpan('completion', { attributes: PREVIOUS }).end();
    const [current, previous] = recording.drafts;
    expect(current).toMatchObject({
      id: `${span.spanContext().traceId}-${span.spanContext().spanId}`,
      occurredAt: new Date('2026-11-20T10:00:01.500Z'),
      provider: 'openai',
      model: 'gpt-4o-mini-2024-07-18',
      usage: { input_tokens: 800, cache_read_tokens: 200, output_tokens: 340 },
      userId: 'user-42',
      operation: 'chat',
      metadata: { durationMs: 1500 },
    });
    expect(previous).toMatchObject({
      provider: 'anthropic',
      model: 'claude-3-5-haiku-20241022',
      usage: { input_tokens: 90, output_tokens: 10 },
    });
  });

  it('bills the innermost spans only, however deep the agent is', () => {
    const { recording, tracer } = tracing();
    const agent = tracer.startSpan('invoke_agent', { attributes: CURRENT });
    const inAgent = trace.setSpan(context.active(), agent);
    const step = tracer.startSpan('step', {}, inAgent);
    const inStep = trace.setSpan(inAgent, step);
    for (const model of ['gpt-4o', 'gpt-4o-mini']) {
      tracer.startSpan('chat', { attributes: { ...CURRENT, 'gen_ai.response.model': model } }, inStep).end();
    }
    step.end();
    agent.end();
    expect(recording.drafts.map(({ model }) => model)).toEqual(['gpt-4o', 'gpt-4o-mini']);
  });

  it('leaves other spans alone, and marks those that failed', () => {
    const { recording, tracer } = tracing();
    tracer.startSpan('GET /', { attributes: { 'http.request.method': 'GET' } }).end();
    const span = tracer.startSpan('embeddings', {
      attributes: { ...CURRENT, 'gen_ai.operation.name': 'embeddings' },
    });
    span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
    expect(recording.only()).toMatchObject({ service: 'embedding', outcome: 'failed' });
  });

  it('records a call once that two instrumentations tell under one parent', () => {
    const recording = new Recording();
    const provider = new BasicTracerProvider({ spanProcessors: [new CostkeeperSpanProcessor(recording)] });
    const parent = provider.getTracer('app').startSpan('answer');
    const inside = trace.setSpan(context.active(), parent);
    for (const library of ['opentelemetry.instrumentation.openai', 'openinference.instrumentation.openai']) {
      const span = provider
        .getTracer(library)
        .startSpan('chat', { startTime: new Date(AT), attributes: CURRENT }, inside);
      span.end(new Date(AT + 1000));
    }
    expect(recording.drafts).toHaveLength(1);
  });
});

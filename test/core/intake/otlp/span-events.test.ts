import { Buffer } from 'node:buffer';
import { assert, property, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../../core/errors.ts';
import type { Intake } from '../../../../core/intake/intake-event.ts';
import type { OtlpSpan } from '../../../../core/intake/otlp/otlp-span.ts';
import { readOtlpJson } from '../../../../core/intake/otlp/read-otlp-json.ts';
import { readOtlpProtobuf } from '../../../../core/intake/otlp/read-otlp-protobuf.ts';
import { spanEvents } from '../../../../core/intake/otlp/span-events.ts';
import { propertyRuns } from '../../../../testing/property-runs.ts';
import { EXPORT_JSON, EXPORT_PROTOBUF } from './recorded-export.ts';

function aSpan(attributes: Record<string, unknown>, more: Partial<OtlpSpan> = {}): OtlpSpan {
  return {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    parentSpanId: undefined,
    name: 'chat',
    scope: undefined,
    startMs: 1_795_169_730_000,
    endMs: 1_795_169_731_000,
    failed: false,
    attributes: { 'gen_ai.usage.input_tokens': 10, 'gen_ai.usage.output_tokens': 2, ...attributes },
    resource: {},
    ...more,
  };
}

function outcomeOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

function onlyEvent(intakes: readonly Intake[]): Record<string, unknown> {
  expect(intakes).toHaveLength(1);
  const [first] = intakes;
  if (!first || !('event' in first)) throw new Error('there is no event');
  return first.event;
}

function idsOf(...spans: OtlpSpan[]) {
  return spanEvents(spans, {}).map((intake) => ('event' in intake ? intake.event['id'] : undefined));
}

describe('a call that two libraries instrument side by side', () => {
  const parentSpanId = '00f067aa0ba902b7';
  const first = {
    spanId: 'aaaaaaaaaaaaaaaa',
    parentSpanId,
    scope: 'opentelemetry.instrumentation.openai.v1',
  };
  const second = { spanId: 'bbbbbbbbbbbbbbbb', parentSpanId, scope: 'openinference.instrumentation.openai' };
  const model = { 'gen_ai.request.model': 'gpt-4o-mini' };

  it('is booked once, by the span that names the answer', () => {
    const id = 'chatcmpl-CGmZ1vX7yqkTnRwE4uPb0sLdHaJi';
    const named = aSpan({ ...model, 'gen_ai.response.id': id }, second);
    expect(idsOf(aSpan(model, first), named)).toEqual([id]);
    expect(idsOf(aSpan(model, first), aSpan(model, second))).toHaveLength(1);
  });

  it('is two where one library tells both', () => {
    expect(idsOf(aSpan(model, first), aSpan(model, { ...second, scope: first.scope }))).toHaveLength(2);
  });
});

describe('an export request', () => {
  const expected = {
    id: 'chatcmpl-CGmZ1vX7yqkTnRwE4uPb0sLdHaJi',
    occurredAt: '2026-11-20T10:15:31.623Z',
    provider: 'openai',
    service: 'llm',
    model: 'gpt-4o-mini-2024-07-18',
    operation: 'chat',
    userId: 'user-42',
    resource: { type: 'conversation', id: 'conv-7' },
    group: { type: 'session', id: 'sess-3' },
    usage: { input_tokens: 800, cache_read_tokens: 200, output_tokens: 340 },
    via: 'otlp',
    metadata: {
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      durationMs: 1500,
      serviceName: 'checkout',
    },
  };

  it('in protobuf is the usage message of its call', () => {
    const spans = readOtlpProtobuf(Buffer.from(EXPORT_PROTOBUF, 'base64'));
    expect(onlyEvent(spanEvents(spans, {}))).toEqual(expected);
  });

  it('in JSON is the same message', () => {
    expect(onlyEvent(spanEvents(readOtlpJson(JSON.stringify(EXPORT_JSON)), {}))).toEqual(expected);
  });

  it('in protobuf keeps every kind of attribute', () => {
    const [span] = readOtlpProtobuf(Buffer.from(EXPORT_PROTOBUF, 'base64'));
    expect(span?.attributes).toMatchObject({
      'gen_ai.request.temperature': 0.5,
      'gen_ai.request.stream': false,
      'gen_ai.response.finish_reasons': ['stop'],
      nested: { inner: -3 },
    });
  });

  it('is refused with its reason when its bytes are none', () => {
    assert(
      property(uint8Array({ maxLength: 200 }), (bytes) => {
        const outcome = outcomeOf(() => readOtlpProtobuf(bytes));
        expect(Array.isArray(outcome) || outcome instanceof InvalidInputError).toBe(true);
      }),
      propertyRuns(300),
    );
  });

  it.each(['[]', '{"spans":[]}', 'nonsense', '7'])('is refused when its JSON is %s', (text) => {
    expect(() => readOtlpJson(text)).toThrow(InvalidInputError);
  });

  it('may be empty, as a test of the connection is', () => {
    expect(readOtlpJson('{"resourceSpans":[]}')).toEqual([]);
    expect(readOtlpProtobuf(new Uint8Array())).toEqual([]);
  });
});

describe('spanEvents', () => {
  it('takes the id of the span where the provider gave its answer none', () => {
    expect(onlyEvent(spanEvents([aSpan({})], {}))['id']).toBe(
      '0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331',
    );
  });

  it('bills the innermost of spans in each other, and leaves out spans without usage', () => {
    const agent = aSpan({ 'gen_ai.usage.input_tokens': 30 }, { spanId: '1111111111111111' });
    const http = aSpan({}, { spanId: '3333333333333333', parentSpanId: '1111111111111111', attributes: {} });
    const call = aSpan({}, { spanId: '2222222222222222', parentSpanId: '3333333333333333' });
    const event = onlyEvent(spanEvents([agent, http, call], {}));
    expect(event['metadata']).toMatchObject({ spanId: '2222222222222222' });
  });

  it.each([
    ['an agent of the conventions', { 'gen_ai.operation.name': 'invoke_agent' }],
    ['a chain of OpenInference', { 'openinference.span.kind': 'CHAIN' }],
    ['a workflow of OpenLLMetry', { 'traceloop.span.kind': 'workflow' }],
    ['the outer span of the AI SDK', { 'ai.operationId': 'ai.generateText' }],
    ['an agent run without a call of its own', { agent_name: 'planner' }],
  ])('does not bill %s, although its calls come in another request', (_name, attributes) => {
    expect(spanEvents([aSpan(attributes)], {})).toEqual([]);
  });

  it('bills the inner span of the AI SDK', () => {
    expect(spanEvents([aSpan({ 'ai.operationId': 'ai.generateText.doGenerate' })], {})).toHaveLength(1);
  });

  it('reads whom a span is for from baggage, from its process and from names that the sender configures', () => {
    const span = aSpan(
      {
        'baggage.user.id': 'user-9',
        'app.job_id': 'job-1',
        'app.tenant': 'acme',
        'costkeeper.tag.tier': 'pro',
      },
      { resource: { 'session.id': 'sess-5' } },
    );
    const attribution = { resource: { type: 'job', name: 'app.job_id' }, tags: ['app.tenant'] };
    expect(onlyEvent(spanEvents([span], attribution))).toMatchObject({
      userId: 'user-9',
      resource: { type: 'job', id: 'job-1' },
      group: { type: 'session', id: 'sess-5' },
      tags: { 'app.tenant': 'acme', tier: 'pro' },
    });
  });

  it('lets costkeeper.… attributes say everything', () => {
    const span = aSpan({
      'enduser.id': 'somebody',
      'costkeeper.user_id': 'user-1',
      'costkeeper.resource.type': 'episode',
      'costkeeper.resource.id': 'ep-7',
      'costkeeper.group.type': 'podcast',
      'costkeeper.group.id': 'pod-1',
      'costkeeper.operation': 'script',
    });
    expect(onlyEvent(spanEvents([span], {}))).toMatchObject({
      userId: 'user-1',
      resource: { type: 'episode', id: 'ep-7' },
      group: { type: 'podcast', id: 'pod-1' },
      operation: 'script',
    });
  });

  it('marks a call that failed, and takes what a gateway says that it cost', () => {
    const span = aSpan({ 'gen_ai.usage.cost': 0.000123 }, { failed: true });
    expect(onlyEvent(spanEvents([span], {}))).toMatchObject({
      outcome: 'failed',
      reportedCostUsd: '0.000123',
    });
  });

  it('rejects a span that has no id', () => {
    expect(spanEvents([aSpan({}, { spanId: '' })], {})).toEqual([
      { errors: [{ field: 'spanId', message: expect.stringContaining('is missing') as string }] },
    ]);
  });
});

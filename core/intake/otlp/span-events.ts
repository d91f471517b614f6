import {
  fromOpenTelemetry,
  hasSpanUsage,
  isEmbeddingSpan,
  spanResponseId,
  spanText,
} from '../../../providers/open-telemetry.ts';
import { type SpanCall, ToldTwice } from '../../../providers/told-twice.ts';
import { ascending } from '../../order.ts';
import { callIdOf } from '../call-id.ts';
import {
  firstText,
  type Intake,
  type IntakeEvent,
  referenceOf,
  textAt,
  usageFields,
  withoutAbsent,
} from '../intake-event.ts';
import type { OtlpSpan } from './otlp-span.ts';
import { type SpanAttribution, readAttribution } from './span-attribution.ts';

/** Operations and kinds of spans that enclose the calls they count, and repeat their usage. */
const AROUND: ReadonlySet<string> = new Set([
  'invoke_agent',
  'create_agent',
  'invoke_workflow',
  'execute_tool',
  'agent',
  'chain',
  'workflow',
  'task',
  'tool',
  'guardrail',
  'span',
]);
const KINDS = [
  'gen_ai.operation.name',
  'openinference.span.kind',
  'traceloop.span.kind',
  'langfuse.observation.type',
  'langsmith.span.kind',
  'mlflow.spanType',
] as const;

/** The usage messages of GenAI spans; spans without usage, and those around others, are none. */
export function spanEvents(spans: readonly OtlpSpan[], attribution: SpanAttribution): Intake[] {
  return toldOnce(billedSpans(spans.filter(hasUsage), spans)).map((span) => {
    if (span.traceId === '' || span.spanId === '') {
      return { errors: [{ field: 'spanId', message: 'is missing: a span has a traceId and a spanId' }] };
    }
    return { event: spanEvent(span, attribution) };
  });
}

/**
 * The spans without those of calls that another instrumentation library tells beside them. What names the provider's
 * answer is kept before what does not: it is known again by other ways.
 */
function toldOnce(billed: readonly OtlpSpan[]): readonly OtlpSpan[] {
  if (new Set(billed.map(({ scope }) => scope)).size < 2) return billed;
  const told = new ToldTwice();
  return billed.toSorted(ascending(unnamed)).filter((span) => !told.isTold(callOf(span)));
}

/** 1 for a span that does not name the provider's answer. */
function unnamed({ attributes }: OtlpSpan): number {
  return spanResponseId(attributes) === undefined ? 1 : 0;
}

function callOf({ attributes, parentSpanId: parentId, traceId, scope, startMs, endMs }: OtlpSpan): SpanCall {
  const { reading, model } = fromOpenTelemetry(attributes);
  const usage = reading.kind === 'rejected' ? {} : reading.usage;
  return { traceId, parentId, scope, model, usage, startMs, endMs };
}

function hasUsage({ attributes }: OtlpSpan): boolean {
  return hasSpanUsage(attributes);
}

/** Of spans in each other only the innermost is the call that is billed; what it is in counts it again. */
function billedSpans(withUsage: readonly OtlpSpan[], all: readonly OtlpSpan[]): OtlpSpan[] {
  const byId = new Map(all.map((span) => [spanKey(span, span.spanId), span]));
  const around = new Set<OtlpSpan>();
  for (const span of withUsage.filter((one) => !isAround(one))) {
    for (let parent = parentOf(span, byId); parent && !around.has(parent); parent = parentOf(parent, byId)) {
      around.add(parent);
    }
  }
  return withUsage.filter((span) => !around.has(span) && !isAround(span));
}

function spanKey({ traceId }: OtlpSpan, spanId: string): string {
  return `${traceId}/${spanId}`;
}

function parentOf(span: OtlpSpan, byId: ReadonlyMap<string, OtlpSpan>): OtlpSpan | undefined {
  return span.parentSpanId === undefined ? undefined : byId.get(spanKey(span, span.parentSpanId));
}

/** A span that says itself that it is around calls, even where these come in another request. */
function isAround({ attributes }: OtlpSpan): boolean {
  for (const name of KINDS) {
    const kind = attributes[name] === undefined ? undefined : spanText(attributes, [name]);
    if (kind !== undefined && AROUND.has(kind.toLowerCase())) return true;
  }
  const aiSdk = textAt(attributes, 'ai.operationId');
  if (aiSdk !== undefined && !/\.do[A-Z]/.test(aiSdk)) return true;
  const agent = firstText(textAt(attributes, 'agent_name'), textAt(attributes, 'gen_ai.agent.name'));
  return (
    agent !== undefined &&
    textAt(attributes, 'gen_ai.operation.name') === undefined &&
    spanResponseId(attributes) === undefined
  );
}

function spanEvent(span: OtlpSpan, attribution: SpanAttribution): IntakeEvent {
  const { attributes } = span;
  const { reading, provider, model, reportedCostUsd } = fromOpenTelemetry(attributes);
  const { metadata: problems, ...usage } = usageFields(reading);
  const kind = firstText(textAt(attributes, 'gen_ai.operation.name'), textAt(attributes, 'llm.request.type'));
  const endMs = span.endMs || span.startMs;
  const whom = readAttribution(span, attribution);
  return withoutAbsent({
    id: callIdOf(spanResponseId(attributes)) ?? `${span.traceId}-${span.spanId}`,
    occurredAt: endMs > 0 && endMs < 8e15 ? new Date(endMs).toISOString() : undefined,
    provider: provider ?? 'unknown',
    service: isEmbeddingSpan(attributes) ? 'embedding' : 'llm',
    model: model ?? 'unknown',
    reportedCostUsd,
    operation: whom.operation ?? kind,
    userId: whom.userId,
    resource: referenceOf(whom.resource?.type, whom.resource?.id),
    group: referenceOf(whom.group?.type, whom.group?.id),
    tags: Object.keys(whom.tags).length > 0 ? whom.tags : undefined,
    holdId: textAt(attributes, 'costkeeper.hold_id'),
    ...(span.failed && { outcome: 'failed' }),
    ...usage,
    via: 'otlp',
    metadata: withoutAbsent({
      traceId: span.traceId,
      spanId: span.spanId,
      durationMs: span.startMs > 0 ? Math.max(0, Math.round(endMs - span.startMs)) : undefined,
      serviceName: textAt(span.resource, 'service.name'),
      ...problems,
    }),
  });
}

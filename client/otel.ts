import {
  fromOpenTelemetry,
  hasSpanUsage,
  isEmbeddingSpan,
  spanResponseId,
} from '../providers/open-telemetry.ts';
import { type SpanCall, ToldTwice } from '../providers/told-twice.ts';
import { readUsage } from './convenience/read-usage.ts';
import type { UsageRecorder } from './core/wrapper-ports.ts';
import type { UsageDraft } from './core/usage-event.ts';
import { uniqueId } from './wrappers/answer-id.ts';
import { BilledSpans } from './wrappers/billed-spans.ts';

/** What is read of a span that has ended; spans of `@opentelemetry/sdk-trace-base` 1 and 2 fit. */
interface EndedSpan {
  attributes: Readonly<Record<string, unknown>>;
  startTime: [number, number];
  endTime: [number, number];
  status: { code: number };
  spanContext(): { traceId: string; spanId: string };
  parentSpanContext?: { spanId: string } | undefined;
  parentSpanId?: string | undefined;
  instrumentationScope?: { name: string } | undefined;
  /** Its name in version 1. */
  instrumentationLibrary?: { name: string } | undefined;
}

/** Status code `ERROR` of OpenTelemetry. */
const ERROR = 2;

function textAttribute(span: EndedSpan, ...names: string[]): string | undefined {
  const value = names.map((name) => span.attributes[name]).find((one) => typeof one === 'string');
  return value;
}

function milliseconds([seconds, nanos]: [number, number]): number {
  return seconds * 1000 + nanos / 1e6;
}

function draftOf(span: EndedSpan): UsageDraft {
  const { reading, provider, model, reportedCostUsd } = fromOpenTelemetry(span.attributes);
  const operation = textAttribute(span, 'gen_ai.operation.name', 'llm.request.type', 'ai.operationId');
  const { traceId, spanId } = span.spanContext();
  const { metadata, ...read } = readUsage(reading);
  const durationMs = Math.round(milliseconds(span.endTime) - milliseconds(span.startTime));
  const userId = textAttribute(span, 'costkeeper.user_id', 'enduser.id', 'user.id');
  const answer = uniqueId(spanResponseId(span.attributes));
  return {
    id: answer ?? `${traceId}-${spanId}`,
    ...(answer === undefined ? {} : { via: 'span' }),
    occurredAt: new Date(milliseconds(span.endTime)),
    provider: provider ?? 'unknown',
    service: isEmbeddingSpan(span.attributes) ? 'embedding' : 'llm',
    model: model ?? 'unknown',
    ...read,
    ...(reportedCostUsd === undefined ? {} : { reportedCostUsd }),
    ...(userId === undefined ? {} : { userId }),
    ...(operation === undefined ? {} : { operation }),
    ...(span.status.code === ERROR ? { outcome: 'failed' } : {}),
    metadata: { durationMs, ...metadata },
  };
}

function callOf(span: EndedSpan, parentId: string | undefined, { model, usage }: UsageDraft): SpanCall {
  const { name: scope } = span.instrumentationScope ?? span.instrumentationLibrary ?? {};
  const counts = Object.entries(usage).flatMap(([unit, count]) =>
    count === undefined ? [] : [[unit, count]],
  );
  return {
    traceId: span.spanContext().traceId,
    parentId,
    scope,
    model,
    usage: Object.fromEntries(counts) as SpanCall['usage'],
    startMs: milliseconds(span.startTime),
    endMs: milliseconds(span.endTime),
  };
}

/**
 * Turns GenAI spans into events, so that an instrumented application needs no other code. Current and previous
 * attribute names are read, and only the innermost span with usage is billed. Give it to the tracer provider:
 * `new NodeTracerProvider({ spanProcessors: [new CostkeeperSpanProcessor(costkeeper)] })`.
 */
export class CostkeeperSpanProcessor {
  readonly #recorder: UsageRecorder & { flush?(): Promise<unknown> };
  readonly #billed = new BilledSpans();
  readonly #told = new ToldTwice();

  constructor(recorder: UsageRecorder & { flush?(): Promise<unknown> }) {
    this.#recorder = recorder;
  }

  /** Spans are read when they end. */
  onStart(): void {
    // Nothing is known before the end.
  }

  onEnd(span: EndedSpan): void {
    try {
      const hasUsage = hasSpanUsage(span.attributes);
      const parent = span.parentSpanContext?.spanId ?? span.parentSpanId;
      if (!this.#billed.end(span.spanContext().spanId, parent, hasUsage)) return;
      const draft = draftOf(span);
      if (!this.#told.isTold(callOf(span, parent, draft))) this.#recorder.record(draft);
    } catch {
      // A span that cannot be read must not break the application's tracing.
    }
  }

  async forceFlush(): Promise<void> {
    await this.#recorder.flush?.();
  }

  shutdown(): Promise<void> {
    return this.forceFlush();
  }
}

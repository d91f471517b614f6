import { createHash } from 'node:crypto';
import { PbfWriter } from 'pbf';

/** A call of a model as a tracer tells it. */
export interface ToldCall {
  /** The id that the provider gave its answer. */
  readonly responseId: string;
  readonly model: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly userId: string;
  /** Milliseconds since 1970. */
  readonly endMs: number;
}

type Attribute = readonly [name: string, value: string | number];

function attributesOf(call: ToldCall): Attribute[] {
  return [
    ['gen_ai.operation.name', 'chat'],
    ['gen_ai.provider.name', 'openai'],
    ['gen_ai.request.model', call.model],
    ['gen_ai.response.model', call.model],
    ['gen_ai.response.id', call.responseId],
    ['gen_ai.usage.input_tokens', call.inputTokens],
    ['gen_ai.usage.output_tokens', call.outputTokens],
    ['gen_ai.conversation.id', `conversation-${call.userId}`],
    ['enduser.id', call.userId],
    ['server.address', 'api.openai.com'],
  ];
}

/** Ids follow from the call: a repeated export is the same export. */
function spanIds({ responseId }: ToldCall): { traceId: string; spanId: string } {
  const hash = createHash('sha256').update(responseId).digest('hex');
  return { traceId: hash.slice(0, 32), spanId: hash.slice(32, 48) };
}

/** An ExportTraceServiceRequest of these calls as OTLP/JSON. */
export function exportJson(calls: readonly ToldCall[]): string {
  const spans = calls.map((call) => ({
    ...spanIds(call),
    name: `chat ${call.model}`,
    kind: 3,
    startTimeUnixNano: `${call.endMs - 800}000000`,
    endTimeUnixNano: `${call.endMs}000000`,
    attributes: attributesOf(call).map(([key, value]) => ({
      key,
      value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
    })),
    status: {},
  }));
  const attributes = [{ key: 'service.name', value: { stringValue: 'checkout' } }];
  return JSON.stringify({ resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans }] }] });
}

/** The same request as protobuf; the numbers of fields are those of opentelemetry-proto. */
export function exportProtobuf(calls: readonly ToldCall[]): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeMessage(1, writeResourceSpans, calls);
  return pbf.finish();
}

function writeResourceSpans(calls: readonly ToldCall[], pbf: PbfWriter): void {
  pbf.writeMessage(1, (name, inner) => inner.writeMessage(1, writePair, name), [
    'service.name',
    'checkout',
  ] as Attribute);
  pbf.writeMessage(
    2,
    (all, inner) => {
      for (const call of all) inner.writeMessage(2, writeSpan, call);
    },
    calls,
  );
}

function writeSpan(call: ToldCall, pbf: PbfWriter): void {
  const { traceId, spanId } = spanIds(call);
  pbf.writeBytesField(1, bytesOf(traceId));
  pbf.writeBytesField(2, bytesOf(spanId));
  pbf.writeStringField(5, `chat ${call.model}`);
  pbf.writeVarintField(6, 3);
  pbf.writeFixed64Field(7, (call.endMs - 800) * 1e6);
  pbf.writeFixed64Field(8, call.endMs * 1e6);
  for (const attribute of attributesOf(call)) pbf.writeMessage(9, writePair, attribute);
}

function writePair([key, value]: Attribute, pbf: PbfWriter): void {
  pbf.writeStringField(1, key);
  pbf.writeMessage(
    2,
    (content, inner) => {
      if (typeof content === 'number') inner.writeVarintField(3, content);
      else inner.writeStringField(1, content);
    },
    value,
  );
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Calls of a model in the minutes before `now`, each with an id of its own that begins with `name`. */
export function toldCalls(count: number, name: string, now: number): ToldCall[] {
  return Array.from({ length: count }, (_, index) => ({
    responseId: `chatcmpl-${name}-${String(index).padStart(12, '0')}`,
    model: 'gpt-4o-mini',
    inputTokens: 500 + (index % 97),
    outputTokens: 100 + (index % 13),
    userId: `${name}-user-${index % 20}`,
    endMs: now - (index % 600) * 100,
  }));
}

import { Buffer } from 'node:buffer';
import { PbfReader } from 'pbf';
import { InvalidInputError } from '../../errors.ts';
import { putField } from '../../../providers/fields.ts';
import { ERROR_CODE, type OtlpSpan } from './otlp-span.ts';

// Numbers of the fields are those of opentelemetry-proto (trace/v1/trace.proto, common/v1/common.proto).

type Fields = Record<string, unknown>;
type Span = { -readonly [Name in keyof OtlpSpan]: OtlpSpan[Name] } & { attributes: Fields };

/** Levels of lists in lists that an attribute may have; each takes a frame of the stack. */
const MOST_LEVELS = 32;

/** Spans of one export: exporters send some hundreds. An empty one takes two bytes of the body. */
const MOST_SPANS = 100_000;

/** The spans of an ExportTraceServiceRequest as protobuf. Throws InvalidInputError for bytes that are none. */
export function readOtlpProtobuf(bytes: Uint8Array): OtlpSpan[] {
  const spans: Span[] = [];
  try {
    new PbfReader(bytes).readFields((tag, _result, pbf) => {
      if (tag === 1) readResourceSpans(pbf, spans);
    }, undefined);
  } catch (error) {
    if (error instanceof InvalidInputError) throw error;
    const message = 'is no ExportTraceServiceRequest in protobuf: say application/json for JSON';
    throw new InvalidInputError(`the body ${message}`, [{ field: '', message }], { cause: error });
  }
  return spans;
}

/** The resource may come after its spans: it is known when all of the message is read. */
function readResourceSpans(pbf: PbfReader, spans: Span[]): void {
  const from = spans.length;
  const resource: Fields = {};
  pbf.readMessage((tag, _result, inner) => {
    if (tag === 1)
      inner.readMessage((field, into, one) => (field === 1 ? readPair(one, into) : undefined), resource);
    if (tag === 2) readScopeSpans(inner, spans);
  }, {});
  for (const span of spans.slice(from)) span.resource = resource;
}

/** As the resource, the library may come after its spans. */
function readScopeSpans(pbf: PbfReader, spans: Span[]): void {
  const from = spans.length;
  const scope = pbf.readMessage(
    (tag, into, inner) => {
      if (tag === 1) into.name = readScopeName(inner);
      else if (tag === 2) addSpan(inner, spans);
    },
    { name: '' },
  );
  for (const span of spans.slice(from)) span.scope = scope.name || undefined;
}

function addSpan(pbf: PbfReader, spans: Span[]): void {
  if (spans.length >= MOST_SPANS) {
    const message = `has more than ${MOST_SPANS} spans: send it in parts`;
    throw new InvalidInputError(`the body ${message}`, [{ field: '', message }]);
  }
  spans.push(readSpan(pbf));
}

function readScopeName(pbf: PbfReader): string {
  return pbf.readMessage(
    (tag, into, inner) => {
      if (tag === 1) into.name = inner.readString();
    },
    { name: '' },
  ).name;
}

function readSpan(pbf: PbfReader): Span {
  const span: Span = {
    traceId: '',
    spanId: '',
    parentSpanId: undefined,
    name: '',
    scope: undefined,
    startMs: 0,
    endMs: 0,
    failed: false,
    attributes: {},
    resource: {},
  };
  return pbf.readMessage((tag, into, inner) => {
    if (tag === 1) into.traceId = hex(inner.readBytes());
    else if (tag === 2) into.spanId = hex(inner.readBytes());
    else if (tag === 4) into.parentSpanId = hex(inner.readBytes()) || undefined;
    else if (tag === 5) into.name = inner.readString();
    else if (tag === 7) into.startMs = inner.readFixed64() / 1e6;
    else if (tag === 8) into.endMs = inner.readFixed64() / 1e6;
    else if (tag === 9) readPair(inner, into.attributes);
    else if (tag === 15) into.failed = readStatus(inner) === ERROR_CODE;
  }, span);
}

function readStatus(pbf: PbfReader): number {
  return pbf.readMessage(
    (tag, into, inner) => {
      if (tag === 3) into.code = inner.readVarint();
    },
    { code: 0 },
  ).code;
}

/** A KeyValue, into the attributes it belongs to. */
function readPair(pbf: PbfReader, attributes: Fields, level = 0): void {
  const pair: { key: string; value: unknown } = { key: '', value: undefined };
  pbf.readMessage((tag, into, inner) => {
    if (tag === 1) into.key = inner.readString();
    else if (tag === 2) into.value = readValue(inner, level + 1);
  }, pair);
  putField(attributes, pair.key, pair.value);
}

function readValue(pbf: PbfReader, level: number): unknown {
  if (level > MOST_LEVELS) throw new RangeError('attributes are nested too deep');
  return pbf.readMessage(
    (tag, into: { value: unknown }, inner) => {
      if (tag === 1) into.value = inner.readString();
      else if (tag === 2) into.value = inner.readBoolean();
      else if (tag === 3) into.value = inner.readVarint(true);
      else if (tag === 4) into.value = inner.readDouble();
      else if (tag === 5) into.value = readList(inner, level);
      else if (tag === 6) into.value = readPairs(inner, level);
    },
    { value: undefined },
  ).value;
}

function readList(pbf: PbfReader, level: number): unknown[] {
  return pbf.readMessage((tag, into, inner) => {
    if (tag === 1) into.push(readValue(inner, level + 1));
  }, [] as unknown[]);
}

function readPairs(pbf: PbfReader, level: number): Fields {
  const pairs: Fields = {};
  return pbf.readMessage((tag, into, inner) => {
    if (tag === 1) readPair(inner, into, level + 1);
  }, pairs);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

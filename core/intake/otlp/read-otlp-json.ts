import { isFields, putField } from '../../../providers/fields.ts';
import { InvalidInputError } from '../../errors.ts';
import { parseJson } from '../../json-text.ts';
import { at, listAt, textAt } from '../intake-event.ts';
import { ERROR_CODE, type OtlpSpan } from './otlp-span.ts';

/** The spans of an ExportTraceServiceRequest as JSON. Throws InvalidInputError for what is none. */
export function readOtlpJson(text: string): OtlpSpan[] {
  const request = parseRequest(text);
  return listAt(request, 'resourceSpans').flatMap((group) => {
    const resource = attributesOf(listAt(group, 'resource', 'attributes'));
    return listAt(group, 'scopeSpans').flatMap((scope) =>
      listAt(scope, 'spans').map((span) => spanOf(span, resource, textAt(scope, 'scope', 'name'))),
    );
  });
}

function parseRequest(text: string): unknown {
  try {
    const request = parseJson(text);
    if (isFields(request) && (Object.keys(request).length === 0 || Array.isArray(request['resourceSpans']))) {
      return request;
    }
  } catch (error) {
    if (error instanceof InvalidInputError) throw error;
    throw notARequest('is not JSON', error);
  }
  throw notARequest('has no "resourceSpans"');
}

function notARequest(why: string, cause?: unknown): InvalidInputError {
  const message = `${why}: send an ExportTraceServiceRequest, as application/json or application/x-protobuf`;
  return new InvalidInputError(`the body ${message}`, [{ field: '', message }], { cause });
}

function spanOf(span: unknown, resource: OtlpSpan['resource'], scope: OtlpSpan['scope']): OtlpSpan {
  return {
    traceId: textAt(span, 'traceId')?.toLowerCase() ?? '',
    spanId: textAt(span, 'spanId')?.toLowerCase() ?? '',
    parentSpanId: textAt(span, 'parentSpanId')?.toLowerCase(),
    name: textAt(span, 'name') ?? '',
    scope,
    startMs: milliseconds(at(span, 'startTimeUnixNano')),
    endMs: milliseconds(at(span, 'endTimeUnixNano')),
    failed: isError(at(span, 'status', 'code')),
    attributes: attributesOf(listAt(span, 'attributes')),
    resource,
  };
}

function isError(code: unknown): boolean {
  return code === ERROR_CODE || code === String(ERROR_CODE) || code === 'STATUS_CODE_ERROR';
}

/** Nanoseconds as text or number; a double holds them to a few hundred nanoseconds. */
function milliseconds(nanos: unknown): number {
  const number = typeof nanos === 'string' || typeof nanos === 'number' ? Number(nanos) : 0;
  return Number.isFinite(number) ? number / 1e6 : 0;
}

function attributesOf(list: readonly unknown[]): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  for (const item of list) {
    const key = textAt(item, 'key');
    if (key !== undefined) putField(attributes, key, anyValue(at(item, 'value')));
  }
  return attributes;
}

/** An AnyValue as plain JSON; integers come as texts, for they may be larger than a double holds. */
function anyValue(value: unknown): unknown {
  if (!isFields(value)) return undefined;
  const { stringValue, intValue, doubleValue, boolValue } = value;
  if (stringValue !== undefined) return stringValue;
  if (intValue !== undefined) return Number(intValue);
  if (doubleValue !== undefined) return Number(doubleValue);
  if (boolValue !== undefined) return boolValue;
  if (value['arrayValue'] !== undefined) return listAt(value, 'arrayValue', 'values').map(anyValue);
  if (value['kvlistValue'] !== undefined) return attributesOf(listAt(value, 'kvlistValue', 'values'));
  return undefined;
}

import type { ContextField, KindOf } from '../../contracts/entry-field-names.ts';
import { CALL_FIELDS, CONTEXT_FIELDS, type Reference, type WireValues } from './event-fields.ts';
import type { UsageContext } from './usage-context.ts';

/** The HTTP header; its value is URL-encoded JSON. */
export const CONTEXT_HEADER = 'costkeeper-context';

/** The SQS message attribute: one of the ten a message may have. */
export const CONTEXT_ATTRIBUTE = 'CostkeeperContext';

const MAX_CHARACTERS = 8192;
/** As many as a usage message takes (`LIMITS.tags`); a test holds them equal. */
export const MOST_TAGS = 20;

interface SqsAttribute {
  DataType: string;
  StringValue: string;
}

/** What is to be sent over SQS: the input of SendMessage, or an entry of a batch. */
export interface OutgoingMessage {
  MessageBody: string | undefined;
  MessageAttributes?: Record<string, unknown> | undefined;
}

function isMessage(carrier: object): carrier is OutgoingMessage {
  return 'MessageBody' in carrier;
}

/**
 * Puts the context on a carrier and returns it: a SendMessage input or batch entry gets a message attribute,
 * `Headers` or a plain object of headers gets a header. Send it only to systems of your own: it names users.
 */
export function injectContext<C extends object>(context: UsageContext, carrier: C): C {
  const text = encodeURIComponent(JSON.stringify(context));
  if (text === '%7B%7D' || text.length > MAX_CHARACTERS) return carrier;
  if (isMessage(carrier)) {
    const attribute: SqsAttribute = { DataType: 'String', StringValue: text };
    carrier.MessageAttributes = { ...carrier.MessageAttributes, [CONTEXT_ATTRIBUTE]: attribute };
  } else if (carrier instanceof Headers) {
    carrier.set(CONTEXT_HEADER, text);
  } else {
    (carrier as Record<string, string>)[CONTEXT_HEADER] = text;
  }
  return carrier;
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function headerOf(headers: unknown): string | undefined {
  if (headers instanceof Headers) return headers.get(CONTEXT_HEADER) ?? undefined;
  if (typeof headers !== 'object' || headers === null) return undefined;
  for (const [name, value] of Object.entries(headers)) {
    if (name.toLowerCase() === CONTEXT_HEADER) return asText(Array.isArray(value) ? value[0] : value);
  }
  return undefined;
}

function find(carrier: unknown): string | undefined {
  const fromLambda = fieldOf(fieldOf(carrier, 'messageAttributes'), CONTEXT_ATTRIBUTE);
  const fromSdk = fieldOf(fieldOf(carrier, 'MessageAttributes'), CONTEXT_ATTRIBUTE);
  return (
    asText(fieldOf(fromLambda, 'stringValue')) ??
    asText(fieldOf(fromSdk, 'StringValue')) ??
    headerOf(fieldOf(carrier, 'headers')) ??
    headerOf(carrier)
  );
}

function reference(value: unknown): Reference | undefined {
  const type = asText(fieldOf(value, 'type'));
  const id = asText(fieldOf(value, 'id'));
  return type && id ? { type, id } : undefined;
}

function tagsOf(value: unknown): Record<string, string> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const tags = Object.entries(value).filter((tag): tag is [string, string] => typeof tag[1] === 'string');
  return tags.length > 0 ? Object.fromEntries(tags.slice(0, MOST_TAGS)) : undefined;
}

const READ: {
  readonly [Kind in KindOf<ContextField>]: (value: unknown) => WireValues[Kind] | undefined;
} = { text: asText, reference, texts: tagsOf };

/**
 * Reads the context from an SQS record (of a Lambda event or of the SDK), a request, an API Gateway event, or
 * bare headers. Empty if there is none or it cannot be read. Take it only from senders you trust: the sender
 * decides whom a cost is written to.
 */
export function extractContext(carrier: unknown): UsageContext {
  const text = find(carrier);
  if (text === undefined || text.length > MAX_CHARACTERS) return {};
  let fields: unknown;
  try {
    fields = JSON.parse(decodeURIComponent(text));
  } catch {
    return {};
  }
  const context: Record<string, unknown> = {};
  for (const { name, kind } of CONTEXT_FIELDS) context[name] = READ[kind](fieldOf(fields, name));
  for (const name of CALL_FIELDS) context[name] = asText(fieldOf(fields, name));
  return context;
}

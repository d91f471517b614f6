import { Buffer } from 'node:buffer';
import { parseExactJson } from './exact-json.ts';

/** True for a CloudEvents 1.0 envelope in structured JSON. */
export function isCloudEvent(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && 'specversion' in value && 'source' in value;
}

/**
 * A CloudEvents 1.0 envelope as a usage event: `source` and `id` joined by a space are the id, `time` is `occurredAt`,
 * `data` the rest, or the JSON in `data_base64`. What is missing stays missing, so that the schema names it.
 */
export function unwrapCloudEvent(envelope: Record<string, unknown>): Record<string, unknown> {
  const { source, id, time } = envelope;
  const data = eventData(envelope);
  const rest = typeof data === 'object' && data !== null && !Array.isArray(data) ? data : {};
  const key = isReference(source) && typeof id === 'string' ? `${source} ${id}` : undefined;
  return { ...rest, id: key, occurredAt: time };
}

/** A URI reference has no blank, so that the first blank of a joined id ends the source. */
function isReference(source: unknown): source is string {
  return typeof source === 'string' && /^\S+$/.test(source);
}

/** The payload: as it is, or JSON as bytes; what is none is as good as missing, and the schema names what is. */
function eventData({ data, data_base64: packed }: Record<string, unknown>): unknown {
  if (data !== undefined || typeof packed !== 'string') return data;
  try {
    return parseExactJson(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(packed, 'base64')));
  } catch {
    // Not JSON after all.
    return undefined;
  }
}

type Headers = Readonly<Record<string, string | undefined>>;

/** True for a CloudEvent in binary mode: its attributes are headers, and the body is its data. */
export function isBinaryCloudEvent(headers: Headers): boolean {
  return headers['ce-specversion'] !== undefined;
}

/** Attributes of an envelope that a usage event is made of. */
const ATTRIBUTES = ['specversion', 'id', 'source', 'type', 'time'] as const;

/** The envelope of a CloudEvent in binary mode; header values are percent-encoded where they are not ASCII. */
export function binaryCloudEvent(headers: Headers, data: unknown): Record<string, unknown> {
  const named = ATTRIBUTES.flatMap((name) => {
    const value = headers[`ce-${name}`];
    return value === undefined ? [] : [[name, decodedHeader(value)] as const];
  });
  return { source: undefined, ...Object.fromEntries(named), data };
}

function decodedHeader(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    // A lone percent sign means itself.
    return value;
  }
}

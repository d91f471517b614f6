import { Buffer } from 'node:buffer';
import type { FieldError } from '../errors.ts';
import { parseExactJson } from './exact-json.ts';

/** True for a CloudEvents 1.0 envelope in structured JSON. */
export function isCloudEvent(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && 'specversion' in value && 'source' in value;
}

/**
 * A CloudEvents 1.0 envelope as a usage event: `source` and `id` joined by a space are the id, `time` is `occurredAt`,
 * `data` the rest, or the JSON in `data_base64`. What is missing stays missing, so that the schema names it; data that
 * cannot be read are told by `unreadableData`.
 */
export function unwrapCloudEvent(envelope: Record<string, unknown>): Record<string, unknown> {
  const { source, id, time } = envelope;
  const read = readData(envelope);
  const rest = 'data' in read && isObject(read.data) ? read.data : {};
  const key = isReference(source) && typeof id === 'string' ? `${source} ${id}` : undefined;
  return { ...rest, id: key, occurredAt: time };
}

/** A URI reference has no blank, so that the first blank of a joined id ends the source. */
function isReference(source: unknown): source is string {
  return typeof source === 'string' && /^\S+$/.test(source);
}

/** Why the data of an envelope cannot be read; undefined where they can, and where there are none. */
export function unreadableData(envelope: Record<string, unknown>): FieldError | undefined {
  const read = readData(envelope);
  return 'message' in read ? read : undefined;
}

const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

/** The payload: as it is, or JSON as bytes. */
function readData({ data, data_base64: packed }: Record<string, unknown>): { data: unknown } | FieldError {
  if (data !== undefined && data !== null) {
    return isObject(data) ? { data } : { field: 'data', message: `must be ${MESSAGE}, as an object` };
  }
  const field = 'data_base64';
  if (packed === undefined || packed === null) return { data };
  if (typeof packed !== 'string' || !BASE64.test(packed.replaceAll(/\s/g, ''))) {
    return { field, message: `is no Base64: it must be ${MESSAGE}, as JSON in UTF-8 and that in Base64` };
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(packed, 'base64'));
    const parsed = parseExactJson(text);
    return isObject(parsed)
      ? { data: parsed }
      : { field, message: `is Base64 of JSON that is no object: it must be ${MESSAGE}` };
  } catch {
    // Neither UTF-8 nor JSON.
    return { field, message: `is Base64 of what is no JSON: it must be ${MESSAGE}, as JSON in UTF-8` };
  }
}

const MESSAGE = 'a usage message without "id" and "occurredAt"';

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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

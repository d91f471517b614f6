import { cutText } from '../../contracts/cut-text.ts';
import { isFields, putField, type Fields } from '../../providers/fields.ts';
import type { UsageReading } from '../../providers/reading.ts';
import { LIMITS } from '../../contracts/message-limits.ts';
import { JsonNumber } from '../../contracts/json-number.ts';
import type { FieldError } from '../errors.ts';

/** A usage message made of another format; the checks of the message format come after. */
export type IntakeEvent = Readonly<Record<string, unknown>>;

/** What one report became: a message, or why it cannot be one. */
export type Intake = { readonly event: IntakeEvent } | { readonly errors: readonly FieldError[] };

/** What a report says of its usage, as fields of a message. */
export interface UsageFields {
  readonly usage: Readonly<Record<string, number | string>>;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly problems?: readonly string[];
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** Usage of a call whose cost cannot be known: shown as unpriced instead of counted as 0. */
const UNKNOWN_USAGE = { requests: 1 } as const;

/**
 * A reading as fields of a message. One that contradicts itself keeps the parts that are certain, with what contradicts
 * and what was sent; where nothing is certain, it stays visible as unpriced.
 */
export function usageFields(reading: UsageReading): UsageFields {
  const certain = reading.kind === 'rejected' ? { usage: UNKNOWN_USAGE } : certainFields(reading);
  if (reading.kind === 'usage') return certain;
  const problems = reading.problems
    .slice(0, LIMITS.problems)
    .map((problem) => cutText(problem, LIMITS.nameCharacters));
  return { ...certain, problems, metadata: { rawUsage: reading.raw } };
}

function certainFields({ usage, attributes }: Exclude<UsageReading, { kind: 'rejected' }>): UsageFields {
  return {
    usage: Object.keys(usage).length > 0 ? usage : { input_tokens: 0 },
    ...(Object.keys(attributes).length > 0 && { attributes }),
  };
}

/** The events of a report without fields that were not sent. */
export function withoutAbsent(fields: Readonly<Record<string, unknown>>): IntakeEvent {
  const event: Record<string, unknown> = {};
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    if (value !== undefined && value !== null) putField(event, name, value);
  }
  return event;
}

/** JSON with exact numbers as readers of usage take it: plain numbers. */
export function plainJson(value: unknown): unknown {
  if (value instanceof JsonNumber) return Number(value.source);
  if (Array.isArray(value)) return value.map(plainJson);
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plainJson(item)]));
}

/** The value at a path of names; undefined where there is nothing. Texts of senders are never names in here. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found = value;
  // Spans are read field by field: without an iterator.
  for (let step = 0; step < path.length; step++) {
    const name = path[step] ?? '';
    if (typeof name === 'number') found = Array.isArray(found) ? (found as unknown[])[name] : undefined;
    else found = isFields(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  }
  return found;
}

/** A text that says something, a number as its digits; undefined for everything else. */
export function textAt(value: unknown, ...path: readonly (string | number)[]): string | undefined {
  const found = at(value, ...path);
  if (found instanceof JsonNumber) return found.source;
  if (typeof found === 'number') return String(found);
  return typeof found === 'string' && found.trim() !== '' ? found : undefined;
}

/** A number, or the text of one as files have it; undefined for everything else. */
export function numberAt(value: unknown, ...path: readonly (string | number)[]): number | undefined {
  const text = textAt(value, ...path);
  const number = text === undefined ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/** The first of some texts that says something. */
export function firstText(...texts: readonly (string | undefined)[]): string | undefined {
  return texts.find((text) => text !== undefined);
}

/** An object's fields, none where it is no object. */
export function fieldsAt(value: unknown, ...path: readonly (string | number)[]): Fields {
  const found = at(value, ...path);
  return isFields(found) && !(found instanceof JsonNumber) ? found : {};
}

/** A list's items, none where it is no list. */
export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? (found as unknown[]) : [];
}

/** A time as an ISO text: of seconds or milliseconds since 1970, or of a text that is one. */
export function timeText(value: unknown): string | undefined {
  const plain = value instanceof JsonNumber ? Number(value.source) : value;
  if (typeof plain === 'number' && plain > 0) {
    const ms = plain < 1e11 ? plain * 1000 : plain;
    return ms < 8e15 ? new Date(Math.round(ms)).toISOString() : undefined;
  }
  if (typeof plain !== 'string' || plain.trim() === '') return undefined;
  if (/^\d{10}(\.\d+)?$|^\d{13}$/.test(plain)) return timeText(Number(plain));
  const zoned = /(Z|[+-]\d{2}:?\d{2})$/i.test(plain) ? plain : `${plain.replace(' ', 'T')}Z`;
  const ms = Date.parse(zoned);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

/** A reference to what the work was for; undefined without an id. */
export function referenceOf(type: string | undefined, id: string | undefined): object | undefined {
  return type === undefined || id === undefined ? undefined : { type, id };
}

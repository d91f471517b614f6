import { hash } from 'node:crypto';
import { JsonNumber } from '../../contracts/json-number.ts';
import { refuseDeepJson } from '../json-text.ts';

/**
 * A number that may be no safe integer: a fraction, an exponent or 16 digits, where JSON has values. Texts that look
 * so are found too.
 */
const WITH_SOURCE = /(?:^|"\s*:|[[,])\s*-?\d+(?:[.eE]|\d{15})/;

/**
 * JSON.parse that never rounds: every number that is not a safe integer comes back as a JsonNumber with
 * its source text. Throws SyntaxError on text that is not JSON, InvalidInputError as refuseDeepJson does.
 */
export function parseExactJson(text: string): unknown {
  refuseDeepJson(text);
  // The parser calls a function for every value, which takes three times as long as the rest.
  if (!WITH_SOURCE.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) => {
    if (typeof value !== 'number' || (Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? ''))) {
      return value;
    }
    return new JsonNumber(context?.source ?? String(value));
  });
}

/** JSON with sorted keys and without white space: the same content always gives the same text. */
export function canonicalJson(value: unknown): string {
  if (value instanceof JsonNumber) return value.source;
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) return canonicalFields(value);
  return JSON.stringify(value) ?? 'null';
}

/** Fields in the order of their names' code units, which is how `toSorted` orders texts. */
function canonicalFields(value: object): string {
  const fields = value as Readonly<Record<string, unknown>>;
  let text = '';
  for (const name of Object.keys(fields).toSorted()) {
    const item = fields[name];
    if (item !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(item)}`;
  }
  return `{${text}}`;
}

/** Version of what contentHash covers; part of the hash, so that a new rule never looks like a conflict. */
const HASH_VERSION = 1;

function hash16(text: string): Buffer {
  return hash('sha256', text, 'buffer').subarray(0, 16);
}

/** 16 bytes that identify an event's content as it was received. */
export function contentHash(event: unknown): Buffer {
  return textHash(canonicalJson(event));
}

/** The same of content whose canonical JSON is known. */
export function textHash(canonical: string): Buffer {
  return hash16(`${HASH_VERSION}\n${canonical}`);
}

/** 16 bytes that identify one delivery slot: the event at `index` of the message `messageId`. */
export function sourceHash(messageId: string, index: number): Buffer {
  return hash16(`${messageId}\n${index}`);
}

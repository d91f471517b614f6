import { Buffer } from 'node:buffer';
import { LIMITS } from '../../contracts/message-limits.ts';
import { JsonNumber } from '../../contracts/json-number.ts';
import type { FieldError } from '../errors.ts';
import { canonicalJson } from './exact-json.ts';

/** Why an event's metadata cannot be stored as they are, or undefined: they are the sender's, and bounded alone. */
export function checkMetadata(metadata: Record<string, unknown> | undefined): FieldError | undefined {
  if (!metadata) return undefined;
  if (Buffer.byteLength(canonicalJson(metadata)) > LIMITS.metadataBytes) {
    return { field: 'metadata', message: `may have ${LIMITS.metadataBytes / 1024} KB` };
  }
  if (isDeeperThan(metadata, LIMITS.metadataLevels)) {
    return { field: 'metadata', message: `may have ${LIMITS.metadataLevels} levels` };
  }
  if (namesConstructor(metadata)) {
    return { field: 'metadata', message: 'must hold no field named "constructor": it cannot be stored' };
  }
  if (hasUnsafeNumber(metadata)) {
    return { field: 'metadata', message: 'holds a number beyond 2^53 or below 10^-100: send it as a text' };
  }
  return undefined;
}

/** DynamoDB stores numbers from 10^-130. */
const SMALLEST_NUMBER = 1e-100;

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null || value instanceof JsonNumber) return false;
  return levels === 0 || Object.values(value).some((item) => isDeeperThan(item, levels - 1));
}

function namesConstructor(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.hasOwn(value, 'constructor') || Object.values(value).some(namesConstructor);
}

function hasUnsafeNumber(value: unknown): boolean {
  if (value instanceof JsonNumber) {
    const size = Math.abs(Number(value.source));
    return size > Number.MAX_SAFE_INTEGER || (size < SMALLEST_NUMBER && size > 0);
  }
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(hasUnsafeNumber);
}

import { Buffer } from 'node:buffer';
import { InvalidInputError } from '../errors.ts';
import { parseJson } from '../json-text.ts';

/** A page of a sorted list and what the next request must send to go on. */
export interface Page<T> {
  readonly items: T[];
  readonly nextCursor?: string | undefined;
}

/** Writes a cursor: opaque for callers, JSON below. */
export function writeCursor(position: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** Reads a cursor of this many parts. Throws InvalidInputError when it was not made by writeCursor. */
export function readCursor(cursor: string, parts: readonly ('string' | 'number')[]): (string | number)[] {
  try {
    const position: unknown = parseJson(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(position) && position.length === parts.length) {
      const known = position as unknown[];
      if (known.every((part, index) => typeof part === parts[index])) return known as (string | number)[];
    }
  } catch {
    // Falls through to the error that says what to send.
  }
  throw notACursor();
}

/** The position in a list that a cursor of one number names; 0 without a cursor. Throws InvalidInputError. */
export function readOffset(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const [offset] = readCursor(cursor, ['number']) as [number];
  if (Number.isSafeInteger(offset) && offset >= 0) return offset;
  throw notACursor();
}

/** A cursor that no answer had. */
export function notACursor(): InvalidInputError {
  return new InvalidInputError('the cursor cannot be read', [
    { field: 'cursor', message: 'must be the nextCursor of an earlier answer, unchanged' },
  ]);
}

/** One page of a list that is computed anew for each request; the cursor is a position in it. */
export function pageOf<T>(list: readonly T[], limit: number, cursor: string | undefined): Page<T> {
  const start = readOffset(cursor);
  const items = list.slice(start, start + limit);
  return start + limit < list.length ? { items, nextCursor: writeCursor([start + limit]) } : { items };
}

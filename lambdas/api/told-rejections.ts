import { Buffer } from 'node:buffer';
import type { FieldError } from '../../core/errors.ts';
import type { RejectedIndex } from '../../core/usage/accept-events.ts';

/** What refuses is short: 64 KB, some bytes of them for the frame of the answer. */
export const MOST_REFUSAL_BYTES = 64 * 1024 - 256;
/** Room for words where what was accepted fills the answer. */
const LEAST_WORDS = 6 * 1024;
/** Rejected events whose errors are all told where there is room, with the event as it would be accepted. */
const TOLD_EVENTS = 20;
/** What is said of an event for whose errors there is no room: by its index it is found, and sent alone it tells more. */
const UNTOLD: readonly [FieldError] = [{ field: '', message: 'invalid' }];

/** Bytes of a value as JSON in an answer. */
export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/**
 * Every rejected event by its index, with as much of its errors as an answer of 64 KB has room for beside `others`:
 * the first error of the first twenty, their further errors, what they could be rewritten to, then the first errors
 * of the rest. A list of a thousand fits; each event beyond takes some sixty bytes.
 */
export function toldRejections(rejected: readonly RejectedIndex[], others: object): RejectedIndex[] {
  const told = rejected.map(({ index }): Told => ({ index, errors: [...UNTOLD] }));
  let room = Math.max(LEAST_WORDS, MOST_REFUSAL_BYTES - jsonBytes(others) - jsonBytes(told));
  const fits = (bytes: number): boolean => {
    if (bytes > room) return false;
    room -= bytes;
    return true;
  };
  const each = (from: number, to: number, tell: (event: RejectedIndex, shown: Told) => void) => {
    for (const [at, event] of rejected.slice(from, to).entries()) tell(event, told[from + at] as Told);
  };
  const tellFirst = ({ errors: [first] }: RejectedIndex, shown: Told) => {
    if (first && fits(jsonBytes(first) - jsonBytes(UNTOLD[0]))) shown.errors = [first];
  };
  each(0, TOLD_EVENTS, tellFirst);
  each(0, TOLD_EVENTS, ({ errors }, shown) => {
    if (shown.errors[0] !== errors[0]) return;
    for (const error of errors.slice(1)) if (fits(jsonBytes(error) + 1)) shown.errors.push(error);
  });
  each(0, TOLD_EVENTS, ({ rewritten }, shown) => {
    if (rewritten && fits(jsonBytes({ rewritten }))) shown.rewritten = rewritten;
  });
  each(TOLD_EVENTS, rejected.length, tellFirst);
  return told;
}

interface Told {
  readonly index: number;
  errors: FieldError[];
  rewritten?: RejectedIndex['rewritten'];
}

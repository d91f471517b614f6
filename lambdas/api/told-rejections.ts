import { Buffer } from 'node:buffer';
import { LIMITS } from '../../contracts/message-limits.ts';
import type { FieldError } from '../../core/errors.ts';
import type { RejectedIndex } from '../../core/usage/accept-events.ts';

/** What an answer tells of rejected events, each by its index, named or within a range. */
export interface ToldRejections {
  readonly rejected: RejectedIndex[];
  readonly furtherRejected?: FurtherRejected;
}

/** Rejected events that are too many to be named one by one. */
interface FurtherRejected {
  readonly events: number;
  /** Ascending, such as `100-4999,5003`. */
  readonly indexes: string;
}

/** What refuses is short: 64 KB, some bytes of them for the frame of the answer. */
export const MOST_REFUSAL_BYTES = 64 * 1024 - 256;
/** As many as a message may hold: each of them is named. */
const MOST_NAMED = LIMITS.eventsPerMessage;
/** Named where there are more: the ranges of ten thousand take up to 33 KB. */
const NAMED_OF_MORE = 100;
/** Room for words where what was accepted fills the answer. */
const LEAST_WORDS = 6 * 1024;
/** Rejected events whose errors are all told where there is room, with the event as it would be accepted. */
const TOLD_EVENTS = 20;
/**
 * What is said of an event for whose errors there is no room: by its index it is found, and sent alone it tells more.
 */
const UNTOLD: readonly [FieldError] = [{ field: '', message: 'invalid' }];

/** Bytes of a value as JSON in an answer. */
export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/**
 * Every rejected event by its index, with as much of its errors as an answer of 64 KB has room for beside `others`:
 * the first error of the first twenty, their further errors, what they could be rewritten to, then the first errors
 * of the rest. Of more than a thousand the first hundred are told so, and the others as ranges of their indexes, which
 * fit for a list of ten thousand. `rejected` is in the order of the indexes.
 */
export function toldRejections(rejected: readonly RejectedIndex[], others: object): ToldRejections {
  if (rejected.length <= MOST_NAMED) return { rejected: named(rejected, others) };
  const further = rejected.slice(NAMED_OF_MORE);
  const furtherRejected = { events: further.length, indexes: rangesOf(further) };
  return {
    rejected: named(rejected.slice(0, NAMED_OF_MORE), { ...others, furtherRejected }),
    furtherRejected,
  };
}

function rangesOf(ascending: readonly RejectedIndex[]): string {
  const ranges: [first: number, last: number][] = [];
  for (const { index } of ascending) {
    const range = ranges.at(-1);
    if (range && index === range[1] + 1) range[1] = index;
    else ranges.push([index, index]);
  }
  return ranges.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(',');
}

function named(rejected: readonly RejectedIndex[], others: object): RejectedIndex[] {
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
  each(0, TOLD_EVENTS, ({ rewritten, incomplete }, shown) => {
    if (rewritten && fits(jsonBytes({ rewritten }))) shown.rewritten = rewritten;
    if (incomplete && fits(jsonBytes({ incomplete }))) shown.incomplete = incomplete;
  });
  each(TOLD_EVENTS, rejected.length, tellFirst);
  return told;
}

interface Told {
  readonly index: number;
  errors: FieldError[];
  rewritten?: RejectedIndex['rewritten'];
  incomplete?: RejectedIndex['incomplete'];
}

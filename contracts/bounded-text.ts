import * as z from 'zod/mini';

/** Neither control characters nor halves of surrogate pairs, which are no text in UTF-8. */
const PRINTABLE = /^[^\p{Cc}\p{Cs}]*$/u;

/** Text of 1 to `max` characters without control characters. */
export function boundedText(max: number) {
  return z
    .string({ error: `must be a text of 1 to ${max} characters` })
    .check(
      z.minLength(1, 'must not be empty'),
      z.maxLength(max, `must have at most ${max} characters`),
      z.regex(PRINTABLE, 'must not contain control characters'),
    );
}

import type * as z from 'zod/mini';
import { type FieldError, InvalidInputError } from '../../core/errors.ts';

/** Reads a query or body by its schema. Throws InvalidInputError with every field that cannot be used. */
export function parseInput<S extends z.ZodMiniType>(schema: S, value: unknown, what: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new InvalidInputError(`${what} cannot be used`, result.error.issues.flatMap(fieldErrors));
}

/** The errors of one issue; zod's own words for a wrong type say nothing, so they are replaced. */
export function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const field = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      field: field ? `${field}.${key}` : key,
      message: 'is not known here: see /docs for the names',
    }));
  }
  if (!issue.message.startsWith('Invalid input')) return [{ field, message: issue.message }];
  const expected = issue.code === 'invalid_type' ? EXPECTED.get(issue.expected) : undefined;
  return [{ field, message: `is missing or wrong: must be ${expected ?? 'as /docs shows it'}` }];
}

const EXPECTED: ReadonlyMap<string, string> = new Map([
  ['object', 'an object'],
  ['record', 'an object'],
  ['array', 'a list'],
  ['string', 'a text'],
  ['int', 'a whole number'],
  ['number', 'a number'],
  ['boolean', 'true or false'],
]);

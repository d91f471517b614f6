import type * as z from 'zod/mini';
import { type FieldError, fieldAt, InvalidInputError, MOST_ERRORS, valueAt } from './errors.ts';

/** Reads a query or body by its schema. Throws InvalidInputError with every field that cannot be used. */
export function parseInput<S extends z.ZodMiniType>(schema: S, value: unknown, what: string): z.output<S> {
  refuseWide(value, what);
  // zod's words depend on what else the process has loaded; those of a schema come first all the same.
  const result = schema.safeParse(value, { error: () => NO_WORDS });
  if (result.success) return result.data;
  const { issues } = result.error;
  const ofWrongType = new Set(issues.filter(({ code }) => code === 'invalid_type').map(fieldOf));
  const telling = issues.filter((issue) => !isBound(issue) || !ofWrongType.has(fieldOf(issue)));
  throw new InvalidInputError(
    `${what} cannot be used`,
    telling.flatMap((issue) => fieldErrors(issue, value)),
  );
}

/** What an issue says for which its schema has no words. */
const NO_WORDS = 'Invalid input';

/** Fields of one object: no input has so many, and each of thousands would be looked at and told of. */
const MOST_FIELDS = 1000;

function refuseWide(value: unknown, what: string, path: readonly string[] = []): void {
  if (typeof value !== 'object' || value === null) return;
  const entries = Object.entries(value);
  if (!Array.isArray(value) && entries.length > MOST_FIELDS) {
    const message = `has ${entries.length} fields: no object here takes more than ${MOST_FIELDS}`;
    throw new InvalidInputError(`${what} cannot be used`, [{ field: fieldAt(path), message }]);
  }
  for (const [key, item] of entries) refuseWide(item, what, [...path, key]);
}

function fieldOf({ path }: z.core.$ZodIssue): string {
  return fieldAt(path);
}

/** A bound says nothing of a value that is of another type: a text has no items. */
function isBound({ code }: z.core.$ZodIssue): boolean {
  return code === 'too_small' || code === 'too_big';
}

/** The errors of one issue; zod's own words for a wrong type say nothing, so they are replaced. */
function fieldErrors(issue: z.core.$ZodIssue, input: unknown): FieldError[] {
  const field = fieldOf(issue);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, MOST_ERRORS + 1).map((key) => ({
      field: fieldAt([...issue.path, key]),
      message: 'is not known here: see /docs for the names',
    }));
  }
  const message =
    issue.message === NO_WORDS ? (boundOf(issue) ?? `must be ${expectedOf(issue)}`) : issue.message;
  const isAbsent = issue.path.length > 0 && valueAt(input, issue.path) === undefined;
  const isRule = isAbsent && message.startsWith('must ');
  return [{ field, message: isRule ? `is missing: it ${message}` : message }];
}

function expectedOf(issue: z.core.$ZodIssue): string {
  const expected = issue.code === 'invalid_type' ? EXPECTED.get(issue.expected) : undefined;
  return expected ?? 'as /docs shows it';
}

/** What a value outside its bounds may be at least or at most. */
function boundOf(issue: z.core.$ZodIssue): string | undefined {
  if (issue.code !== 'too_small' && issue.code !== 'too_big') return undefined;
  const small = issue.code === 'too_small';
  const bound = String(small ? issue.minimum : issue.maximum);
  const counted = COUNTED.get(issue.origin);
  if (counted !== undefined) return `must have at ${small ? 'least' : 'most'} ${bound} ${counted}`;
  if (issue.inclusive === false) return `must be ${small ? 'above' : 'below'} ${bound}`;
  return `must be ${bound} or ${small ? 'more' : 'less'}`;
}

/** Bounds of how many there are, not of how much it is. */
const COUNTED: ReadonlyMap<string, string> = new Map([
  ['string', 'characters'],
  ['array', 'items'],
  ['set', 'items'],
]);

const EXPECTED: ReadonlyMap<string, string> = new Map([
  ['object', 'an object'],
  ['record', 'an object'],
  ['array', 'a list'],
  ['string', 'a text'],
  ['int', 'a whole number'],
  ['number', 'a number'],
  ['boolean', 'true or false'],
]);

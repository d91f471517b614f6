import { cutText } from '../contracts/cut-text.ts';
import type { ProblemKind } from '../contracts/problem-kinds.ts';

/** One thing wrong with an input: which field, and what to write instead. */
export interface FieldError {
  /** Dotted path of the field, e.g. `usage.input_tokens`; empty for the whole input. */
  readonly field: string;
  readonly message: string;
}

/** The errors without those that say the same of the same field, as two checks of one value do. */
function distinctErrors(errors: readonly FieldError[]): FieldError[] {
  return [...new Map(errors.map((error) => [`${error.field}\n${error.message}`, error])).values()];
}

/** Errors that one answer or one outcome names: an input may have a wrong field in each of its thousands. */
export const MOST_ERRORS = 20;
const FIELD_CHARACTERS = 200;
const MESSAGE_CHARACTERS = 1000;

/** What stands in the place of the errors that are too many to name. */
export const MORE_ERRORS = /^and \d+ more$/;

/** The first errors, each once and none long, with how many more there are. */
export function cappedErrors(errors: readonly FieldError[]): FieldError[] {
  const distinct = distinctErrors(errors);
  const kept = distinct.slice(0, MOST_ERRORS).map(({ field, message }) => ({
    field: cutText(field, FIELD_CHARACTERS).toWellFormed(),
    message: cutText(message, MESSAGE_CHARACTERS).toWellFormed(),
  }));
  const more = distinct.length - kept.length;
  return more > 0 ? [...kept, { field: '', message: `and ${more} more` }] : kept;
}

/** Base of every error the ledger raises on purpose; anything else is a defect or an outage. */
export abstract class CostkeeperError extends Error {
  /** Also the kind of problem that the API answers. */
  abstract readonly code: ProblemKind;

  /** Written out: bundles shorten the names of classes. */
  abstract override readonly name: string;
}

/** An input as far as what was sent says it, and the names of the fields that only its sender knows. */
export interface IncompleteEvent {
  readonly event: Readonly<Record<string, unknown>>;
  readonly missing: string[];
}

interface InvalidInputOptions extends ErrorOptions {
  readonly help?: string | undefined;
  readonly rewritten?: Readonly<Record<string, unknown>> | undefined;
  readonly incomplete?: IncompleteEvent | undefined;
}

/** The caller sent something that cannot be accepted; `fields` says what and the way out. */
export class InvalidInputError extends CostkeeperError {
  override readonly name: string = 'InvalidInputError';
  readonly code = 'invalid-input';
  readonly fields: readonly FieldError[];
  /** Where the form of the input is described. */
  readonly help: string | undefined;
  /** The input as it would be accepted, for its sender to look at. */
  readonly rewritten: Readonly<Record<string, unknown>> | undefined;
  readonly incomplete: IncompleteEvent | undefined;

  constructor(message: string, fields: readonly FieldError[] = [], options: InvalidInputOptions = {}) {
    super(message, options);
    this.fields = cappedErrors(fields);
    this.help = options.help;
    this.rewritten = options.rewritten;
    this.incomplete = options.incomplete;
  }
}

/**
 * Runs every check, and answers what each answers. Throws what the first throws, with the fields of all that throw an
 * InvalidInputError.
 */
export function checkAll<Answers extends readonly unknown[]>(
  ...checks: { readonly [At in keyof Answers]: () => Answers[At] }
): Answers {
  const errors: InvalidInputError[] = [];
  const answers = checks.map((check) => {
    try {
      return check();
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      errors.push(error);
      return undefined;
    }
  });
  const [first, ...others] = errors;
  if (!first) return answers as unknown as Answers;
  if (others.length === 0) throw first;
  throw new InvalidInputError(
    first.message,
    errors.flatMap(({ fields }) => fields),
  );
}

/** The body is in an encoding that is not read. */
export class UnsupportedMediaTypeError extends CostkeeperError {
  override readonly name: string = 'UnsupportedMediaTypeError';
  readonly code = 'unsupported-media-type';
}

/** The named thing does not exist. */
export class NotFoundError extends CostkeeperError {
  override readonly name: string = 'NotFoundError';
  readonly code = 'not-found';
}

/** The caller of this request is not known. */
export class UnauthenticatedError extends CostkeeperError {
  override readonly name: string = 'UnauthenticatedError';
  readonly code = 'unauthenticated';
}

/** The token does not allow this. */
export class ForbiddenError extends CostkeeperError {
  override readonly name: string = 'ForbiddenError';
  readonly code = 'forbidden';
}

/** Another request changed the same thing first; reading again and repeating is the way out. */
export class ConflictError extends CostkeeperError {
  override readonly name: string = 'ConflictError';
  readonly code = 'conflict';
}

/** The caller asks more often than its limit allows; try again after `retryAfterSeconds`. */
export class TooManyRequestsError extends CostkeeperError {
  override readonly name: string = 'TooManyRequestsError';
  readonly code = 'too-many-requests';
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number) {
    super(message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** A part we depend on does not answer as it should; the same call may work later. */
export class UnavailableError extends CostkeeperError {
  override readonly name: string = 'UnavailableError';
  readonly code = 'unavailable';
}

/** How a refusal names the field at a path; a key without a name is `""`, so that every refusal names its field. */
export function fieldAt(path: readonly PropertyKey[]): string {
  return path.map((key) => (key === '' ? '""' : String(key))).join('.');
}

/** What an input has at a path; undefined where it has nothing there. */
export function valueAt(candidate: unknown, path: readonly PropertyKey[]): unknown {
  let value = candidate;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[name];
  }
  return value;
}

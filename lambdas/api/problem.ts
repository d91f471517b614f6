import type { Problem } from '../../contracts/api/problems.ts';
import { type ProblemKind, PROBLEMS, problemType } from '../../contracts/problem-kinds.ts';
import { cutText } from '../../contracts/cut-text.ts';
import {
  CostkeeperError,
  type FieldError,
  InvalidInputError,
  MORE_ERRORS,
  MOST_ERRORS,
  TooManyRequestsError,
} from '../../core/errors.ts';
import type { RejectedIndex } from '../../core/usage/accept-events.ts';
import { jsonBytes, MOST_REFUSAL_BYTES, toldRejections } from './told-rejections.ts';

/** The API has no route for this method and path. */
export class NoSuchRouteError extends CostkeeperError {
  override readonly name = 'NoSuchRouteError';
  readonly code = 'no-such-route';
}

/** None of the events of a list was accepted. */
export class NothingAcceptedError extends InvalidInputError {
  override readonly name = 'NothingAcceptedError';
  readonly rejected: readonly RejectedIndex[];

  /** `list` is the name of the list in the request. */
  constructor(list: string, rejected: readonly RejectedIndex[], help?: string) {
    const fields = rejected.slice(0, MOST_ERRORS).flatMap(({ index, errors }) =>
      errors.map(({ field, message }) => ({
        field: [list, index, field].filter((part) => part !== '').join('.'),
        message,
      })),
    );
    super(`none of the ${rejected.length} was accepted, and nothing was recorded`, fields, { help });
    this.rejected = rejected;
  }
}

const RETRY_SECONDS = 1;
const MOST_CHARACTERS = 4000;
/** Bytes of a sentence, and of all errors by field together: a character of JSON takes up to six. */
const SENTENCE_BYTES = 12_000;
const ERRORS_BYTES = 32_000;

/** Errors of the SDK that pass by themselves. */
const PASSING =
  /Throttl|ThroughputExceeded|RequestLimitExceeded|TimeoutError|ServiceUnavailable|InternalServerError|ECONN/;

export interface ProblemAnswer {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
  /** A defect or an outage: an operator should look. */
  readonly unexpected: boolean;
}

/** An error as RFC 9457 wants it. What was not raised on purpose tells nothing of the inside. */
export function problemOf(error: unknown, instance: string): ProblemAnswer {
  if (error instanceof CostkeeperError) {
    const fields = error instanceof InvalidInputError ? error.fields : [];
    const errors = withinBytes(fields);
    const problem = problemOfKind(error.code, detailOf(error.message, fields), instance);
    const { help, rewritten, incomplete } = error instanceof InvalidInputError ? error : {};
    const whole = {
      ...problem,
      ...(errors.length > 0 && { errors }),
      ...(help !== undefined && { help }),
    };
    const offer = { ...(rewritten && { rewritten }), ...(incomplete && { incomplete }) };
    if (error instanceof NothingAcceptedError) {
      const brief = problemOfKind(error.code, error.message, instance);
      return { problem: withRejected(error.rejected, whole, brief), headers: {}, unexpected: false };
    }
    const isShown = jsonBytes(whole) + jsonBytes(offer) <= MOST_REFUSAL_BYTES;
    return {
      problem: isShown ? { ...whole, ...offer } : whole,
      headers: retryAfter(error, problem.status),
      unexpected: problem.status >= 500,
    };
  }
  if (error instanceof Error && PASSING.test(`${error.name} ${(error as { code?: string }).code ?? ''}`)) {
    return {
      problem: problemOfKind('unavailable', 'the ledger is busy: send the same request again', instance),
      headers: { 'retry-after': String(RETRY_SECONDS) },
      unexpected: true,
    };
  }
  const detail = 'something is wrong on our side: the logs name it under the request id of this answer';
  return { problem: problemOfKind('internal', detail, instance), headers: {}, unexpected: true };
}

/** The problem with each rejected event; the brief one where the words of the whole one take the room for them. */
function withRejected(rejected: readonly RejectedIndex[], whole: Problem, brief: Problem): Problem {
  const told = { ...whole, ...toldRejections(rejected, whole) };
  return jsonBytes(told) <= MOST_REFUSAL_BYTES ? told : { ...brief, ...toldRejections(rejected, brief) };
}

function problemOfKind(kind: ProblemKind, detail: string, instance: string): Problem {
  const { title, status } = PROBLEMS[kind];
  return {
    type: problemType(kind),
    title,
    status,
    detail: shortened(detail),
    instance: shortened(instance),
  };
}

/** What quotes the caller's own words is as long as they are. */
function shortened(text: string): string {
  let most = MOST_CHARACTERS;
  if (text.length <= most && jsonBytes(text) <= SENTENCE_BYTES) return text;
  while (jsonBytes(cutText(text, most)) > SENTENCE_BYTES) most = Math.floor(most / 2);
  return `${cutText(text, most).toWellFormed()}…`;
}

/** The first errors, and how many more there are. */
function withinBytes(fields: readonly FieldError[]): FieldError[] {
  const errors = fields.map(({ field, message }) => ({ field, message }));
  let bytes = 0;
  const end = errors.findIndex((error) => {
    bytes += jsonBytes(error);
    return bytes > ERRORS_BYTES;
  });
  if (end < 0) return errors;
  return [...errors.slice(0, end), { field: '', message: `and ${errors.length - end} more` }];
}

/** The field errors in the sentence itself, each once: many clients show nothing else. */
function detailOf(message: string, fields: readonly FieldError[]): string {
  const [first, ...others] = fields;
  if (!first || (others.length === 0 && message.includes(first.message))) return message;
  const list = fields.map(fieldSentence).join('; ');
  // Many messages are, or end with, what the first fields say.
  const at = message.indexOf(fieldSentence(first));
  const isBegun = at >= 0 && list.startsWith(message.slice(at));
  return isBegun ? `${message.slice(0, at)}${list}` : `${message}: ${list}`;
}

function fieldSentence({ field, message }: FieldError): string {
  return MORE_ERRORS.test(message) ? message : `${field || 'the body'} ${message}`;
}

function retryAfter(error: CostkeeperError, status: number): Record<string, string> {
  if (error instanceof TooManyRequestsError) return { 'retry-after': String(error.retryAfterSeconds) };
  return status === 503 ? { 'retry-after': String(RETRY_SECONDS) } : {};
}

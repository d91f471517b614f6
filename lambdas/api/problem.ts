import type { Problem } from '../../contracts/api/common.ts';
import { CostkeeperError, InvalidInputError, TooManyRequestsError } from '../../core/errors.ts';

/** Status and title of each error the ledger raises on purpose. */
const STATUS: Readonly<Record<string, readonly [number, string]>> = {
  'invalid-input': [400, 'Invalid input'],
  unauthenticated: [401, 'Not signed in'],
  forbidden: [403, 'Not allowed'],
  'not-found': [404, 'Not found'],
  conflict: [409, 'Conflict'],
  'too-many-requests': [429, 'Too many requests'],
  unavailable: [503, 'Unavailable'],
};

const RETRY_SECONDS = 1;

/** Errors of the SDK that pass by themselves. */
const PASSING =
  /Throttl|ThroughputExceeded|RequestLimitExceeded|TimeoutError|ServiceUnavailable|InternalServerError|ECONN/;

export interface ProblemAnswer {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
  /** A defect or an outage: somebody should look. */
  readonly unexpected: boolean;
}

/** An error as RFC 9457 wants it. What was not raised on purpose tells nothing of the inside. */
export function problemOf(error: unknown, instance: string): ProblemAnswer {
  if (error instanceof CostkeeperError) {
    const [status, title] = STATUS[error.code] ?? [500, 'Internal error'];
    const fields = error instanceof InvalidInputError ? error.fields : [];
    return {
      problem: {
        type: `urn:costkeeper:${error.code}`,
        title,
        status,
        detail: detailOf(error.message, fields),
        instance,
        ...(fields.length > 0 ? { errors: fields.map(({ field, message }) => ({ field, message })) } : {}),
      },
      headers: retryAfter(error, status),
      unexpected: status >= 500,
    };
  }
  if (error instanceof Error && PASSING.test(`${error.name} ${(error as { code?: string }).code ?? ''}`)) {
    const detail = 'the ledger is busy: send the same request again';
    return {
      problem: { type: 'urn:costkeeper:unavailable', title: 'Unavailable', status: 503, detail, instance },
      headers: { 'retry-after': String(RETRY_SECONDS) },
      unexpected: true,
    };
  }
  const detail = 'something is wrong on our side: the logs name it under the request id of this answer';
  return {
    problem: { type: 'urn:costkeeper:internal', title: 'Internal error', status: 500, detail, instance },
    headers: {},
    unexpected: true,
  };
}

/** The first field errors in the sentence itself: many clients show nothing else. */
function detailOf(message: string, fields: readonly { field: string; message: string }[]): string {
  const said = fields.filter((field) => !message.includes(field.message)).slice(0, 3);
  if (said.length === 0) return message;
  return `${message}: ${said.map((error) => `${error.field || 'the body'} ${error.message}`).join('; ')}`;
}

function retryAfter(error: CostkeeperError, status: number): Record<string, string> {
  if (error instanceof TooManyRequestsError) return { 'retry-after': String(error.retryAfterSeconds) };
  return status === 503 ? { 'retry-after': String(RETRY_SECONDS) } : {};
}

import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { jitteredDelay } from '../clock/retry-delay.ts';
import { CLOSED } from './table-http.ts';

/** When a call of the table is made again. The waits between tries are the only thing that tests change. */
export interface RetrySettings {
  /** Tries of a call that the table answered without carrying it out. */
  readonly refusedTries: number;
  /** Tries of a call whose answer was lost; 1: it is never made again. */
  readonly unansweredTries: number;
  /** The same for a call whose answer did not come in time, where a caller waits; default: unansweredTries. */
  readonly lateTries?: number;
  /** Milliseconds before the next try; 0 for the first repeat. */
  readonly delayMs: (attempt: number) => number;
}

/** For reads, and for writes that come to the same when they are made twice. */
export const REPEATABLE: RetrySettings = { refusedTries: 12, unansweredTries: 3, delayMs: jitteredDelay };

/** For calls that a caller waits for: a table that does not answer in time is told of at once. */
export const WAITED_FOR: RetrySettings = { ...REPEATABLE, lateTries: 1 };

/** For writes that must not be made twice: a lost answer may have been a success. */
export const ONCE: RetrySettings = { ...REPEATABLE, unansweredTries: 1 };

/**
 * Answers that say for sure that nothing was written. A plain write gets TransactionConflictException where it
 * meets a transaction on the same item, which the SDK itself does not try again.
 */
const NOT_WRITTEN: ReadonlySet<string> = new Set([
  'TransactionConflictException',
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
]);

/** Reasons of a cancelled transaction that may be gone at the next try. */
const PASSING_REASONS: ReadonlySet<string> = new Set([
  'None',
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);

type Kind = 'refused' | 'unanswered' | 'final';

/** What the SDK says of a failed try. */
interface FailedTry {
  readonly error?: unknown;
  readonly errorType: string;
}

/** A place in the row of tries, as the SDK hands it on. */
interface Tries {
  getRetryCount(): number;
  getRetryDelay(): number;
  readonly refused: number;
  readonly unanswered: number;
}

/**
 * The one rule for throttling, conflicts with transactions, lost answers and time-outs, as the strategy that a
 * client of the SDK works by. The SDK sends the same request again, so that a transaction keeps its token.
 */
export function retryPolicy({
  refusedTries,
  unansweredTries,
  lateTries = unansweredTries,
  delayMs,
}: RetrySettings = REPEATABLE) {
  return {
    acquireInitialRetryToken: () => Promise.resolve(triesOf(0, 0, 0)),
    refreshRetryTokenForRetry: (last: object, failed: FailedTry): Promise<Tries> => {
      const { refused, unanswered } = last as Tries;
      const kind = kindOf(failed);
      const next = {
        refused: refused + (kind === 'refused' ? 1 : 0),
        unanswered: unanswered + (kind === 'unanswered' ? 1 : 0),
      };
      if (
        kind === 'final' ||
        next.refused >= refusedTries ||
        next.unanswered >= (isLate(failed.error) ? lateTries : unansweredTries)
      ) {
        return Promise.reject(new Error('not tried again'));
      }
      const delay = delayMs(refused + unanswered);
      return Promise.resolve(triesOf(next.refused, next.unanswered, delay));
    },
    recordSuccess: () => undefined,
  };
}

function triesOf(refused: number, unanswered: number, delay: number): Tries {
  return {
    refused,
    unanswered,
    getRetryCount: () => refused + unanswered,
    getRetryDelay: () => delay,
  };
}

function kindOf({ error, errorType }: FailedTry): Kind {
  if (error instanceof TransactionCanceledException) return isPassing(error) ? 'refused' : 'final';
  if (error instanceof Error && NOT_WRITTEN.has(error.name)) return 'refused';
  // Throttling by another name, server errors, time-outs, broken connections, a clock that was set right.
  return errorType === 'CLIENT_ERROR' ? 'final' : 'unanswered';
}

/**
 * HTTP gave up waiting, for a connection or for the answer. A closed connection is told of at once: the table closes
 * those that it kept for a frozen function.
 */
export function isLate(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== 'TimeoutError') return false;
  return !('code' in error && CLOSED.has(error.code));
}

/** True for a transaction that met others or a lack of capacity, and nothing else. */
function isPassing({ CancellationReasons = [] }: TransactionCanceledException): boolean {
  const codes = CancellationReasons.map(({ Code = 'None' }) => Code);
  return codes.some((code) => code !== 'None') && codes.every((code) => PASSING_REASONS.has(code));
}

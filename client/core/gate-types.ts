import type { Service, UsageQuantities } from './usage-event.ts';
import type { Reference } from './usage-context.ts';

/** What the application wants to do; attribution that is absent comes from the context. */
export interface AuthorizeRequest {
  userId?: string | undefined;
  resource?: Reference | undefined;
  group?: Reference | undefined;
  tags?: Record<string, string> | undefined;
  provider: string;
  service?: Service | undefined;
  model: string;
  region?: string | undefined;
  attributes?: Record<string, string> | undefined;
  operation?: string | undefined;
  /** The most the call may cost; or … */
  estimateUsd?: string | number | undefined;
  /** … the quantities it may use, which the ledger prices. */
  usage?: UsageQuantities | undefined;
  /** How long the call may take: the hold expires by itself after that, 600 seconds by default. */
  holdSeconds?: number | undefined;
}

/** The answer of the gate. */
export interface Grant {
  decision: 'allow' | 'degrade' | 'deny';
  /** The model to call: the one asked for, or the cheaper one when the decision is `degrade`. */
  model: string;
  holdId?: string | undefined;
  expiresAt?: string | undefined;
  remainingUsd?: string | undefined;
  reasons: string[];
  /**
   * `ledger`: held for this call; `held-ahead`: spent from a larger hold that the ledger granted before;
   * `unreachable`: the ledger did not answer and `onUnreachable` decided.
   */
  source: 'ledger' | 'held-ahead' | 'unreachable';
}

export interface GateOptions {
  /** What to do when the ledger does not answer in time: `allow` (fail open, the default) or `deny` (fail closed). */
  onUnreachable?: 'allow' | 'deny' | undefined;
  /** How long the call may wait for the answer, 2,000 ms by default. */
  timeoutMs?: number | undefined;
  /** The cheaper model for each, used when the ledger degrades without naming one. */
  degradeTo?: Record<string, string> | undefined;
  /**
   * Asks for this much at once and spends later calls of the same user, resource, group, tags and model from
   * it, without a request each. What is left of it stays held until it expires: more is held than spent,
   * never less. Only requests with `estimateUsd` can be spent from it.
   */
  holdAheadUsd?: string | undefined;
}

/** A call that a budget does not allow; thrown by `guard` only. */
export class BudgetDeniedError extends Error {
  override name = 'BudgetDeniedError';
  readonly grant: Grant;

  constructor(grant: Grant) {
    super(`The budget does not allow this call: ${grant.reasons.join('; ') || 'no reason given'}.`);
    this.grant = grant;
  }
}

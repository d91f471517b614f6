import type { Gate } from '../../contracts/budget-vocabulary.ts';
import type { GateCode } from '../../contracts/gate-codes.ts';
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
  /** The most the call may cost (below a parent all that is left of it, where nothing is said); or … */
  estimateUsd?: string | number | undefined;
  /** … the quantities it may use, which the ledger prices. */
  usage?: UsageQuantities | undefined;
  /** How long the call may take: the hold expires by itself after that, 600 seconds by default. */
  holdSeconds?: number | undefined;
  /** The hold to spend from, made with `asParent`: the call may have no more than what is left of it. */
  parentHoldId?: string | undefined;
  /** Other holds may be made below this one: for a run or an agent, whose calls spend from it. */
  asParent?: boolean | undefined;
}

/** The answer of the gate. */
export interface Grant {
  decision: Gate;
  /** The model to call: the one asked for, or the cheaper one when the decision is `degrade`. */
  model: string;
  holdId?: string | undefined;
  expiresAt?: string | undefined;
  remainingUsd?: string | undefined;
  /** For logs: names budgets and amounts. */
  reasons: string[];
  /** The budgets behind the reasons, as far as the token may know of them. */
  budgetIds: string[];
  /** Why the call is not allowed as it is, for the application's own texts; absent when nothing does. */
  code?: GateCode | 'unreachable' | undefined;
  /** When the periods of the budgets behind it have ended; absent where time alone does not help. */
  resetsAt?: string | undefined;
  /** For the person behind the call: names no budget, model or amount. Absent when it is allowed. */
  userMessage?: string | undefined;
  /**
   * `ledger`: held for this call; `held-ahead`: spent from a larger hold that the ledger granted before;
   * `unreachable`: the ledger did not answer and `onUnreachable` decided.
   */
  source: 'ledger' | 'held-ahead' | 'unreachable';
}

export interface GateOptions {
  /**
   * What to do when the ledger does not answer: `allow` (fail open, the default) or `deny` (fail closed). That is a
   * connection that fails, a time-out, or a server error; what the ledger refuses (400, 401, 403, 429) is thrown.
   */
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

/**
 * The gate cannot be asked as the client is set up: no `apiUrl`, or one that is not the ledger's. Thrown, whatever
 * `onUnreachable` says: it would let every call through for ever.
 */
export class GateSetupError extends Error {
  override name = 'GateSetupError';
}

/** A call that a budget does not allow; thrown by `guard` and by the AI SDK's middleware. */
export class BudgetDeniedError extends Error {
  override name = 'BudgetDeniedError';
  readonly grant: Grant;
  /** For the person behind the call; the message itself names budgets and amounts. */
  readonly userMessage: string;

  constructor(grant: Grant) {
    super(`The budget does not allow this call: ${grant.reasons.join('; ') || 'no reason given'}.`);
    this.grant = grant;
    this.userMessage = grant.userMessage ?? 'Not possible now.';
  }
}

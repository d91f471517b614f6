import { BudgetDeniedError, type Grant } from '../core/gate-types.ts';
import { fieldOf } from '../convenience/read-usage.ts';

/** Payment Required and Failed Dependency: no SDK repeats them. */
const DENIED = 402;
const NOT_ASKED = 424;

function answerInPlace(status: number, error: object): Response {
  const headers = { 'content-type': 'application/json', 'x-should-retry': 'false' };
  // `type` beside it is how Anthropic's SDK knows an error.
  return new Response(JSON.stringify({ type: 'error', error }), { status, headers });
}

/** The answer of a provider's place to a call that the budgets deny. */
export function deniedAnswer({ grant, userMessage }: BudgetDeniedError): Response {
  return answerInPlace(DENIED, {
    type: 'budget_denied',
    code: grant.code ?? 'budget_denied',
    status: 'BUDGET_DENIED',
    message: userMessage,
    // SDKs write the answer into messages, and applications show those: what names budgets and amounts stays out.
    costkeeper: { ...grant, reasons: [], remainingUsd: undefined } satisfies Grant,
  });
}

/** The answer to a call for which the budgets could not be asked, by a mistake that the application has to mend. */
export function failedAnswer(cause: unknown): Response {
  const said = cause instanceof Error ? cause.message : String(cause);
  const message = `costkeeper: the call was not made, because the budgets could not be asked: ${said}`;
  return answerInPlace(NOT_ASKED, { type: 'budget_not_asked', code: 'budget_not_asked', message });
}

function grantIn(body: unknown): Grant | undefined {
  const grant = fieldOf(fieldOf(body, 'error'), 'costkeeper') ?? fieldOf(body, 'costkeeper');
  return grant === undefined || grant === null ? undefined : (grant as Grant);
}

function parsed(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Errors around errors that are looked through. */
const MOST_LEVELS = 8;

/**
 * What the budgets said to a call that failed: the grant of a BudgetDeniedError, or of the error that an SDK made of
 * the answer of a wrapped client with `gate`. Undefined for any other error.
 */
export function deniedGrant(error: unknown): Grant | undefined {
  let at = error;
  for (let level = 0; level < MOST_LEVELS && at instanceof Error; level += 1) {
    if (at instanceof BudgetDeniedError) return at.grant;
    const found =
      grantIn(fieldOf(at, 'error')) ??
      grantIn(parsed(at.message)) ??
      grantIn(parsed(fieldOf(at, 'responseBody'))) ??
      grantIn(fieldOf(at, 'body'));
    if (found) return found;
    at = at.cause ?? fieldOf(at, 'lastError');
  }
  return undefined;
}

import type { GateCode } from '../../contracts/gate-codes.ts';
import { ANY_ID } from '../../contracts/scopes.ts';
import { formatDecimal, minus, type PicoUsd, ZERO_USD } from '../money/decimal.ts';
import type { Instant } from '../time/ledger-time.ts';
import { gateAmount } from '../budgets/budget.ts';
import type { BudgetBook } from '../budgets/budget-book.ts';
import { type BudgetPeriod, periodAt } from '../budgets/budget-period.ts';
import type { Held } from '../budgets/budget-ports.ts';
import type { HoldPart } from './gate-ports.ts';
import { estimateFor, type PricedCall } from './estimate-call.ts';
import { shownScope } from '../budgets/kept-scope.ts';
import { type AppliedBudget } from '../budgets/match-budgets.ts';

export interface GateReason {
  /** Undefined where no budget is behind it, but a limit of the person who asks. */
  readonly budgetId: string | undefined;
  readonly code: GateCode;
  /** When the budget's next period begins; undefined: never, no period is behind it, or the call fits in none. */
  readonly endsAt: Instant | undefined;
  /** Something is left of the limit, and less than the call needs: a smaller call may pass. */
  readonly isPartLeft?: boolean | undefined;
  readonly message: string;
  /** What those are told who may not know of the budget; undefined where they may. */
  readonly outside: string | undefined;
}

/** What is told of a budget to those who may not read it. */
const OUTSIDE: Readonly<Record<GateCode, string>> = {
  'limit-reached': 'another limit is reached',
  stopped: 'another limit is reached',
  'cheaper-model': 'another limit asks for a cheaper model',
  'price-unknown': 'another limit needs to know the cost, and the usage has no price: give estimateUsd',
  'calls-under-way': 'another limit is reached',
  'parent-ended': 'what this belongs to has ended',
};

/**
 * A reason of a budget; its own user may know of it, others hear only that there is one.
 * @param left what the budget has before the call
 */
export function reasonOf(
  { budget, value, period, limit, need }: Pick<Claim, 'budget' | 'value' | 'period' | 'limit' | 'need'>,
  code: GateCode,
  message: string,
  left: PicoUsd = ZERO_USD,
): GateReason {
  const isPartLeft = code === 'limit-reached' && left > 0n;
  const isTooLarge = need > (gateAmount(budget, 'deny', limit) ?? limit);
  return {
    budgetId: budget.id,
    code,
    endsAt: isPartLeft && isTooLarge ? undefined : period.endsAt,
    ...(isPartLeft ? { isPartLeft } : {}),
    message,
    outside: value.kind === 'user' ? undefined : OUTSIDE[code],
  };
}

/** One budget's share of a call: what it would hold, of how much. */
export interface Claim extends AppliedBudget {
  readonly period: BudgetPeriod;
  readonly limit: PicoUsd;
  readonly amount: PicoUsd;
  /**
   * What must be there: the amount, and for a person in a budget of others all that the person may still hold in it.
   * So neither a larger nor a smaller call tells how much others left.
   */
  readonly need: PicoUsd;
  /** Over how many items its holds are spread. */
  readonly lanes: number;
  /** The hold above the call holds it already: nothing more is needed of the budget. */
  readonly isInherited?: boolean;
}

/** How the claim of one budget ended. */
export type Verdict =
  | {
      readonly gate: 'allow' | 'degrade';
      readonly part?: HoldPart;
      readonly remaining: PicoUsd;
      readonly reason?: string;
      readonly code?: GateCode;
    }
  | {
      readonly gate: 'deny';
      readonly remaining: PicoUsd;
      readonly reason: string;
      readonly code: GateCode;
    };

/** What each budget that applies would hold for a call; `refusals` are those that cannot tell. */
export function claimsOf(
  call: PricedCall,
  book: BudgetBook,
  now: Instant,
  { timeZone, organisationLanes }: { readonly timeZone: string; readonly organisationLanes: number },
) {
  const claims: Claim[] = [];
  const refusals: GateReason[] = [];
  for (const applied of book.index.matching(call.subject)) {
    const estimate = estimateFor(applied.budget, call);
    const period = periodAt(applied.budget.period, now, timeZone);
    const limit = book.limitOf(applied.budget, period.key);
    const lanes = applied.value.kind === 'organisation' ? organisationLanes : 1;
    const claimOf = (amount: PicoUsd): Claim => ({ ...applied, period, limit, lanes, amount, need: amount });
    if ('amount' in estimate) claims.push(claimOf(estimate.amount));
    else if (applied.budget.enforcement === 'alert') claims.push(claimOf(ZERO_USD));
    else refusals.push(reasonOf(claimOf(ZERO_USD), 'price-unknown', estimate.refused));
  }
  return { claims, refusals };
}

/** The most that may be held before this call; undefined: no limit. */
export function roomOf(claim: Claim, seen: Held, spent: PicoUsd): PicoUsd | undefined {
  if (seen.action?.gate === 'lifted') return undefined;
  const denyAt = gateAmount(claim.budget, 'deny', claim.limit);
  return denyAt === undefined ? undefined : minus(minus(denyAt, spent), claim.need);
}

/** What a budget's gate says, whatever is held: for claims that may find room in a lane. */
export function gateOnly(claim: Claim, seen: Held, spent: PicoUsd): Verdict | undefined {
  if (seen.action?.gate === 'lifted') return undefined;
  const verdict = judge(claim, seen, spent);
  if (verdict.gate !== 'deny') return verdict;
  const alone = judge(claim, { ...seen, held: ZERO_USD }, spent);
  return alone.gate === 'deny' ? undefined : { ...alone, remaining: ZERO_USD };
}

/** What one budget says to a call, on what was read. */
export function judge(claim: Claim, seen: Held, spent: PicoUsd): Verdict {
  const { budget, limit, amount, need, period } = claim;
  const left = minus(minus(gateAmount(budget, 'deny', limit) ?? limit, spent), seen.held);
  const action = seen.action?.gate;
  if (action === 'lifted') return { gate: 'allow', remaining: minus(left, amount) };
  if (action === 'deny') {
    return {
      gate: 'deny',
      remaining: positive(left),
      code: 'stopped',
      reason: `${claimWords(claim)} was stopped for ${period.key}: an admin may lift it`,
    };
  }
  const room = roomOf(claim, seen, spent);
  if (room !== undefined && seen.held > room) {
    const amounts = `${formatDecimal(positive(left))} USD are left and the call needs ${formatDecimal(need)} USD`;
    return {
      gate: 'deny',
      remaining: positive(left),
      code: 'limit-reached',
      reason: `${claimWords(claim)} would be passed: ${amounts}`,
    };
  }
  const degradeAt = gateAmount(budget, 'degrade', limit);
  const degraded = action === 'degrade' || (degradeAt !== undefined && spent + seen.held + need > degradeAt);
  if (!degraded) return { gate: 'allow', remaining: minus(left, amount) };
  return {
    gate: 'degrade',
    remaining: minus(left, amount),
    code: 'cheaper-model',
    reason: `${claimWords(claim)} asks for a cheaper model in ${period.key}`,
  };
}

/** How a reason names a budget. */
export function claimWords({ budget, value }: Pick<Claim, 'budget' | 'value'>): string {
  return `the budget "${budget.name}"${budget.scope.id === ANY_ID ? ` of ${shownScope(value).id}` : ''}`;
}

/** The smaller one; undefined counts as none. */
export function least(a: PicoUsd | undefined, b: PicoUsd): PicoUsd {
  return a === undefined || b < a ? b : a;
}

/** The amount, or 0 when it is below. */
export function positive(amount: PicoUsd): PicoUsd {
  return amount > 0n ? amount : ZERO_USD;
}

import type { AnswerOf } from '../../contracts/api/answer-of.ts';
import type { decisionSchema } from '../../contracts/api/budgets.ts';
import type { Subject } from '../scopes/scopes-of.ts';
import { ANY_ID } from '../../contracts/scopes.ts';
import { formatDecimal, type PicoUsd } from '../money/decimal.ts';
import { isoTime } from '../time/ledger-time.ts';
import { type Gate, stricter } from './budget.ts';
import type { Held, Hold, HoldPart } from './budget-ports.ts';
import { heldKeyOf } from './budget-state.ts';
import { type CallEstimate, priceCall, type PricedCall } from './estimate-call.ts';
import { holdAhead } from './hold-ahead.ts';
import { type AuthorizePorts, readSpent, swept } from './hold-claim.ts';
import { type Claim, claimsOf, type GateReason, judge, least, positive } from './judge-claim.ts';
import { giveBackParts } from './settle-holds.ts';

/** Seconds a hold lasts when the caller names no time, and the most it may last. */
const DEFAULT_HOLD_SECONDS = 600;
export const LONGEST_HOLD_SECONDS = 86_400;

export interface AuthorizeRequest extends CallEstimate {
  readonly subject: Subject;
  /** How long the call may take, DEFAULT_HOLD_SECONDS when absent. */
  readonly holdSeconds?: number | undefined;
}

export interface GateDecision {
  readonly decision: Gate;
  readonly hold?: Hold | undefined;
  /** Left in the tightest budget that applies, after this hold; undefined when none applies. */
  readonly remaining: PicoUsd | undefined;
  readonly degradeTo?: string | undefined;
  readonly reasons: readonly GateReason[];
}

/**
 * Holds what a call may cost against every budget that applies, all or none, narrowest first. Held amounts
 * are read before spend, and every increment is conditional on that no hold was settled since: a hold that
 * turned into spend in between can therefore never be missed. Rejects with UnavailableError when a write's
 * answer was lost; what it may have held expires by itself.
 */
export async function authorizeCall(request: AuthorizeRequest, ports: AuthorizePorts): Promise<GateDecision> {
  const now = ports.clock.now();
  const prices = await ports.prices.last();
  const call = priceCall(request.subject, request, prices.book, now);
  const book = await ports.books.last();
  const { claims, refusals } = claimsOf(call, book, now, ports);
  const read = await ports.held.read(claims.map((claim) => heldKeyOf(claim, claim.period)));
  const { version, held } = read;
  // Whatever changed before this call: it is made again on what stands now.
  const samePrices = prices.version === undefined || prices.version === read.prices;
  if (version !== book.version || !samePrices) {
    await ports.books.atVersion(version);
    if (!samePrices) await ports.prices.current();
    return authorizeCall(request, ports);
  }
  if (refusals.length > 0) return { decision: 'deny', remaining: undefined, reasons: refusals };
  const seconds = Math.min(request.holdSeconds ?? DEFAULT_HOLD_SECONDS, LONGEST_HOLD_SECONDS);
  const minute = Math.ceil((now + seconds * 1000) / 60_000);
  return holdAll(call, claims, held, minute, ports);
}

async function holdAll(
  call: PricedCall,
  claims: readonly Claim[],
  held: readonly Held[],
  minute: number,
  ports: AuthorizePorts,
): Promise<GateDecision> {
  const parts: HoldPart[] = [];
  const reasons: GateReason[] = [];
  let decision: Gate = 'allow';
  let remaining: PicoUsd | undefined;
  try {
    const clean = await Promise.all(held.map((item) => swept(item, ports)));
    const spent = await readSpent(claims, ports);
    const refused = refusedAtOnce(claims, clean, spent);
    if (refused) return refused;
    for (const [index, claim] of claims.entries()) {
      const seen = { held: clean[index] as Held, spent: spent[index] ?? 0n };
      const verdict = await holdAhead(claim, seen, minute, ports);
      if (verdict.reason !== undefined) reasons.push({ budgetId: claim.budget.id, message: verdict.reason });
      decision = stricter(decision, verdict.gate);
      remaining = least(remaining, verdict.remaining);
      if (verdict.gate === 'deny') break;
      if (verdict.part) parts.push(verdict.part);
    }
    if (decision === 'deny') {
      await giveBackParts(parts, ports);
      return { decision, remaining, reasons };
    }
  } catch (error) {
    await giveBackParts(parts, ports);
    throw error;
  }
  const hold = await putHold(call, parts, minute, ports);
  const degradeTo = decision === 'degrade' ? await degradeModel(claims, call.subject, ports) : undefined;
  return {
    decision,
    hold,
    remaining: remaining === undefined ? undefined : positive(remaining),
    degradeTo,
    reasons,
  };
}

/** A call that does not fit what was read is denied before anything is written. */
function refusedAtOnce(
  claims: readonly Claim[],
  held: readonly Held[],
  spent: readonly PicoUsd[],
): GateDecision | undefined {
  const verdicts = claims.map((claim, i) => {
    const seen = held[i] as Held;
    return { claim, ...judge(claim, claim.lanes > 1 ? { ...seen, held: 0n } : seen, spent[i] ?? 0n) };
  });
  const denied = verdicts.filter(({ gate }) => gate === 'deny');
  if (denied.length === 0) return undefined;
  return {
    decision: 'deny',
    remaining: denied.reduce<PicoUsd | undefined>(
      (left, verdict) => least(left, verdict.remaining),
      undefined,
    ),
    reasons: denied.map(({ claim, reason = '' }) => ({ budgetId: claim.budget.id, message: reason })),
  };
}

async function putHold(
  call: PricedCall,
  parts: HoldPart[],
  minute: number,
  ports: AuthorizePorts,
): Promise<Hold> {
  const now = ports.clock.now();
  const earliest = parts.reduce((least, part) => Math.min(least, part.minute), minute);
  const hold: Hold = {
    id: ports.newId(),
    status: 'OPEN',
    createdAt: now,
    expiresAt: earliest * 60_000,
    estimate: call.priced ?? call.estimate ?? call.pricedPart,
    userId: call.subject.userId,
    parts,
  };
  await ports.holds.put(hold);
  return hold;
}

/** What the budgets name, else the organisation's form for exactly this model, else the cheapest stand-in. */
async function degradeModel(
  claims: readonly Claim[],
  { provider, model }: Subject,
  { books, prices, standIn, clock }: AuthorizePorts,
): Promise<string | undefined> {
  const named = cheaperModel(claims, model);
  if (named !== undefined || model === undefined) return named;
  const { degradeTo } = (await books.last()).form;
  if (Object.hasOwn(degradeTo, model)) return degradeTo[model];
  return provider === undefined ? undefined : standIn(await prices.current(), provider, model, clock.now());
}

function cheaperModel(claims: readonly Claim[], model: string | undefined): string | undefined {
  for (const { budget } of claims) {
    const own = model !== undefined && Object.hasOwn(budget.degradeTo, model);
    const cheaper = budget.degradeTo[own ? model : ANY_ID];
    if (cheaper !== undefined && cheaper !== model) return cheaper;
  }
  return undefined;
}

/** The decision as the API answers it; `budgetIds` names the budgets behind the reasons. */
export function decisionAnswer({
  decision,
  hold,
  remaining,
  degradeTo,
  reasons,
}: GateDecision): AnswerOf<typeof decisionSchema> {
  return {
    decision,
    ...(hold ? { holdId: hold.id, expiresAt: isoTime(hold.expiresAt) } : {}),
    ...(remaining === undefined ? {} : { remainingUsd: formatDecimal(remaining) }),
    ...(degradeTo === undefined ? {} : { degradeTo }),
    reasons: reasons.map(({ message }) => message),
    budgetIds: reasons.map(({ budgetId }) => budgetId),
  };
}

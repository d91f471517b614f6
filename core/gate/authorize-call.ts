import type { Subject } from '../scopes/scopes-of.ts';
import { type PicoUsd, ZERO_USD } from '../money/decimal.ts';
import { stricter } from '../budgets/budget.ts';
import { type Gate } from '../../contracts/budget-vocabulary.ts';
import type { Held, Hold, HoldPart } from '../budgets/budget-ports.ts';
import { heldKeyOf } from '../budgets/budget-state.ts';
import { degradeModel } from './degrade-model.ts';
import { type CallEstimate, priceCall, type PricedCall } from './estimate-call.ts';
import { DEFAULT_HOLD_SECONDS, LONGEST_HOLD_SECONDS } from '../../contracts/hold-duration.ts';
import {
  holdLeasing,
  judgeLeased,
  type Leased,
  putBackLeased,
  spentBeside,
  takeLeased,
} from './hold-leased.ts';
import { type AuthorizePorts, swept } from './take-hold.ts';
import { type Claim, claimsOf, type GateReason, judge, least, positive, reasonOf } from './judge-claim.ts';
import {
  capsOf,
  claimsUnder,
  holdCaps,
  isOwn,
  type Person,
  type PersonCap,
  refusedCap,
} from './person-caps.ts';
import { emptyHoldId, giveBackParts } from './settle-holds.ts';
import { MINUTE_MS } from '../time/ledger-time.ts';

export interface AuthorizeRequest extends CallEstimate {
  readonly subject: Subject;
  /** How long the call may take, DEFAULT_HOLD_SECONDS when absent. */
  readonly holdSeconds?: number | undefined;
  /** Who asks for themselves; undefined for a backend, which has no caps of its own. */
  readonly person?: Person | undefined;
}

export interface GateDecision {
  readonly decision: Gate;
  readonly hold?: Hold | undefined;
  /** Left in the tightest budget that applies, after this hold; undefined when none applies. */
  readonly remaining: PicoUsd | undefined;
  /** The same of the budgets of the user who spends. */
  readonly ownRemaining: PicoUsd | undefined;
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
  const caps = capsOf(request.person, claims);
  const keys = claims.map((claim) => heldKeyOf(claim, claim.period));
  const read = await ports.held.read([...keys, ...caps.map(({ key }) => key)]);
  const { version, held } = read;
  // Whatever changed before this call: it is made again on the present state.
  const samePrices = prices.version === undefined || prices.version === read.prices;
  if (version !== book.version || !samePrices) {
    await ports.books.atVersion(version);
    if (!samePrices) await ports.prices.current();
    return authorizeCall(request, ports);
  }
  if (refusals.length > 0) return denied(refusals);
  const longest = request.person?.caps.holdSeconds ?? LONGEST_HOLD_SECONDS;
  const seconds = Math.min(request.holdSeconds ?? DEFAULT_HOLD_SECONDS, longest);
  const minute = Math.ceil((now + seconds * 1000) / MINUTE_MS);
  return holdAll({ call, claims, caps, minute, mayLease: request.person === undefined }, held, ports);
}

/** A call with everything that may hold for it. */
interface Claims {
  readonly call: PricedCall;
  readonly claims: readonly Claim[];
  readonly caps: readonly PersonCap[];
  readonly minute: number;
  /** A person's answers must not depend on what a function has in hand. */
  readonly mayLease: boolean;
}

/** `held` has the items of the claims, then those of the caps. */
async function holdAll(
  { call, claims: plain, caps, minute, mayLease }: Claims,
  held: readonly Held[],
  ports: AuthorizePorts,
): Promise<GateDecision> {
  const parts: HoldPart[] = [];
  const reasons: GateReason[] = [];
  let decision: Gate = 'allow';
  let remaining: PicoUsd | undefined;
  let ownRemaining: PicoUsd | undefined;
  let leased: Leased = new Map();
  const giveAllBack = () => Promise.all([giveBackParts(parts, ports), putBackLeased(leased, ports)]);
  try {
    const clean = await Promise.all(held.map((item) => swept(item, ports)));
    const ofCaps = clean.slice(plain.length);
    // Before any budget: what the person's own caps refuse is the same whatever others spend.
    const tooMuch = refusedCap(caps, ofCaps);
    if (tooMuch) return denied([tooMuch.reason]);
    const claims = claimsUnder(caps, ofCaps, plain);
    if (mayLease) leased = takeLeased(claims, minute, ports);
    const spent = await spentBeside(claims, leased, ports);
    const refused = refusedAtOnce(claims, clean, spent, leased);
    if (refused) {
      await giveAllBack();
      return refused;
    }
    const full = await holdCaps(caps, ofCaps, { minute, parts }, ports);
    if (full) {
      await giveAllBack();
      return denied([full.reason]);
    }
    for (const [index, claim] of claims.entries()) {
      const seen = { held: clean[index] as Held, spent: spent[index] ?? ZERO_USD };
      const verdict = leased.has(index)
        ? judgeLeased(claim, seen)
        : await holdLeasing(claim, seen, minute, mayLease, ports);
      const { code, reason } = verdict;
      if (reason !== undefined && code !== undefined)
        reasons.push(reasonOf(claim, code, reason, verdict.remaining));
      decision = stricter(decision, verdict.gate);
      remaining = least(remaining, verdict.remaining);
      if (isOwn(claim)) ownRemaining = least(ownRemaining, verdict.remaining);
      if (verdict.gate === 'deny') break;
      if (verdict.part) parts.push(verdict.part);
    }
    if (decision === 'deny') {
      await giveAllBack();
      return { decision, remaining, ownRemaining, reasons };
    }
  } catch (error) {
    await giveAllBack();
    throw error;
  }
  parts.push(...leased.values());
  const hold = await putHold(call, parts, minute, ports);
  const degradeTo = decision === 'degrade' ? await degradeModel(plain, call.subject, ports) : undefined;
  const left = remaining === undefined ? undefined : positive(remaining);
  return { decision, hold, remaining: left, ownRemaining, degradeTo, reasons };
}

/** A call that does not fit what was read is denied before anything is written. */
function refusedAtOnce(
  claims: readonly Claim[],
  held: readonly Held[],
  spent: readonly PicoUsd[],
  leased: Leased,
): GateDecision | undefined {
  const verdicts = claims.map((claim, i) => {
    const seen = held[i] as Held;
    const hasRoom = claim.lanes > 1 || leased.has(i);
    return { claim, ...judge(claim, hasRoom ? { ...seen, held: ZERO_USD } : seen, spent[i] ?? ZERO_USD) };
  });
  const refused = verdicts.filter(({ gate }) => gate === 'deny');
  if (refused.length === 0) return undefined;
  return {
    decision: 'deny',
    remaining: leastOf(refused),
    ownRemaining: leastOf(refused.filter(({ claim }) => isOwn(claim))),
    reasons: refused.map(({ claim, reason = '', code = 'limit-reached', remaining }) =>
      reasonOf(claim, code, reason, remaining),
    ),
  };
}

function leastOf(verdicts: readonly { readonly remaining: PicoUsd }[]): PicoUsd | undefined {
  return verdicts.reduce<PicoUsd | undefined>((left, { remaining }) => least(left, remaining), undefined);
}

function denied(reasons: readonly GateReason[]): GateDecision {
  return { decision: 'deny', remaining: undefined, ownRemaining: undefined, reasons };
}

/** A hold of nothing is stored nowhere. */
async function putHold(
  call: PricedCall,
  parts: readonly HoldPart[],
  minute: number,
  ports: AuthorizePorts,
): Promise<Hold> {
  const now = ports.clock.now();
  const { userId, provider, service, model, resource, group } = call.subject;
  const earliest = parts.reduce((least, part) => Math.min(least, part.minute), minute);
  const hold: Hold = {
    id: parts.length > 0 ? ports.newId() : emptyHoldId(ports.newId()),
    status: 'OPEN',
    createdAt: now,
    expiresAt: earliest * MINUTE_MS,
    estimate: call.priced ?? call.estimate ?? call.pricedPart,
    userId,
    call: { provider, service, model, resource, group },
    parts,
  };
  if (parts.length > 0) await ports.holds.put(hold);
  return hold;
}

import type { Subject } from '../scopes/scopes-of.ts';
import { type PicoUsd, ZERO_USD } from '../money/decimal.ts';
import { stricter } from '../budgets/budget.ts';
import { type Gate } from '../../contracts/budget-vocabulary.ts';
import type { Held } from '../budgets/budget-ports.ts';
import type { Hold, HoldPart } from './gate-ports.ts';
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
import type { Child } from './hold-below.ts';
import { emptyHoldId } from './hold-ids.ts';
import { giveBackParts } from './settle-holds.ts';
import { MINUTE_MS } from '../time/ledger-time.ts';

export interface AuthorizeRequest extends CallEstimate {
  readonly subject: Subject;
  /** How long the call may take, DEFAULT_HOLD_SECONDS when absent. */
  readonly holdSeconds?: number | undefined;
  /** Who asks for themselves; undefined for a backend, which has no caps of its own. */
  readonly person?: Person | undefined;
  /**
   * The hold that the call spends from: it may have no more than what is left of that, all of it when it names no
   * amount.
   */
  readonly parentHoldId?: string | undefined;
  /** The hold may be named as a parent. */
  readonly asParent?: boolean | undefined;
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
  const below = request.parentHoldId === undefined ? undefined : await import('./hold-below.ts');
  const above = await below?.readParent(request, now, ports);
  if (above && 'refused' in above) return denied([above.refused]);
  const prices = await ports.prices.last();
  const call = priceCall(request.subject, { ...request, ...above?.estimate }, prices.book, now);
  const book = await ports.books.last();
  const { claims: all, refusals } = claimsOf(call, book, now, ports);
  const claims = below && above ? below.claimsBelow(above.parent, all) : all;
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
  const asked = Math.ceil((now + seconds * 1000) / MINUTE_MS);
  const child = above && below?.newChild(above.parent, { call, claims: all, minute: asked }, ports);
  const minute = child?.minute ?? asked;
  const mayLease = request.person === undefined;
  const { asParent = false } = request;
  return holdAll({ call, claims, caps, minute, mayLease, child, asParent }, held, ports);
}

/** A call with everything that may hold for it. */
interface Claims {
  readonly call: PricedCall;
  readonly claims: readonly Claim[];
  readonly caps: readonly PersonCap[];
  readonly minute: number;
  /** A person's answers must not depend on what a function has in hand. */
  readonly mayLease: boolean;
  /** What it takes of the hold above it. */
  readonly child: Child | undefined;
  readonly asParent: boolean;
}

/** `held` has the items of the claims, then those of the caps. */
async function holdAll(whole: Claims, held: readonly Held[], ports: AuthorizePorts): Promise<GateDecision> {
  const { claims: plain, caps, minute, mayLease, child } = whole;
  const parts: HoldPart[] = [];
  let leased: Leased = new Map();
  let outcome: Outcome;
  const giveAllBack = () =>
    Promise.all([giveBackParts(parts, ports), putBackLeased(leased, ports), child?.giveBack()]);
  try {
    const clean = await Promise.all(held.map((item) => swept(item, ports)));
    const ofCaps = clean.slice(plain.length);
    // Before any budget: what the person's own caps refuse is the same whatever others spend.
    const tooMuch = refusedCap(caps, ofCaps);
    if (tooMuch) return denied([tooMuch.reason]);
    const claims = claimsUnder(caps, ofCaps, plain);
    if (mayLease) leased = takeLeased(claims, minute, ports);
    const spent = await spentBeside(claims, leased, ports);
    const refused = refusedAtOnce(claims, clean, spent, leased) ?? (await child?.take());
    if (refused) {
      await giveAllBack();
      return refused;
    }
    const full = await holdCaps(caps, ofCaps, { minute, parts }, ports);
    if (full) {
      await giveAllBack();
      return denied([full.reason]);
    }
    outcome = await holdEach(whole, { claims, held: clean, spent, leased, parts }, ports);
    if (outcome.decision === 'deny') {
      await giveAllBack();
      return outcome;
    }
  } catch (error) {
    await giveAllBack();
    throw error;
  }
  parts.push(...leased.values());
  const hold = await putHold(whole, parts, ports);
  const { decision } = outcome;
  const degradeTo = decision === 'degrade' ? await degradeModel(plain, whole.call.subject, ports) : undefined;
  const left = child ? least(outcome.remaining, child.leaves) : outcome.remaining;
  return { ...outcome, hold, remaining: left === undefined ? undefined : positive(left), degradeTo };
}

type Outcome = Pick<GateDecision, 'decision' | 'remaining' | 'ownRemaining' | 'reasons'>;

/** Holds each claim until one denies; `parts` grows by what is held. */
async function holdEach(
  { minute, mayLease }: Claims,
  seen: {
    readonly claims: readonly Claim[];
    readonly held: readonly Held[];
    readonly spent: readonly PicoUsd[];
    readonly leased: Leased;
    readonly parts: HoldPart[];
  },
  ports: AuthorizePorts,
): Promise<Outcome> {
  const reasons: GateReason[] = [];
  let decision: Gate = 'allow';
  let remaining: PicoUsd | undefined;
  let ownRemaining: PicoUsd | undefined;
  for (const [index, claim] of seen.claims.entries()) {
    const read = { held: seen.held[index] as Held, spent: seen.spent[index] ?? ZERO_USD };
    const isHeld = seen.leased.has(index) || claim.isInherited === true;
    const verdict = isHeld
      ? judgeLeased(claim, read)
      : await holdLeasing(claim, read, minute, mayLease, ports);
    const { code, reason } = verdict;
    if (reason !== undefined && code !== undefined)
      reasons.push(reasonOf(claim, code, reason, verdict.remaining));
    decision = stricter(decision, verdict.gate);
    if (!claim.isInherited) remaining = least(remaining, verdict.remaining);
    if (isOwn(claim)) ownRemaining = least(ownRemaining, verdict.remaining);
    if (verdict.gate === 'deny') break;
    if (verdict.part) seen.parts.push(verdict.part);
  }
  return { decision, remaining, ownRemaining, reasons };
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
    const hasRoom = claim.lanes > 1 || leased.has(i) || claim.isInherited === true;
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

/** A hold of nothing is stored nowhere, unless others may spend from it. */
async function putHold(
  { call, minute, child, asParent }: Claims,
  parts: readonly HoldPart[],
  ports: AuthorizePorts,
): Promise<Hold> {
  const now = ports.clock.now();
  const { userId, provider, service, model, resource, group } = call.subject;
  const earliest = parts.reduce((least, part) => Math.min(least, part.minute), minute);
  const isStored = parts.length > 0 || child !== undefined || asParent;
  const hold: Hold = {
    id: child?.id ?? (isStored ? ports.newId() : emptyHoldId(ports.newId())),
    status: 'OPEN',
    createdAt: now,
    expiresAt: earliest * MINUTE_MS,
    estimate: child?.amount ?? call.priced ?? call.estimate ?? call.pricedPart,
    userId,
    call: { provider, service, model, resource, group },
    parts: child ? [...parts, ...child.parts] : parts,
    ...(asParent ? { pool: { taken: ZERO_USD, children: new Map() } } : {}),
  };
  if (isStored) await ports.holds.put(hold);
  return hold;
}

import { InvalidInputError, NotFoundError } from '../errors.ts';
import { formatDecimal, minus, type PicoUsd, ZERO_USD } from '../money/decimal.ts';
import { type Instant, MINUTE_MS } from '../time/ledger-time.ts';
import type { GateCode } from '../../contracts/gate-codes.ts';
import type { Hold, HoldPart } from './gate-ports.ts';
import { heldKeyOf } from '../budgets/budget-state.ts';
import type { CallEstimate, PricedCall } from './estimate-call.ts';
import { childHoldId, holdLevel, isHoldId, leftOf, MOST_CHILDREN, MOST_LEVELS } from './hold-ids.ts';
import { sweptParent } from './hold-tree.ts';
import { type Claim, type GateReason, positive } from './judge-claim.ts';
import { heldKeyText } from './lease-book.ts';
import type { AuthorizePorts } from './take-hold.ts';

/** A hold from which a call asks to spend, as it was read. */
interface Above {
  readonly parent: Hold;
  /** All that is left of it, for a call that names no amount. */
  readonly estimate: CallEstimate | undefined;
}

interface Denial {
  readonly decision: 'deny';
  readonly remaining: PicoUsd;
  readonly ownRemaining: undefined;
  readonly reasons: readonly GateReason[];
}

/** What a call takes of the hold above it. */
export interface Child {
  readonly id: string;
  readonly amount: PicoUsd;
  readonly minute: number;
  /** What the holds above it hold for it. */
  readonly parts: readonly HoldPart[];
  /** What is left of the parent after it. */
  readonly leaves: PicoUsd;
  /** Answers a denial where the parent has not enough. */
  take(): Promise<Denial | undefined>;
  giveBack(): Promise<void>;
}

/**
 * The hold that a request names as its parent, or why nothing can be spent from it; undefined where it names none.
 * Throws NotFoundError for one that never was, and InvalidInputError for one that can have no children.
 */
export async function readParent(
  request: CallEstimate & { readonly parentHoldId?: string | undefined },
  now: Instant,
  ports: AuthorizePorts,
): Promise<Above | { readonly refused: GateReason } | undefined> {
  const { parentHoldId: id } = request;
  if (id === undefined) return undefined;
  const found = isHoldId(id) ? await ports.holds.get(id) : undefined;
  if (!found) throw new NotFoundError(`there is no hold "${id}"`);
  if (!found.pool) throw wrongParent('no hold may spend from it: ask for it with asParent');
  if (holdLevel(id) + 1 >= MOST_LEVELS)
    throw wrongParent(`${MOST_LEVELS} holds stand above each other at most`);
  const parent = await sweptParent(found, now, ports);
  if (parent?.status !== 'OPEN' || parent.expiresAt <= now) {
    return { refused: ended(id) };
  }
  if ((parent.pool?.children.size ?? 0) >= MOST_CHILDREN) return { refused: tooMany(id) };
  if (request.estimate !== undefined || request.usage !== undefined) return { parent, estimate: undefined };
  const left = leftOf(parent);
  return left > 0n ? { parent, estimate: { estimate: left } } : { refused: notEnough(parent, undefined) };
}

/** Claims of a call whose budgets the holds above it hold already need nothing more of them. */
export function claimsBelow({ parts }: Hold, claims: readonly Claim[]): Claim[] {
  const held = new Set(parts.map(({ key }) => heldKeyText(key)));
  return claims.map((claim) =>
    held.has(heldKeyText(heldKeyOf(claim, claim.period)))
      ? { ...claim, amount: ZERO_USD, need: ZERO_USD, isInherited: true }
      : claim,
  );
}

/** A call as the child of a hold; it ends with its parent at the latest. */
export function newChild(
  parent: Hold,
  {
    call,
    claims,
    minute,
  }: { readonly call: PricedCall; readonly claims: readonly Claim[]; readonly minute: number },
  ports: AuthorizePorts,
): Child {
  const id = childHoldId(parent.id, ports.newId());
  // Budgets may hold different amounts for what has no price: none of them holds more than the parent gives.
  const amount = claims.reduce(
    (most, claim) => (claim.amount > most ? claim.amount : most),
    call.priced ?? call.estimate ?? call.pricedPart,
  );
  const until = Math.min(minute, Math.floor(parent.expiresAt / MINUTE_MS));
  const { pools } = ports.holds;
  let asked = false;
  return {
    id,
    amount,
    minute: until,
    parts: parent.parts.map((part) => ({ ...part, amount, from: part.from ?? parent.id })),
    leaves: minus(leftOf(parent), amount),
    take: async () => {
      if (leftOf(parent) < amount) return deny(notEnough(parent, amount), leftOf(parent));
      asked = true;
      const taken = await pools.take(parent, id, { amount, minute: until });
      if (taken === 'taken') return undefined;
      asked = false;
      const { now } = taken;
      if (now?.status !== 'OPEN') return deny(ended(parent.id), ZERO_USD);
      const left = leftOf(now);
      return deny(left < amount ? notEnough(now, amount) : tooMany(parent.id), left);
    },
    giveBack: async () => {
      if (!asked) return;
      try {
        await pools.giveBack(parent.id, id, amount);
      } catch (error) {
        ports.log.leftToExpiry({ what: `hold ${id}`, error });
      }
    },
  };
}

function notEnough(parent: Hold, amount: PicoUsd | undefined): GateReason {
  const left = positive(leftOf(parent));
  const needs = amount === undefined ? '' : ` and the call needs ${formatDecimal(amount)} USD`;
  return {
    ...reasonOf(
      'limit-reached',
      `the hold ${parent.id} would be passed: ${formatDecimal(left)} USD are left${needs}`,
    ),
    isPartLeft: left > 0n,
  };
}

function deny(reason: GateReason, left: PicoUsd): Denial {
  return { decision: 'deny', remaining: positive(left), ownRemaining: undefined, reasons: [reason] };
}

function ended(id: string): GateReason {
  return reasonOf('parent-ended', `the hold ${id} has ended`);
}

function tooMany(id: string): GateReason {
  return reasonOf(
    'calls-under-way',
    `${MOST_CHILDREN} holds are open below the hold ${id}: wait until one ends`,
  );
}

function reasonOf(code: GateCode, message: string): GateReason {
  return { budgetId: undefined, code, endsAt: undefined, message, outside: undefined };
}

function wrongParent(why: string): InvalidInputError {
  return new InvalidInputError(`parentHoldId: ${why}`, [{ field: 'parentHoldId', message: why }]);
}

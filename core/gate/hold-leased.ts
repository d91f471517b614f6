import { minus, type PicoUsd, picoUsd, times, ZERO_USD } from '../money/decimal.ts';
import type { HoldPart } from './gate-ports.ts';
import { heldKeyOf } from '../budgets/budget-state.ts';
import { holdAhead, type Seen } from './hold-ahead.ts';
import { type Claim, gateOnly, judge, roomOf, type Verdict } from './judge-claim.ts';
import type { LeaseSettings } from './lease-book.ts';
import { giveBackParts } from './settle-holds.ts';
import { type AuthorizePorts, holdOne, readSpent } from './take-hold.ts';

/** What calls of a backend have taken from leases, by the place of their claims. */
export type Leased = ReadonlyMap<number, HoldPart>;

/** Takes from leases what they have, before anything else is read or written. */
export function takeLeased(
  claims: readonly Claim[],
  minute: number,
  { leases, clock }: AuthorizePorts,
): Leased {
  const leased = new Map<number, HoldPart>();
  for (const [index, claim] of claims.entries()) {
    if (claim.lanes > 1 || claim.amount <= 0n) continue;
    const key = heldKeyOf(claim, claim.period);
    leases.count(key, clock.now());
    const part = leases.take(key, claim.amount, minute);
    if (part) leased.set(index, part);
  }
  return leased;
}

/** Puts back what was taken from leases. */
export async function putBackLeased(leased: Leased, ports: AuthorizePorts): Promise<void> {
  await giveBackParts(
    [...leased.values()].filter((part) => !ports.leases.putBack(part)),
    ports,
  );
}

/**
 * What the periods of claims have spent, in their order. What is leased was held before its call came, in the room
 * that there was, so a call that takes of it needs no spend that was read after the held item: what was read within
 * the last second does.
 */
export async function spentBeside(
  claims: readonly Claim[],
  leased: Leased,
  ports: AuthorizePorts,
): Promise<PicoUsd[]> {
  const now = ports.clock.now();
  const known = claims.map((claim, index) =>
    leased.has(index) ? ports.leases.spentOf(heldKeyOf(claim, claim.period), now) : undefined,
  );
  const unknown = claims.filter((_, index) => known[index] === undefined);
  const read = unknown.length > 0 ? await readSpent(unknown, ports) : [];
  for (const [index, claim] of unknown.entries()) {
    ports.leases.noteSpent(heldKeyOf(claim, claim.period), read[index] ?? ZERO_USD, now);
  }
  const rest = read.values();
  return known.map((spent) => spent ?? rest.next().value ?? ZERO_USD);
}

/** What the gate of a budget says to a call that has its amount from a lease, or from the hold above it. */
export function judgeLeased(claim: Claim, { held, spent }: Seen): Verdict {
  return gateOnly(claim, held, spent) ?? judge(claim, { ...held, held: ZERO_USD }, spent);
}

/** Holds a claim and, where the function is busy with its budget, for the calls that follow. */
export async function holdLeasing(
  claim: Claim,
  seen: Seen,
  minute: number,
  mayLease: boolean,
  ports: AuthorizePorts,
): Promise<Verdict> {
  if (!mayLease || claim.lanes > 1 || claim.amount <= 0n) return holdAhead(claim, seen, minute, ports);
  const { settings } = ports.leases;
  const isBusy = ports.leases.isBusy(heldKeyOf(claim, claim.period));
  const block = isBusy ? leaseOf(claim, seen, settings) : ZERO_USD;
  const verdict = judge(claim, seen.held, seen.spent);
  if (block < times(claim.amount, settings.leastCalls) || verdict.gate === 'deny') {
    return holdAhead(claim, seen, minute, ports);
  }
  const wanted = { ...claim, amount: block, need: block };
  const taken = await holdOne(wanted, seen.held, seen.spent, minute + settings.minutesAhead, ports);
  if (taken.gate === 'deny' || !taken.part) return holdAhead(claim, seen, minute, ports);
  const { part } = taken;
  const spare = ports.leases.keep(
    { ...part, amount: minus(block, claim.amount) },
    seen.spent,
    ports.clock.now(),
  );
  if (spare) await giveBackParts([spare], ports);
  return { ...verdict, part: { ...part, amount: claim.amount } };
}

/** So small against what is left that functions do not keep from each other what they need. */
function leaseOf(claim: Claim, { held, spent }: Seen, { callsAhead, share: part }: LeaseSettings): PicoUsd {
  const wanted = times(claim.amount, callsAhead);
  const room = roomOf({ ...claim, need: ZERO_USD }, held, spent);
  if (room === undefined) return wanted;
  const share = picoUsd((room - held.held) / part);
  return share < wanted ? share : wanted;
}

import { minus, type PicoUsd, picoUsd, times, ZERO_USD } from '../money/decimal.ts';
import type { Held } from '../budgets/budget-ports.ts';
import type { Ahead, HoldPart } from './gate-ports.ts';
import { heldKeyOf } from '../budgets/budget-state.ts';
import { type AuthorizePorts, holdOne, readSpent, swept } from './take-hold.ts';
import { type Claim, gateOnly, roomOf, type Verdict } from './judge-claim.ts';
import { giveBackParts } from './settle-holds.ts';

/** A lane takes as much ahead as this many calls need … */
const CALLS_AHEAD = 50n;
/** … and not more than this share of what is left, for each lane. */
const SHARE_AHEAD = 4n;
/** How much longer it is held than the call that took it asked for. */
const MINUTES_AHEAD = 5;

/** What was read before a claim is held: held first, spend after it. */
export interface Seen {
  readonly held: Held;
  readonly spent: PicoUsd;
}

/**
 * Holds a claim. One that is spread over lanes takes from what its lane holds ahead; only an empty lane
 * writes the main item, for many calls at once. All that lanes hold ahead is held in the main item, so a
 * limit is kept as without them. Denies only when neither the main item nor all lanes together have room.
 */
export async function holdAhead(
  claim: Claim,
  seen: Seen,
  minute: number,
  ports: AuthorizePorts,
): Promise<Verdict> {
  const verdict = claim.lanes > 1 && claim.amount > 0n ? gateOnly(claim, seen.held, seen.spent) : undefined;
  if (!verdict) return holdOne(claim, seen.held, seen.spent, minute, ports);
  const key = heldKeyOf(claim, claim.period);
  const first = Math.floor(ports.random() * claim.lanes);
  const found = await ports.ahead.take({ key, lane: first }, claim.amount, minute);
  if ('until' in found) return withPart(verdict, claim, found.until);
  const filled = await fill(claim, seen, minute, { lane: first, left: found.seen }, ports);
  if (filled) return withPart(verdict, claim, filled.minute);
  const direct = await holdOne(claim, seen.held, seen.spent, minute, ports);
  if (direct.gate !== 'deny') return direct;
  return holdFromOthers(claim, first, minute, verdict, ports);
}

function withPart(verdict: Verdict, claim: Claim, minute: number): Verdict {
  const part = { key: heldKeyOf(claim, claim.period), amount: claim.amount, minute };
  return verdict.gate === 'deny' ? verdict : { ...verdict, part };
}

/** Holds for many calls at once, keeps one call's share and leaves the rest to the lane. */
async function fill(
  claim: Claim,
  { held, spent }: Seen,
  minute: number,
  { lane, left }: { readonly lane: number; readonly left: Ahead | undefined },
  ports: AuthorizePorts,
): Promise<HoldPart | undefined> {
  const block = blockOf(claim, held, spent);
  if (block <= claim.amount) return undefined;
  const taken = await holdOne(
    { ...claim, amount: block, need: block },
    held,
    spent,
    minute + MINUTES_AHEAD,
    ports,
  );
  if (taken.gate === 'deny' || !taken.part) return undefined;
  const { part } = taken;
  const rest = { ...part, amount: minus(block, claim.amount) };
  const isMine = await ports.ahead.replace({ key: part.key, lane }, left, rest);
  const spare = isMine ? left && { ...part, ...left } : rest;
  if (spare && spare.amount > 0n) await giveBackParts([spare], ports);
  return { ...part, amount: claim.amount };
}

/** Small against what is left, so that lanes do not keep from each other what they do not need. */
function blockOf(claim: Claim, held: Held, spent: PicoUsd): PicoUsd {
  const wanted = times(claim.amount, CALLS_AHEAD);
  const room = roomOf({ ...claim, need: ZERO_USD }, held, spent);
  if (room === undefined) return wanted;
  const share = picoUsd((room - held.held) / (SHARE_AHEAD * BigInt(claim.lanes)));
  return share < wanted ? share : wanted;
}

/** The main item is full: takes what another lane has, else gathers what all of them have. */
async function holdFromOthers(
  claim: Claim,
  first: number,
  minute: number,
  verdict: Verdict,
  ports: AuthorizePorts,
): Promise<Verdict> {
  const key = heldKeyOf(claim, claim.period);
  const lefts: { readonly lane: number; readonly left: Ahead }[] = [];
  for (let step = 0; step < claim.lanes; step++) {
    const lane = (first + step) % claim.lanes;
    const found = await ports.ahead.take({ key, lane }, claim.amount, minute);
    if ('until' in found) return withPart(verdict, claim, found.until);
    if (found.seen && found.seen.amount > 0n) lefts.push({ lane, left: found.seen });
  }
  for (const { lane, left } of lefts) {
    const isMine = await ports.ahead.replace({ key, lane }, left, { ...left, amount: ZERO_USD });
    if (isMine) await giveBackParts([{ key, ...left }], ports);
  }
  const [held] = (await ports.held.read([key])).held;
  const clean = await swept(held as Held, ports);
  const [spent = ZERO_USD] = await readSpent([claim], ports);
  return holdOne(claim, clean, spent, minute, ports);
}

import { minus, negate, type PicoUsd, plus, ZERO_USD } from '../money/decimal.ts';
import { type Instant, MINUTE_MS } from '../time/ledger-time.ts';
import type { Hold, HoldPart, HoldPorts, HoldStore } from './gate-ports.ts';
import { childHoldId, holdLevel, leftOf, parentHoldId } from './hold-ids.ts';

/** What a hold that has ended took of its parent for good: its own cost, and what its children hold or cost. */
function keptOf({ status, estimate, pool, cost }: Hold): PicoUsd {
  // Usage without a price takes all that was held for it.
  if (status === 'SETTLED' && cost === undefined) return estimate;
  const kept = plus(pool?.taken ?? ZERO_USD, cost ?? ZERO_USD);
  return kept < estimate ? kept : estimate;
}

/**
 * Ends the children of a parent whose time is over, and what is below them: what no usage names goes back to the
 * parent. Any number of callers may do it at once. Answers the parent as it is then.
 */
export async function sweptParent(
  parent: Hold,
  now: Instant,
  ports: { readonly holds: HoldStore },
): Promise<Hold | undefined> {
  const through = Math.floor(now / MINUTE_MS);
  const over = [...(parent.pool?.children ?? [])].filter(
    ([, { minute }]) => minute !== undefined && minute <= through,
  );
  if (over.length === 0) return parent;
  for (const [own, { amount }] of over) {
    await endExpired(parent.id, childHoldId(parent.id, own), amount, now, ports);
  }
  return ports.holds.get(parent.id);
}

async function endExpired(
  parentId: string,
  id: string,
  amount: PicoUsd,
  now: Instant,
  ports: { readonly holds: HoldStore },
): Promise<void> {
  const { pools } = ports.holds;
  const seen = await ports.holds.get(id);
  if (seen?.pool) await sweptParent(seen, now, ports);
  // One that its caller never got is not there.
  const ended = seen && (await pools.expire(id));
  if (ended?.status === 'OPEN') await pools.keep(parentId, id);
  else await pools.giveBack(parentId, id, minus(amount, ended ? keptOf(ended) : ZERO_USD));
}

/**
 * What a closed child frees of budgets that holds above it hold: its parent gets back what is left of it, and budgets
 * what was spent; where the parent has ended, what is left goes to the next hold above that is open, and to the
 * budgets of those between. Rejects on outages.
 * @param cost what its usage cost, ZERO_USD for a hold that is released; undefined: it has no price
 */
export async function freedAbove(
  hold: Hold,
  parentId: string,
  cost: PicoUsd | undefined,
  ports: Pick<HoldPorts, 'holds'>,
): Promise<HoldPart[]> {
  const most = minus(hold.estimate, hold.pool?.taken ?? ZERO_USD);
  const freed = await leaveParent(hold, parentId, { most, cost: cost ?? most }, ports);
  return hold.parts.flatMap((part) =>
    part.from === undefined ? [] : { ...part, amount: freed(holdLevel(part.from)) },
  );
}

/** Answers how much of it the budgets of each level above get back. */
async function leaveParent(
  { id }: Hold,
  parentId: string,
  { most, cost }: { readonly most: PicoUsd; readonly cost: PicoUsd },
  { holds }: Pick<HoldPorts, 'holds'>,
): Promise<(level: number) => PicoUsd> {
  if (cost > most && (await chargeMore(id, parentId, minus(cost, most), holds))) return () => cost;
  const used = cost < most ? cost : most;
  const rest = minus(most, used);
  let [child, parent]: [string, string | undefined] = [id, parentId];
  let outcome = await holds.pools.giveBack(parent, child, rest);
  // Its parent counts it no more, since its time was over or another caller saw to it.
  if (outcome === 'refused') return () => ZERO_USD;
  while (outcome === 'ended') {
    [child, parent] = [parent, parentHoldId(parent)];
    if (parent === undefined) return () => most;
    outcome = await holds.pools.giveBackFor(parent, child, rest);
  }
  const open = holdLevel(parent);
  return (level) => (level > open ? most : used);
}

/** A call that cost more than it held takes the rest of its parent, where that has it. */
async function chargeMore(id: string, parentId: string, more: PicoUsd, holds: HoldStore): Promise<boolean> {
  const parent = await holds.get(parentId);
  if (!parent || leftOf(parent) < more) return false;
  const room = minus(parent.estimate, more);
  return (await holds.pools.giveBack(parentId, id, negate(more), room)) === 'done';
}

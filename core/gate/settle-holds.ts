import { minus, type PicoUsd, plus, ZERO_USD } from '../money/decimal.ts';
import { HOUR_MS, type Instant } from '../time/ledger-time.ts';
import type { GiveBack } from '../budgets/budget-ports.ts';
import type { Hold, HoldPart, HoldPorts } from './gate-ports.ts';
import { isEmptyHold, isHoldId, parentHoldId } from './hold-ids.ts';
import { heldKeyText } from './lease-book.ts';
import { batchesOf } from '../in-batches.ts';

/** Holds closed at once. */
const AT_ONCE = 25;

/** Usage that names a hold; `cost` is undefined where it has no price yet. */
export interface HoldUse {
  readonly id: string;
  readonly cost: PicoUsd | undefined;
}

/**
 * Notes that usage names children, before it is in the totals: from then on a child no longer goes back to its
 * parent by its time, which would let the parent spend it a second time. Rejects on outages.
 */
export async function useHolds(
  holdIds: readonly string[],
  { holds }: Pick<HoldPorts, 'holds'>,
): Promise<void> {
  const ids = [...new Set(holdIds)].filter((id) => parentHoldId(id) !== undefined && isHoldId(id));
  for (const batch of batchesOf(ids, AT_ONCE)) await Promise.all(batch.map((id) => holds.pools.use(id)));
}

/**
 * Settles the holds of entries that are in the totals now; comes after the commit that raised spend. The
 * caller that turns a hold from OPEN to SETTLED gives it back, once and never again: duplicates, late and
 * repeated entries find it closed. Never rejects: what cannot be given back goes by its expiry.
 */
export async function settleHolds(uses: readonly HoldUse[], ports: HoldPorts): Promise<void> {
  const costs = new Map<string, PicoUsd | undefined>();
  for (const { id, cost } of uses) {
    if (isEmptyHold(id)) continue;
    const before = costs.has(id) ? costs.get(id) : ZERO_USD;
    costs.set(id, before === undefined || cost === undefined ? undefined : plus(before, cost));
  }
  const parts: HoldPart[] = [];
  for (const batch of batchesOf([...costs], AT_ONCE)) {
    const freed = await Promise.all(
      batch.map(async ([id, cost]) => {
        const hold = await closeQuietly(id, cost, ports);
        return hold ? freedParts(hold, cost, ports) : [];
      }),
    );
    parts.push(...freed.flat());
  }
  await giveBackParts(parts, ports);
}

async function closeQuietly(
  id: string,
  cost: PicoUsd | undefined,
  ports: HoldPorts,
): Promise<Hold | undefined> {
  try {
    return await ports.holds.close(id, 'SETTLED', cost);
  } catch (error) {
    ports.log.leftToExpiry({ what: `hold ${id}`, error });
    return undefined;
  }
}

/** What a closed hold frees. Never rejects: what cannot be given back to a parent goes by the time of that. */
async function freedParts(hold: Hold, cost: PicoUsd | undefined, ports: HoldPorts): Promise<HoldPart[]> {
  const taken = hold.pool?.taken ?? ZERO_USD;
  const own = hold.parts
    .filter(({ from }) => from === undefined)
    .map((part) => ({ ...part, amount: minus(part.amount, taken) }));
  const parentId = parentHoldId(hold.id);
  if (parentId === undefined) return own;
  try {
    const { freedAbove } = await import('./hold-tree.ts');
    return [...own, ...(await freedAbove(hold, parentId, cost, ports))];
  } catch (error) {
    ports.log.leftToExpiry({ what: `hold ${hold.id}`, error });
    return own;
  }
}

/** Gives a hold back before it is used. Answers false when it was settled or released already, or holds nothing. */
export async function releaseHold(id: string, ports: HoldPorts): Promise<boolean> {
  if (isEmptyHold(id)) return false;
  const hold = await ports.holds.close(id, 'RELEASED');
  if (!hold) return false;
  await giveBackParts(await freedParts(hold, ZERO_USD, ports), ports);
  return true;
}

/** Hours back in which a hold that is still open was made. */
const HOURS_BACK = 25;

/**
 * Gives back every open hold of a user at once, also those that others made; answers how many. Running it again
 * releases what was made meanwhile and nothing twice.
 */
export async function releaseOfUser(userId: string, at: Instant, ports: HoldPorts): Promise<number> {
  let released = 0;
  for (let back = 0; back < HOURS_BACK; back++) {
    const open = await ports.holds.openOf(userId, at - back * HOUR_MS);
    for (const batch of batchesOf(open, AT_ONCE)) {
      const closed = await Promise.all(batch.map(({ id }) => ports.holds.close(id, 'RELEASED')));
      const mine = closed.filter((hold) => hold !== undefined);
      const freed = await Promise.all(mine.map((hold) => freedParts(hold, ZERO_USD, ports)));
      await giveBackParts(freed.flat(), ports);
      released += mine.length;
    }
  }
  return released;
}

/** One update for each budget, value and period; never rejects, what fails expires. */
export async function giveBackParts(
  parts: readonly HoldPart[],
  ports: Omit<HoldPorts, 'holds'>,
): Promise<void> {
  await Promise.all(
    sumByKey(parts).map(async (giveBack) => {
      try {
        await ports.held.giveBack(giveBack);
      } catch (error) {
        ports.log.leftToExpiry({ what: `budget ${giveBack.key.budgetId}`, error });
      }
    }),
  );
}

function sumByKey(parts: readonly HoldPart[]): GiveBack[] {
  const some = parts.filter(({ amount }) => amount > 0n);
  const groups = Map.groupBy(some, ({ key }) => heldKeyText(key));
  return [...groups.values()].map((group) => {
    const [{ key }] = group as [HoldPart];
    const minutes = new Map<number, PicoUsd>();
    for (const { minute, amount } of group)
      minutes.set(minute, plus(minutes.get(minute) ?? ZERO_USD, amount));
    return { key, minutes };
  });
}

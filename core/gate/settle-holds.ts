import { type PicoUsd, plus, ZERO_USD } from '../money/decimal.ts';
import { HOUR_MS, type Instant } from '../time/ledger-time.ts';
import type { GiveBack, Hold, HoldPart, HoldPorts } from '../budgets/budget-ports.ts';
import { heldKeyText } from './lease-book.ts';
import { batchesOf } from '../in-batches.ts';

/** Holds closed at once. */
const AT_ONCE = 25;
/** Begins the id of a hold that holds nothing and is stored nowhere. */
const EMPTY = 'none-';

/** The id of a hold that holds nothing: usage may carry it, and no table is asked for it. */
export function emptyHoldId(id: string): string {
  return `${EMPTY}${id}`;
}

/** True for such an id. */
export function isEmptyHold(id: string): boolean {
  return id.startsWith(EMPTY);
}

/**
 * Settles the holds of entries that are in the totals now; comes after the commit that raised spend. The
 * caller that turns a hold from OPEN to SETTLED gives it back, once and never again: duplicates, late and
 * repeated entries find it closed. Never rejects: what cannot be given back goes by its expiry.
 */
export async function settleHolds(holdIds: readonly string[], ports: HoldPorts): Promise<void> {
  const ids = [...new Set(holdIds)].filter((id) => !isEmptyHold(id));
  const parts: HoldPart[] = [];
  for (const batch of batchesOf(ids, AT_ONCE)) {
    const closed = await Promise.all(batch.map((id) => closeQuietly(id, ports)));
    parts.push(...closed.flatMap((hold) => hold?.parts ?? []));
  }
  await giveBackParts(parts, ports);
}

async function closeQuietly(id: string, ports: HoldPorts): Promise<Hold | undefined> {
  try {
    return await ports.holds.close(id, 'SETTLED');
  } catch (error) {
    ports.log.leftToExpiry({ what: `hold ${id}`, error });
    return undefined;
  }
}

/** Gives a hold back before it is used. Answers false when it was settled or released already, or holds nothing. */
export async function releaseHold(id: string, ports: HoldPorts): Promise<boolean> {
  if (isEmptyHold(id)) return false;
  const hold = await ports.holds.close(id, 'RELEASED');
  if (!hold) return false;
  await giveBackParts(hold.parts, ports);
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
      await giveBackParts(
        mine.flatMap(({ parts }) => parts),
        ports,
      );
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
  const groups = Map.groupBy(parts, ({ key }) => heldKeyText(key));
  return [...groups.values()].map((group) => {
    const [{ key }] = group as [HoldPart];
    const minutes = new Map<number, PicoUsd>();
    for (const { minute, amount } of group)
      minutes.set(minute, plus(minutes.get(minute) ?? ZERO_USD, amount));
    return { key, minutes };
  });
}

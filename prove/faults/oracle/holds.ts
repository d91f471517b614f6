import { heldKey } from '../../../adapters/dynamo/keys.ts';
import { isTicked, viewOf } from '../audit.ts';
import type { Granted, WatchedBudget } from '../budgets/plan.ts';
import type { WireItem } from '../wire.ts';
import { entryFacts } from './entry-facts.ts';

/** What entries that are in the totals make, by the id of the entry that they are or correct. */
function spentByCall(items: readonly WireItem[]): Map<string, bigint> {
  const { marks, members } = viewOf(items);
  const spent = new Map<string, bigint>();
  for (const [name, list] of members) {
    for (const item of list) {
      if (!item['pk']?.S?.startsWith('E#') || !isTicked(marks.get(name), item)) continue;
      const { id, correctionOf = id, cost } = entryFacts(item);
      spent.set(correctionOf, (spent.get(correctionOf) ?? 0n) + cost);
    }
  }
  return spent;
}

/**
 * What is wrong with the gate's promise at this moment: what calls have spent while it was held for them, and what is
 * held for those that may still spend, is within the limit, and no less is held than they may spend. Corrections that
 * add cost promise nothing to nobody.
 */
export function wrongHolds(
  items: readonly WireItem[],
  granted: readonly Granted[],
  budgets: readonly WatchedBudget[],
  now: number,
): string[] {
  const spent = spentByCall(items);
  const held = new Map(items.map((item) => [item['pk']?.S ?? '', BigInt(item['held']?.N ?? '0')]));
  const period = new Date(now).toISOString().slice(0, 7);
  for (const call of granted) if (spent.has(call.id)) call.inTime ??= call.expiresAt > now;
  return budgets.flatMap(({ id: budgetId, highest, values }) =>
    values.flatMap((value) => {
      const mine = granted.filter(({ user }) => value.kind === 'group' || value.id === user);
      let open = 0n;
      let used = 0n;
      for (const { id, estimate, expiresAt, fate, inTime } of mine) {
        const cost = spent.get(id);
        if (cost !== undefined) used += inTime === true ? least(cost, estimate) : 0n;
        else if (fate !== 'released' && expiresAt > now) open += estimate;
      }
      const name = `${budgetId} of ${value.id}`;
      const has = held.get(heldKey({ budgetId, value, period }).pk) ?? 0n;
      return [
        ...(used + open > highest
          ? [`${name}: ${used} spent and ${open} held pass the limit of ${highest}`]
          : []),
        ...(has < open ? [`${name} holds ${has}, and its calls may still spend ${open}`] : []),
      ];
    }),
  );
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

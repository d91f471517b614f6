import { inBatches } from '../in-batches.ts';
import { negate, type PicoUsd, plus, ZERO_USD } from '../money/decimal.ts';
import type { Clock } from '../time/ledger-time.ts';
import { isZero, subtractContribution } from './contribution-difference.ts';
import type { Contribution } from './contributions.ts';
import type { Gathered } from './gather-entries.ts';
import type { RepairScope, RepairStore, StandingTotal } from './repair-ports.ts';

interface ComparePorts {
  readonly store: Pick<RepairStore, 'totalKey' | 'addDifference'>;
  readonly clock: Clock;
}

/** A total that did not equal its entries, by how much, and that it does now. */
export interface Repair {
  readonly key: string;
  readonly difference: Pick<Contribution, 'cost'>;
}

/** What a comparison found and did. */
export interface Compared {
  readonly totals: number;
  readonly repairs: readonly Repair[];
  readonly busy: readonly string[];
  readonly unrepaired: PicoUsd;
}

/**
 * Reads totals again whose first state and whose entries are known, and adds what those that did not move since lack.
 * Rejects on outages.
 */
export async function compareTotals(
  scope: RepairScope,
  { known, sums }: Pick<Gathered, 'known' | 'sums'>,
  ports: ComparePorts,
): Promise<Compared> {
  const names = new Map([...known, ...sums].map(([key, { total }]) => [key, total]));
  const standing = await scope.read([...names.values()]);
  const differences: Difference[] = [];
  const moved: string[] = [];
  for (const key of names.keys()) {
    const first = known.get(key);
    const last = standing.get(key);
    if (first?.version !== last?.version || first?.updatedAt !== last?.updatedAt) moved.push(key);
    else differences.push(...differenceOf(sums.get(key), last));
  }
  const { repairs, busy, unrepaired } = await addDifferences(differences, ports);
  return { totals: standing.size, repairs, busy: [...moved, ...busy], unrepaired };
}

interface Difference {
  readonly seen: StandingTotal;
  readonly difference: Contribution;
}

/** A few at a time: a rebuild from nothing writes every total of the day. */
async function addDifferences(differences: readonly Difference[], { store, clock }: ComparePorts) {
  const isAdded = await inBatches(differences, ({ seen, difference }) =>
    store.addDifference(difference, seen, clock.now()),
  );
  const repairs: Repair[] = [];
  const busy: string[] = [];
  let unrepaired = ZERO_USD;
  for (const [index, { difference }] of differences.entries()) {
    const key = store.totalKey(difference);
    if (isAdded[index]) repairs.push({ key, difference });
    else {
      busy.push(key);
      unrepaired = plus(unrepaired, difference.cost < 0n ? negate(difference.cost) : difference.cost);
    }
  }
  return { repairs, busy, unrepaired };
}

/** What a total lacks; nothing where it equals its entries. */
function differenceOf(sum: Contribution | undefined, standing: StandingTotal | undefined): Difference[] {
  const total = sum?.total ?? standing?.total;
  if (!total) return [];
  const zero: Contribution = { total, cost: ZERO_USD, events: 0, unpriced: 0 };
  const seen: StandingTotal = standing ?? { ...zero, version: 0n };
  const difference = subtractContribution(sum ?? zero, seen);
  // A total that begins with a repair learns of its first event here.
  difference.firstAt = sum?.firstAt;
  return isZero(difference) ? [] : [{ seen, difference }];
}

import { negate, ZERO_USD } from '../money/decimal.ts';
import { addContribution, type Contribution } from './contributions.ts';
import type { Sums } from './total.ts';

/** `sum` minus `other`; both belong to the same scope. `firstAt` is no amount and is left out. */
export function subtractContribution(sum: Contribution, other: Contribution): Contribution {
  const difference: Contribution = { total: sum.total, cost: ZERO_USD, events: 0, unpriced: 0 };
  addContribution(difference, { ...sum, firstAt: undefined });
  addContribution(difference, negated(other));
  return difference;
}

/** A contribution whose maps are its own. */
export function copyOfContribution(contribution: Contribution): Contribution {
  const copy: Contribution = { total: contribution.total, cost: ZERO_USD, events: 0, unpriced: 0 };
  addContribution(copy, contribution);
  return copy;
}

function negative<K, V>(map: Map<K, V> | undefined, turn: (value: V) => V): Map<K, V> {
  return new Map([...(map ?? [])].map(([key, value]) => [key, turn(value)] as const));
}

function negated(total: Contribution): Contribution {
  return {
    total: total.total,
    ...negatedSums(total),
    ...(total.unowned ? { unowned: negatedSums(total.unowned) } : {}),
    ...(total.failures ? { failures: { ...negatedSums(total.failures), asked: -total.failures.asked } } : {}),
    usage: negative(total.usage, (value) => negate(value)),
    outcomes: negative(total.outcomes, (value) => -value),
    breakdown: negative(total.breakdown, (cell) => ({ ...cell, cost: negate(cell.cost) })),
    hours: negative(total.hours, ({ cost, events }) => ({ cost: negate(cost), events: -events })),
  };
}

function negatedSums({ cost, events, unpriced }: Sums): Sums {
  return { cost: negate(cost), events: -events, unpriced: -unpriced };
}

/** True when adding it would change nothing. */
export function isZero(contribution: Contribution): boolean {
  const { unowned, failures, usage, outcomes, breakdown, hours } = contribution;
  return (
    sumsAreZero(contribution) &&
    (unowned === undefined || sumsAreZero(unowned)) &&
    (failures === undefined || (sumsAreZero(failures) && failures.asked === 0)) &&
    [...(usage?.values() ?? [])].every((value) => value === 0n) &&
    [...(outcomes?.values() ?? [])].every((value) => value === 0) &&
    [...(breakdown?.values() ?? [])].every((cell) => cell.cost === 0n) &&
    [...(hours?.values() ?? [])].every((hour) => hour.cost === 0n && hour.events === 0)
  );
}

function sumsAreZero({ cost, events, unpriced }: Sums): boolean {
  return cost === 0n && events === 0 && unpriced === 0;
}

import { shownUserId } from '../../contracts/system-user.ts';
import type { WhatIfInput } from '../../contracts/what-if.ts';
import { type PicoUsd, plus, times, ZERO_USD } from '../money/decimal.ts';
import type { PriceBook } from '../pricing/price-book.ts';
import { keptProvider } from '../pricing/provider-names.ts';
import { repriced } from '../usage/entry-chain.ts';
import type { Entry } from '../usage/entry.ts';

/** What one user, resource or group cost, and would have cost. */
export interface Difference {
  actual: PicoUsd;
  whatIf: PicoUsd;
}

/** A period as it was and as it would have been. */
export interface WhatIfSums {
  readonly total: Difference;
  readonly users: Map<string, Difference>;
  readonly resources: Map<string, Difference>;
  readonly groups: Map<string, Difference>;
  events: number;
  /** Events that would have no price. */
  unpriced: number;
}

export function emptySums(): WhatIfSums {
  const zero = { actual: ZERO_USD, whatIf: ZERO_USD };
  return { total: zero, users: new Map(), resources: new Map(), groups: new Map(), events: 0, unpriced: 0 };
}

/** Prices an entry with another model in place of the one it used, when the input says so. */
function substituted(entry: Entry, { substitutions = [] }: Pick<WhatIfInput, 'substitutions'>): Entry {
  const found = substitutions.find(
    ({ from }) => from.model === entry.model && keptProvider(from.provider) === keptProvider(entry.provider),
  );
  return found ? { ...entry, provider: found.to.provider, model: found.to.model } : entry;
}

/**
 * Adds an entry to the sums. Corrections of a price count for what was, and the entry they correct for what would
 * have been; what a correction takes out or books anew is priced like an entry. What nothing prices keeps its own
 * cost, so that a gap never looks like a saving.
 */
export function addWhatIf(sums: WhatIfSums, entry: Entry, input: WhatIfInput, book: PriceBook): void {
  // 1 for usage, -1 for usage taken out, 0 for another price of the same usage.
  const events = entry.correctionOf === undefined ? 1 : (entry.adjusts?.events ?? 0);
  const target = events === 0 ? undefined : repriced(substituted(entry, input), book);
  const known = target?.status === 'priced' ? times(target.cost, BigInt(events)) : undefined;
  const whatIf = events === 0 ? ZERO_USD : (known ?? entry.cost);
  sums.events += events;
  if (known === undefined) sums.unpriced += events;
  const add = (difference: Difference) => {
    difference.actual = plus(difference.actual, entry.cost);
    difference.whatIf = plus(difference.whatIf, whatIf);
  };
  add(sums.total);
  add(differenceOf(sums.users, shownUserId(entry.userId)));
  if (entry.resource) add(differenceOf(sums.resources, `${entry.resource.type}/${entry.resource.id}`));
  if (entry.group) add(differenceOf(sums.groups, `${entry.group.type}/${entry.group.id}`));
}

function differenceOf(map: Map<string, Difference>, name: string): Difference {
  const known = map.get(name) ?? { actual: ZERO_USD, whatIf: ZERO_USD };
  map.set(name, known);
  return known;
}

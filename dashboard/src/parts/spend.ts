import type { Breakdown } from '../api/types.ts';
import { sumDecimals } from '../format/decimal.ts';

/** A sum of entries as answers give it. */
export interface Spend {
  readonly usd: string;
  /** Entries in it without a price; null where that is not counted. */
  readonly unpriced?: number | null | undefined;
}

/** Whether nothing in it has a price, so that no amount can be named. */
export function isUnpriced({ usd, unpriced }: Spend): boolean {
  return (unpriced ?? 0) > 0 && Number(usd) === 0;
}

/** What a spend is sorted by and copied as: no amount where nothing has a price; undefined while it is read. */
export function sortableUsd(spend: Spend | undefined): string | null | undefined {
  return spend && (isUnpriced(spend) ? null : spend.usd);
}

/** Entries without a price of all but some items; null where it is not counted. */
export function unpricedBeside(
  all: number | null,
  items: readonly { readonly unpricedEvents: number | null }[],
): number | null {
  if (all === null) return null;
  let rest = all;
  for (const { unpricedEvents } of items) {
    if (unpricedEvents === null) return null;
    rest -= unpricedEvents;
  }
  return rest;
}

/** The sum of spends: unpriced where one of them is not counted says what the others have. */
export function sumSpends(spends: readonly Spend[]): Spend {
  return {
    usd: sumDecimals(spends.map(({ usd }) => usd)),
    unpriced: spends.reduce((sum, { unpriced }) => sum + (unpriced ?? 0), 0),
  };
}

/** What a name spent by an answer that may end early: undefined where the name may come behind its end. */
export function spendIn(
  { items, nextCursor }: Pick<Breakdown, 'items' | 'nextCursor'>,
  key: string,
  unnamed?: true,
): Spend | undefined {
  const found = items.find((item) => item.key === key && item.unnamed === unnamed);
  if (found) return { usd: found.totalUsd, unpriced: found.unpricedEvents };
  return nextCursor === undefined ? { usd: '0' } : undefined;
}

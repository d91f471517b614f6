import type { Breakdown } from '../../api/types.ts';
import { parseDecimal, subtractDecimals } from '../../format/decimal.ts';

/** A name that costs more or less than a week before. */
export interface Mover {
  readonly dimension: string;
  readonly key: string;
  readonly nowUsd: string;
  /** Null where the week before is known to be below `underUsd` only. */
  readonly beforeUsd: string | null;
  readonly underUsd: string | null;
  /** Now minus before; never below what is known. */
  readonly changeUsd: string;
}

type Answer = Pick<Breakdown, 'dimension' | 'items' | 'nextCursor'>;

/** What a name spent, as far as an answer that may end early tells: its amount, or below which it is. */
function spentOf({ items, nextCursor }: Answer, key: string): { usd: string | null; under: string | null } {
  const found = items.find((item) => item.key === key);
  if (found) return { usd: found.totalUsd, under: null };
  return nextCursor === undefined
    ? { usd: '0', under: null }
    : { usd: null, under: items.at(-1)?.totalUsd ?? '0' };
}

/** Every name of two answers with its change; names that only the older one has may be unknown now and are left out. */
export function moversOf(now: Answer, before: Answer): Mover[] {
  const keys = new Set([...now.items, ...before.items].map(({ key }) => key));
  return [...keys].flatMap((key): Mover[] => {
    const [current, old] = [spentOf(now, key), spentOf(before, key)];
    if (key === '(none)' || current.usd === null) return [];
    const changeUsd = subtractDecimals(current.usd, old.usd ?? old.under ?? '0');
    const known = { dimension: now.dimension, key, nowUsd: current.usd };
    return [{ ...known, beforeUsd: old.usd, underUsd: old.under, changeUsd }];
  });
}

/** The `count` biggest changes up or down, none of them nothing. */
export function biggestMovers(movers: readonly Mover[], count: number): Mover[] {
  const size = ({ changeUsd }: Mover) => {
    const units = parseDecimal(changeUsd);
    return units < 0n ? -units : units;
  };
  return movers
    .filter((mover) => size(mover) > 0n)
    .toSorted((a, b) => (size(a) === size(b) ? 0 : size(a) > size(b) ? -1 : 1))
    .slice(0, count);
}

import type { Breakdown } from '../../api/types.ts';
import { parseDecimal, subtractDecimals } from '../../format/decimal.ts';
import { isUnpriced, spendIn } from '../../parts/spend.ts';

/** A name that costs more or less than a week before. */
export interface Mover {
  readonly dimension: string;
  readonly key: string;
  /** How a user or a group is called; undefined without a name. */
  readonly name?: string | undefined;
  readonly nowUsd: string;
  /** Null where the week before is known to be below `underUsd` only. */
  readonly beforeUsd: string | null;
  readonly underUsd: string | null;
  /** Now minus before; never below what is known. */
  readonly changeUsd: string;
}

type Answer = Pick<Breakdown, 'dimension' | 'items' | 'nextCursor'>;

/**
 * Every name of two answers with its change. Left out are names that only the older one has, which may be unknown
 * now, and those of which nothing has a price in one of the weeks: what they cost then is not known.
 */
export function moversOf(now: Answer, before: Answer): Mover[] {
  const keys = new Set([...now.items, ...before.items].flatMap(({ key, unnamed }) => (unnamed ? [] : [key])));
  return [...keys].flatMap((key): Mover[] => {
    const [current, old] = [spendIn(now, key), spendIn(before, key)];
    if (current === undefined || isUnpriced(current) || (old && isUnpriced(old))) return [];
    const underUsd = old ? null : (before.items.at(-1)?.totalUsd ?? '0');
    const beforeUsd = old?.usd ?? null;
    const changeUsd = subtractDecimals(current.usd, beforeUsd ?? underUsd ?? '0');
    const name = [...now.items, ...before.items].find((item) => item.key === key)?.name;
    return [{ dimension: now.dimension, key, name, nowUsd: current.usd, beforeUsd, underUsd, changeUsd }];
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

import type { PricePack } from '../../contracts/price-pack.ts';
import { sealPack } from '../../core/price-packs/seal-pack.ts';
import type { PackKeys } from '../../testing/price-packs.ts';

/** An entry of a pack. */
export type Entry = PricePack['models']['providers'][string][number];
/** Prices of an entry. */
export type PriceSet = NonNullable<Entry['prices']>[number];

/** What broken packs are made of. */
export interface BrokenParts {
  /** Sound but for its version: what a publisher would send next. */
  readonly base: PricePack;
  readonly keys: PackKeys;
  /** Of a signer that the stage does not trust. */
  readonly strangers: PackKeys;
  /** Files that came before, in force or not. */
  readonly earlier: readonly string[];
  /** The rise that was announced and cancelled. */
  readonly cancelled: { readonly provider: string; readonly model: string; readonly from: string };
  /** The model that most is spent on. */
  readonly used: { readonly provider: string; readonly model: string };
  /** A whole number from 0 to below `most`. */
  readonly pick: (most: number) => number;
  readonly version: number;
}

/** A way in which a pack can be broken. */
export interface BrokenKind {
  readonly make: (parts: BrokenParts) => string;
  /** What the reason says. */
  readonly reason: RegExp;
}

/** The sound pack, under the next version. */
export function fresh({ base, version }: BrokenParts): PricePack {
  return structuredClone({ ...base, version });
}

/** A pack with a change, signed by the trusted key. */
export function sealed(parts: BrokenParts, change: (pack: PricePack) => void): string {
  const pack = fresh(parts);
  change(pack);
  return sealPack(pack, parts.keys.privateKey);
}

/** Whether a set of prices holds from some day on, and is not for nothing. */
export function isOpen({ to, usd }: PriceSet): boolean {
  return (
    to === undefined &&
    Object.values(usd)
      .flat()
      .every((price) => Number(price) > 0)
  );
}

/** One set of prices of a model, by chance, that holds now. */
export function oneSet(pack: PricePack, { pick }: BrokenParts, fits: (set: PriceSet) => boolean) {
  const all = Object.values(pack.models.providers).flatMap((entries) =>
    entries.flatMap((entry) => {
      const sets = entry.family ? [] : (entry.prices ?? []);
      return sets.flatMap((set, index) => (isOpen(set) && fits(set) ? [{ sets, index }] : []));
    }),
  );
  const found = all[pick(all.length)];
  if (!found) throw new Error('the pack has no such price');
  return found;
}

/** A pack in which one set of prices is another, signed. */
export function changed(
  parts: BrokenParts,
  change: (set: PriceSet) => PriceSet,
  fits: (set: PriceSet) => boolean = () => true,
): string {
  return sealed(parts, (pack) => {
    const { sets, index } = oneSet(pack, parts, fits);
    sets[index] = change(sets[index] as PriceSet);
  });
}

/** A price times a factor, in at most 12 decimals. */
export function times(price: string, factor: number): string {
  return (Number(price) * factor).toFixed(12).replace(/\.?0+$/, '');
}

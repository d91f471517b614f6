import { parseDecimal } from '../../core/money/decimal.ts';
import type { PriceEntry, PriceSet } from '../../core/pricing/price-file.ts';
import type { ImportedPrice } from './aws-price-list.ts';

/**
 * Adds imported prices to the entries: a region without a price gets one, a changed one is closed on the
 * day and opened anew, an equal one stays. Returns new entries and what was done, one line each.
 */
export function addRegion(
  entries: readonly PriceEntry[],
  imported: readonly ImportedPrice[],
  today: string,
): { entries: PriceEntry[]; done: string[] } {
  const done: string[] = [];
  const result = [...entries];
  for (const { id, set } of imported) {
    const index = result.findIndex((entry) => entry.id === id);
    const entry = result[index];
    if (!entry) throw new Error(`the catalogue has no aws entry "${id}"`);
    const [unit = ''] = Object.keys(set.usd);
    const open = (entry.prices ?? []).find((known) => holds(entry, known, set.region ?? '', unit));
    if (open && samePrice(entry, open, set, unit)) continue;
    const others = (entry.prices ?? []).flatMap((known) =>
      known === open ? withoutRegion(entry, known, set.region ?? '') : known,
    );
    const closed = open ? split(ofRegion(entry, open, set.region ?? ''), Object.keys(set.usd), today) : [];
    result[index] = { ...entry, prices: [...others, ...closed, open ? { from: today, ...set } : set] };
    done.push(
      `${id} ${set.region} ${unit}: ${JSON.stringify(set.usd[unit])}${open ? `, was ${JSON.stringify(open.usd[unit])}` : ''}`,
    );
  }
  return { entries: result, done };
}

function holds(entry: PriceEntry, set: PriceSet, region: string, unit: string): boolean {
  return set.to === undefined && regionsOf(entry, set).includes(region) && unit in set.usd;
}

function regionsOf(entry: PriceEntry, set: PriceSet): readonly string[] {
  return (set.region ?? entry.region)?.split('|') ?? [];
}

/** What a set that several regions share is for the others; nothing where it was this region's alone. */
function withoutRegion(entry: PriceEntry, set: PriceSet, region: string): PriceSet[] {
  const others = regionsOf(entry, set).filter((one) => one !== region);
  return others.length === 0 ? [] : [{ ...set, region: others.join('|') }];
}

function ofRegion(entry: PriceEntry, set: PriceSet, region: string): PriceSet {
  return regionsOf(entry, set).length > 1 ? { ...set, region } : set;
}

/** Equal per single unit: the catalogue quotes per million what the list quotes per one. */
function samePrice(entry: PriceEntry, ours: PriceSet, theirs: PriceSet, unit: string): boolean {
  const per = BigInt(ours.per ?? entry.per ?? (unit === 'requests' ? 1000 : 1));
  const [a, b] = [[ours.usd[unit] ?? []].flat(), [theirs.usd[unit] ?? []].flat()];
  return (
    a.length === b.length &&
    a.every((price, index) => parseDecimal(price) === parseDecimal(b[index] ?? '0') * per)
  );
}

/** The set without the parts, and the parts closed. */
function split(set: PriceSet, units: readonly string[], to: string): PriceSet[] {
  const pick = (wanted: boolean) =>
    Object.fromEntries(Object.entries(set.usd).filter(([unit]) => units.includes(unit) === wanted));
  const rest = pick(false);
  const { from, usd: _usd, ...tail } = set;
  const start = from === undefined ? {} : { from };
  const closed = { ...start, to, ...tail, usd: pick(true) };
  return Object.keys(rest).length === 0 ? [closed] : [{ ...start, ...tail, usd: rest }, closed];
}

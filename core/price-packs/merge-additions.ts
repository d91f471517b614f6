import type { PricePack } from '../../contracts/price-pack.ts';
import { openPrices, packPriceFile, type PackedPrices } from '../pricing/packed-prices.ts';
import type { PackedPriceFile, PriceEntry } from '../pricing/price-file.ts';
import { packEntries } from '../pricing/provider-entries.ts';
import type { Instant } from '../time/ledger-time.ts';
import { comparePrices, isRisky } from './compare-prices.ts';
import { type NamedRows, rowsByName } from './price-names.ts';

/** The pack as functions load it. */
export function packedPrices(pack: PricePack, version: string): PackedPrices {
  return {
    version,
    publishedAt: pack.publishedAt,
    catalogue: packPriceFile(pack.catalogue),
    models: packPriceFile(pack.models),
  };
}

/**
 * Ways to merge a provider of which some names must stay as they are; the first that changes no existing price is used.
 */
const ATTEMPTS = [takeUntouched, takeNew] as const;

/**
 * The prices in force with what a pack adds and dates, and nothing of the names in `kept` (`provider` to names). It
 * is compared with the prices in force: whatever would move a price until `now` is left out, provider by provider.
 */
export function mergeAdditions(
  inForce: PackedPrices,
  pack: PackedPrices,
  kept: ReadonlyMap<string, ReadonlySet<string>>,
  now: Instant,
): PackedPrices {
  const before = rowsByName(openPrices(inForce).index);
  const providers = new Set(
    [inForce, pack].flatMap(({ catalogue, models }) => [
      ...Object.keys(catalogue.providers),
      ...Object.keys(models.providers),
    ]),
  );
  const start = withCalendars({ ...inForce, version: pack.version, publishedAt: pack.publishedAt }, pack);
  const take = (merged: PackedPrices, provider: string, way: Way) => {
    const names = kept.get(provider) ?? new Set<string>();
    return withProvider(merged, inForce, pack, provider, names, way);
  };
  const waysOf = (provider: string): readonly Way[] => (kept.has(provider) ? ATTEMPTS : [takeAll]);
  let whole = start;
  for (const provider of providers) whole = take(whole, provider, waysOf(provider)[0] ?? takeAll);
  if (isSafe(before, whole, kept, now)) return whole;
  let merged = start;
  for (const provider of providers) {
    const safe = waysOf(provider)
      .map((way) => take(merged, provider, way))
      .find((next) => isSafe(before, next, kept, now));
    merged = safe ?? merged;
  }
  return merged;
}

type Way = (
  old: readonly PriceEntry[],
  fresh: readonly PriceEntry[],
  kept: ReadonlySet<string>,
) => PriceEntry[];

function takeAll(_old: readonly PriceEntry[], fresh: readonly PriceEntry[]): PriceEntry[] {
  return [...fresh];
}

/** New entries, and those of which no name must stay. */
function takeUntouched(
  old: readonly PriceEntry[],
  fresh: readonly PriceEntry[],
  kept: ReadonlySet<string>,
): PriceEntry[] {
  const touches = (entry: PriceEntry) => entry.family || namesOf(entry).some((name) => kept.has(name));
  const stays = new Set(old.filter(touches).map(({ id }) => id));
  const taken = fresh.filter((entry) => !touches(entry) && !stays.has(entry.id));
  return [...old.filter(({ id }) => stays.has(id)), ...taken];
}

/** Everything as it is, and entries of which every name is new. */
function takeNew(old: readonly PriceEntry[], fresh: readonly PriceEntry[]): PriceEntry[] {
  const known = new Set(old.flatMap(namesOf));
  return [
    ...old,
    ...fresh.filter((entry) => !entry.family && !namesOf(entry).some((name) => known.has(name))),
  ];
}

function namesOf({ id, names = [] }: PriceEntry): string[] {
  return [id, ...names];
}

function withProvider(
  merged: PackedPrices,
  old: PackedPrices,
  fresh: PackedPrices,
  provider: string,
  kept: ReadonlySet<string>,
  way: Way,
): PackedPrices {
  const part = (name: 'catalogue' | 'models'): PackedPriceFile => {
    const entries = way(entriesOf(old[name], provider), entriesOf(fresh[name], provider), kept);
    const { [provider]: _replaced, ...others } = merged[name].providers;
    const providers = entries.length === 0 ? others : { ...others, [provider]: packEntries(entries) };
    return { ...merged[name], providers };
  };
  return { ...merged, catalogue: part('catalogue'), models: part('models') };
}

function entriesOf(file: PackedPriceFile, provider: string): PriceEntry[] {
  const text = Object.hasOwn(file.providers, provider) ? file.providers[provider] : undefined;
  return text === undefined ? [] : (JSON.parse(text) as PriceEntry[]);
}

/** Calendars of both, the pack's days in the place of older ones of the same name. */
function withCalendars(merged: PackedPrices, { catalogue }: PackedPrices): PackedPrices {
  const calendars = { ...merged.catalogue.calendars, ...catalogue.calendars };
  return { ...merged, catalogue: { ...merged.catalogue, calendars } };
}

function isSafe(
  before: NamedRows,
  next: PackedPrices,
  kept: ReadonlyMap<string, ReadonlySet<string>>,
  now: Instant,
): boolean {
  const changes = comparePrices(before, rowsByName(openPrices(next).index), now);
  return !changes.some((change) => isRisky(change) || kept.get(change.provider)?.has(change.model));
}

import type { PricePack } from '../../contracts/price-pack.ts';
import type { PriceEntry, PriceFile } from '../pricing/price-file.ts';
import { DAY_MS } from '../time/ledger-time.ts';

/** Every row has a source and the day it was observed, which is not after the pack's publication. */
export function checkSources(pack: PricePack): string[] {
  const known = new Set(Object.keys(pack.sources));
  const latest = Date.parse(pack.publishedAt) + DAY_MS;
  const check = (source: string | undefined, observedAt: string | undefined, where: string): string[] => {
    if (source === undefined || !isSource(source, known)) return [`${where} names no source`];
    if (observedAt !== undefined && Date.parse(observedAt) > latest)
      return [`${where} was seen on ${observedAt}, after the pack was published`];
    return [];
  };
  return [pack.catalogue, pack.models].flatMap((file) =>
    Object.entries((file as PriceFile).providers).flatMap(([provider, entries]) =>
      entries.flatMap((entry) => checkEntry(entry, file as PriceFile, `${provider} ${entry.id}`, check)),
    ),
  );
}

function checkEntry(
  entry: PriceEntry,
  file: PriceFile,
  where: string,
  check: (source: string | undefined, observedAt: string | undefined, where: string) => string[],
): string[] {
  return [
    ...(entry.prices ?? []).flatMap((set) =>
      check(
        set.source ?? entry.source ?? file.source,
        set.observedAt ?? entry.observedAt ?? file.observedAt,
        where,
      ),
    ),
    ...(entry.factors ?? []).flatMap(({ source, observedAt }) =>
      check(source ?? entry.source ?? file.source, observedAt, where),
    ),
    ...(entry.pointsTo ?? []).flatMap(({ source, observedAt }) => check(source, observedAt, where)),
    ...(entry.sameForAll === undefined ? [] : check(entry.sameForAll, undefined, where)),
  ];
}

/** A key of the sources, or the source itself: a package, an address, a file of prices. */
function isSource(text: string, known: ReadonlySet<string>): boolean {
  return known.has(text) || text === 'catalogue' || /^[a-z]+:|^AWS Price List /.test(text);
}

import type { PricePack, WithdrawnRow } from '../../contracts/price-pack.ts';
import { CataloguePriceBook } from '../pricing/catalogue-price-book.ts';
import { ModelPriceCache } from '../pricing/model-prices.ts';
import { openPrices, type PackedPrices } from '../pricing/packed-prices.ts';
import { DAY_MS, type Instant, isoTime, MINUTE_MS } from '../time/ledger-time.ts';
import type { AskedLists } from './ask-lists.ts';
import { checkMagnitude } from './check-magnitude.ts';
import { checkOpinions } from './check-opinions.ts';
import { checkRows } from './check-rows.ts';
import { checkSources } from './check-sources.ts';
import { cancelledBy, checkWithdrawn } from './check-withdrawn.ts';
import { comparePrices, isRisky, type PriceChange } from './compare-prices.ts';
import { mergeAdditions, packedPrices } from './merge-additions.ts';
import { type NamedRows, rowsByName } from './price-names.ts';

/** What a pack is judged by beside itself. */
export interface JudgedAgainst {
  readonly inForce: PackedPrices;
  /** The highest version that was taken in before; 0 where none was. */
  readonly highest: number;
  /** Rows that earlier packs announced and later ones cancelled. */
  readonly withdrawn: readonly WithdrawnRow[];
  readonly now: Instant;
  /** What published lists say at this moment; absent where the stage names none. */
  readonly lists?: AskedLists | undefined;
}

/** A pack that is sound, and what it does. */
export interface SoundPack {
  readonly prices: PackedPrices;
  readonly changes: readonly PriceChange[];
  /** What may hold at once without a look at what was used; undefined where that is the whole pack. */
  readonly additions: PackedPrices | undefined;
  /** Why a person has to decide, whatever the last days say. */
  readonly doubts: readonly string[];
  readonly withdrawn: readonly WithdrawnRow[];
}

/** A pack of which nothing holds, with every reason that was found. */
export interface RefusedPack {
  readonly reasons: readonly string[];
}

/** Clocks of two machines may differ by this. */
const CLOCK_SKEW_MS = 10 * MINUTE_MS;

/** Judges an opened pack by its rows, by the prices in force and by what second sources say; changes nothing. */
export function judgePack(pack: PricePack, against: JudgedAgainst): SoundPack | RefusedPack {
  const early = [...checkVersion(pack, against), ...checkSources(pack)];
  if (early.length > 0) return { reasons: early };
  const before = rowsByName(openPrices(against.inForce).index);
  const wrong = checkRows(pack, unitsOf(before));
  if (wrong.length > 0) return { reasons: wrong };
  const prices = packedPrices(pack, `pack-${pack.version}`);
  const { index } = openPrices(prices);
  const after = readNames(() => rowsByName(index));
  if (typeof after === 'string') return { reasons: [after] };
  const changes = comparePrices(before, after, against.now);
  const book = new CataloguePriceBook(prices.version, new ModelPriceCache(index, []), undefined);
  const contradictions = checkOpinions(pack, book, changes);
  // The publisher checks what it sends along; a list that somebody else publishes may be wrong itself.
  const listed = checkOpinions(
    { opinions: [...(against.lists?.opinions ?? [])], publishedAt: pack.publishedAt },
    book,
    changes,
  );
  const silent = changes.some(isRisky) ? (against.lists?.silent ?? []) : [];
  const reasons = [
    ...checkMagnitude(before, after),
    ...checkWithdrawn(after, [...against.withdrawn, ...pack.withdrawn]),
    ...contradictions.filter(({ far }) => far).map(({ text }) => text),
  ];
  if (reasons.length > 0) return { reasons };
  const free = changes.filter(isFree);
  const kept = keptNames(changes, [...contradictions, ...listed, ...free]);
  const additions =
    kept.size === 0
      ? undefined
      : mergeAdditions(
          against.inForce,
          { ...prices, version: `${prices.version}-additions` },
          kept,
          against.now,
        );
  return {
    prices,
    changes,
    additions,
    doubts: [
      ...[...contradictions, ...listed].map(({ text }) => text),
      ...free.map(({ provider, model, unit }) => `${provider} ${model}, ${unit} would cost nothing`),
      ...silent.map((reason) => `nothing is said by a list: ${reason}`),
    ],
    withdrawn: cancelledBy(before, after, `pack ${pack.version}`, against.now),
  };
}

function checkVersion(pack: PricePack, { highest, now }: JudgedAgainst): string[] {
  const latest = isoTime(now + DAY_MS)
    .replaceAll(/\D/g, '')
    .slice(0, 14);
  if (pack.version > Number(latest))
    return [`its version ${pack.version} is above ${latest}, tomorrow's: no pack could follow it`];
  if (pack.version <= highest)
    return [`its version ${pack.version} is not above ${highest}, which was taken in before`];
  return Date.parse(pack.publishedAt) > now + CLOCK_SKEW_MS
    ? [`it says that it is published at ${pack.publishedAt}, and it is ${isoTime(now)}`]
    : [];
}

/** Something new that costs nothing: true of little, and a price that is lacking looks the same. */
function isFree({ kind, after }: PriceChange): boolean {
  return kind === 'added' && after?.tierMode === 'none' && Number(after.unitPriceUsd) === 0;
}

function unitsOf(prices: NamedRows): ReadonlySet<string> {
  return new Set([...prices.values()].flatMap((names) => [...names.values()].flat().map(({ unit }) => unit)));
}

/**
 * Names whose current price stays until the pack is applied: those that change, and those a second source contradicts.
 */
function keptNames(
  changes: readonly PriceChange[],
  doubted: readonly { readonly provider: string; readonly model: string }[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const names = [...changes.filter(isRisky), ...doubted];
  const byProvider = Map.groupBy(names, ({ provider }) => provider);
  return new Map(
    [...byProvider].map(([provider, list]) => [provider, new Set(list.map(({ model }) => model))] as const),
  );
}

/** An alias that leads nowhere, or in a circle, is told by the rows themselves. */
function readNames(read: () => NamedRows): NamedRows | string {
  try {
    return read();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

import type { PriceFeed } from '../../contracts/price-pack.ts';
import { formatDecimal, parseDecimal } from '../money/decimal.ts';
import type { PackedPrices } from '../pricing/packed-prices.ts';
import type { Instant } from '../time/ledger-time.ts';
import type { AskedLists } from './ask-lists.ts';
import { isRisky, type PriceChange } from './compare-prices.ts';
import { type ChangeKind } from '../../contracts/price-vocabulary.ts';
import { judgePack, type RefusedPack } from './judge-pack.ts';
import { type OpenedPack, openPack, readPublicKey, type UnreadablePack } from './open-pack.ts';
import type { PackRecord, PackStore, PricesInForce, ShownChange } from './pack-record.ts';
import { putInForce } from './change-pack.ts';

/** Changes that a record shows, and reasons that it names. */
const MOST_SHOWN = 60;
const MOST_REASONS = 5;
/** Records that are asked for what was taken in before. */
const MOST_KNOWN = 50;
/** Cancelled rows that are remembered. */
const MOST_WITHDRAWN = 1000;
/** A replay that has not ended by then was lost: the pack is taken in anew. */
const LONGEST_REPLAY_MS = 3_600_000;
const NO_COUNTS: Readonly<Record<ChangeKind, number>> = { added: 0, dated: 0, changed: 0, removed: 0 };

export interface TakePorts {
  readonly packs: PackStore;
  /** The prices that came with the deployment. */
  readonly builtIn: PackedPrices;
  /** Asked only where a pack is to be judged; absent: no list is. */
  readonly askLists?: (() => Promise<AskedLists>) | undefined;
}

/** The result of a look: nothing new, a file that is refused, a pack in force, or one that is to be replayed. */
export interface Taken {
  readonly record: PackRecord | undefined;
  /** Why none of these files is taken in, where none is. */
  readonly known: string;
  readonly inForceBefore: PricesInForce;
  /** Files that came for the first time and are no pack by the trusted key. */
  readonly untrusted: readonly PackRecord[];
}

/**
 * Takes in the newest of some files. A file that is no pack by the trusted key is noted with its reason; of the rest
 * the highest version is judged. What only adds or comes later is in force at once; of everything else the additions
 * are, and the pack waits to be replayed. The same files again change nothing.
 */
export async function takeNewest(
  files: readonly string[],
  feed: Pick<PriceFeed, 'publicKey' | 'pinnedVersion'>,
  { packs, builtIn, askLists }: TakePorts,
  now: Instant,
): Promise<Taken> {
  const key = readPublicKey(feed.publicKey);
  const [{ packs: known, others }, inForce, memory] = await Promise.all([
    packs.list(MOST_KNOWN),
    packs.inForce(),
    packs.memory(),
  ]);
  const isLost = ({ isReplaying, takenAt }: PackRecord) => isReplaying && now - takenAt > LONGEST_REPLAY_MS;
  const seen = new Set([...known, ...others].flatMap((one) => (isLost(one) ? [] : [one.digest])));
  const all = files.map((file) => openPack(file, key));
  const opened = all.filter(({ digest }) => !seen.has(digest));
  const untrusted = opened.flatMap((file) => (isPack(file) ? [] : [unreadableRecord(file, inForce, now)]));
  for (const record of untrusted) await packs.noteOther(record);
  const nothing: Taken = {
    record: undefined,
    known: knownText(all, [...known, ...others]),
    inForceBefore: inForce,
    untrusted,
  };
  const [newest] = opened
    .filter(isPack)
    .filter(({ pack }) => feed.pinnedVersion === undefined || pack.version === feed.pinnedVersion)
    .sort((a, b) => b.pack.version - a.pack.version);
  if (!newest) return nothing;
  const lost = known.find(({ digest }) => digest === newest.digest);
  const judged = judgePack(newest.pack, {
    inForce: inForce.content === null ? builtIn : await packs.content(inForce.content),
    // A pack whose replay was lost is taken in again.
    highest: lost ? newest.pack.version - 1 : memory.highest,
    withdrawn: memory.withdrawn,
    now,
    lists: await askLists?.(),
  });
  const start = newRecord(newest, lost?.previous ?? inForce, now);
  if ('reasons' in judged) return { ...nothing, record: await refuse(start, judged, packs) };
  const { prices, changes, doubts, withdrawn } = judged;
  await packs.keepContent(prices.version, prices);
  const sound: PackRecord = {
    ...start,
    ...shownChanges(changes),
    content: prices.version,
    status: 'held',
    reason: 'the last seven days are being replayed',
    isReplaying: true,
    doubts: doubts.slice(0, MOST_REASONS),
    additions: lost?.additions ?? null,
  };
  await packs.remember({
    highest: Math.max(memory.highest, sound.version),
    withdrawn: [...memory.withdrawn, ...withdrawn].slice(-MOST_WITHDRAWN),
  });
  return { ...nothing, record: await begin(sound, judged.additions, inForce, packs) };
}

async function refuse(start: PackRecord, { reasons }: RefusedPack, packs: PackStore): Promise<PackRecord> {
  const record: PackRecord = { ...start, status: 'refused', reason: joined(reasons) };
  // A version that was taken in keeps its record.
  if (await packs.read(record.version)) await packs.noteOther(record);
  else await packs.keep(record);
  return record;
}

/** Puts a sound pack in force, or what it adds where the rest is to be replayed; undefined where another came first. */
async function begin(
  sound: PackRecord,
  additions: PackedPrices | undefined,
  inForce: PricesInForce,
  packs: PackStore,
): Promise<PackRecord | undefined> {
  // Before it is in force: a reader that finds it in force finds what it replaced.
  await packs.keep(sound);
  if (!additions) {
    const isApplied = await putInForce(sound, 'it only adds prices and dates later ones', inForce, packs);
    return isApplied ? packs.read(sound.version) : undefined;
  }
  const record = await withAdditions(sound, additions, inForce, packs);
  await packs.keep(record);
  return record;
}

/** Puts what a pack adds in force where it adds anything. */
async function withAdditions(
  record: PackRecord,
  additions: PackedPrices,
  inForce: PricesInForce,
  packs: PackStore,
): Promise<PackRecord> {
  if (record.counts.added + record.counts.dated === 0) return record;
  await packs.keepContent(additions.version, additions);
  const { version: content, publishedAt } = additions;
  const next: PricesInForce = { version: inForce.version, content, publishedAt };
  return (await packs.putInForce(next, inForce)) ? { ...record, additions: content } : record;
}

/** Why none of some files is taken in: each came before, is no pack to be trusted, or not the pinned one. */
function knownText(files: readonly (OpenedPack | UnreadablePack)[], records: readonly PackRecord[]): string {
  const texts = files.map((file) => {
    if (!isPack(file)) return file.reason;
    const found = records.find(({ digest }) => digest === file.digest);
    return found
      ? `${found.version} was taken in before and is ${found.status}`
      : `${file.pack.version} is not the pinned one`;
  });
  return texts.join('; ');
}

function isPack(file: OpenedPack | UnreadablePack): file is OpenedPack {
  return 'pack' in file;
}

function newRecord(
  { pack: { version, publishedAt }, digest }: OpenedPack,
  inForce: PricesInForce,
  now: Instant,
): PackRecord {
  return {
    version,
    digest,
    publishedAt,
    takenAt: now,
    status: 'refused',
    reason: '',
    changes: [],
    counts: NO_COUNTS,
    canary: null,
    isReplaying: false,
    doubts: [],
    content: null,
    additions: null,
    previous: inForce,
  };
}

function unreadableRecord(
  { digest, claimed, reason }: UnreadablePack,
  inForce: PricesInForce,
  now: Instant,
): PackRecord {
  const pack = { version: claimed ?? 0, publishedAt: '' };
  const record = newRecord({ pack: pack as OpenedPack['pack'], digest }, inForce, now);
  return { ...record, publishedAt: null, reason };
}

function joined(reasons: readonly string[]): string {
  const named = reasons.slice(0, MOST_REASONS).join('; ');
  const more = reasons.length - MOST_REASONS;
  return more > 0 ? `${named}; and ${more} more` : named;
}

function shownChanges(changes: readonly PriceChange[]): Pick<PackRecord, 'changes' | 'counts'> {
  // Each alias changes as its model does.
  const own = changes.filter(({ model, before, after }) => (after ?? before)?.sku === model);
  const counts = { ...NO_COUNTS };
  for (const { kind } of changes) counts[kind] += 1;
  const sorted = own
    .filter((change) => change.kind === 'added' || priceText(change.before) !== priceText(change.after))
    .sort((a, b) => Number(isRisky(b)) - Number(isRisky(a)));
  return { changes: sorted.slice(0, MOST_SHOWN).map(shownChange), counts };
}

function priceText(row: PriceChange['before']): string {
  return row ? JSON.stringify([row.unitPriceUsd, row.per, row.tiers]) : '';
}

function shownChange({ provider, model, unit, kind, before, after }: PriceChange): ShownChange {
  return {
    provider,
    model,
    unit,
    kind,
    beforeUsd: before ? formatDecimal(parseDecimal(before.unitPriceUsd)) : null,
    afterUsd: after ? formatDecimal(parseDecimal(after.unitPriceUsd)) : null,
    per: (after ?? before)?.per ?? '1',
    from: after?.effectiveFrom ?? before?.effectiveTo ?? null,
  };
}

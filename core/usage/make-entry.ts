import type { UsageEvent } from '../../contracts/usage-message.ts';
import { keptProvider } from '../pricing/provider-names.ts';
import type { PriceBook } from '../pricing/price-book.ts';
import { addDays, type Day, dayOf, type Instant, startOfDay } from '../time/ledger-time.ts';
import type { Entry, MarkPosition } from './entry.ts';
import { laneCount, laneOf, type LaneRule, totalLaneOf, userLaneOf } from './lanes.ts';
import { orReported, priceUsage } from './price-usage.ts';
import { sentValues } from './sent-values.ts';

/** What of the stage's settings an entry depends on; stamped into it, so that totals need only the entry. */
export interface EntrySettings {
  readonly timeZone: string;
  readonly lanes: readonly LaneRule[];
  readonly trackedTags: readonly string[];
  readonly retentionDays?: number | undefined;
  /** Days back that events are taken without an import; undefined: any. */
  readonly oldestDays?: number | undefined;
}

/** A usage event with its key and price, before it has a mark. */
export type UnmarkedEntry = Omit<Entry, 'mark'>;

export interface EntrySource {
  readonly event: UsageEvent;
  readonly contentHash: Uint8Array;
  readonly sourceHash: Uint8Array;
  readonly recordedAt: Instant;
  /** How many lanes totals have, and the recorder batch that decides among them; absent: one. */
  readonly spread?: { readonly count: number; readonly batch: string } | undefined;
}

/** Prices an event at its own time and gives it its key; pure. */
export function makeEntry(source: EntrySource, settings: EntrySettings, prices: PriceBook): UnmarkedEntry {
  const { event } = source;
  const sent = sentValues(event);
  const { occurredAt, userId, tags } = sent;
  const provider = keptProvider(sent.provider);
  const day = dayOf(occurredAt, settings.timeZone);
  const lanes = laneCount(settings.lanes, day);
  const lane = laneOf(sent.id, lanes);
  const { spread } = source;
  const price = orReported(
    priceUsage({ ...sent, provider, service: event.service }, prices),
    sent.reportedCost,
  );
  return {
    ...sent,
    day,
    lane,
    recordedAt: source.recordedAt,
    provider,
    service: price.service,
    lines: price.lines,
    cost: price.cost,
    status: price.status,
    catalogueVersion: price.catalogueVersion,
    known: price.known,
    providerKnown: price.known || price.providerKnown === true,
    approximate: price.approximate,
    trackedTags: settings.trackedTags.filter((name) => name in tags),
    userLane: userLaneOf(settings.lanes, day, userId),
    totalLane: spread ? totalLaneOf({ lane, lanes, batch: spread.batch }, spread.count) : 0,
    sourceHash: source.sourceHash,
    contentHash: source.contentHash,
    correctionOf: undefined,
    reason: undefined,
    adjusts: undefined,
    expiresAt: expiry(day, source.recordedAt, settings),
  };
}

/** Days that the archive has for an entry, whenever it is recorded. */
const ARCHIVE_DAYS = 31;

/**
 * All entries of a day expire together, 30 days after the retention, so that the archive comes first; one
 * that is recorded after its day was sealed lives long enough for a file of its own.
 */
function expiry(
  day: Day,
  recordedAt: Instant,
  { retentionDays, timeZone }: EntrySettings,
): number | undefined {
  if (retentionDays === undefined) return undefined;
  const ofDay = Math.floor(startOfDay(addDays(day, retentionDays + ARCHIVE_DAYS), timeZone) / 1000);
  return laterExpiry(ofDay, recordedAt);
}

/** Epoch seconds at which an entry of this expiry may go when it is recorded only now. */
export function laterExpiry(expiresAt: number, recordedAt: Instant): number {
  return Math.max(expiresAt, Math.floor(recordedAt / 1000) + ARCHIVE_DAYS * 86_400);
}

/** The entry at its place in the marks. */
export function withMark(entry: UnmarkedEntry, mark: MarkPosition): Entry {
  return { ...entry, mark };
}

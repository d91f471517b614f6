import { JsonNumber, type UsageEvent } from '../../contracts/usage-message.ts';
import {
  type Decimal,
  divideHalfEven,
  ONE,
  parseDecimal,
  type PicoUsd,
  SCALE_DIGITS,
} from '../money/decimal.ts';
import { plainDecimal } from '../money/plain-decimal.ts';
import { keptProvider } from '../pricing/provider-names.ts';
import type { PriceBook, PriceResult } from '../pricing/price-book.ts';
import { dayOf, type Instant, startOfDay, addDays } from '../time/ledger-time.ts';
import type { Entry, EntryStatus, MarkPosition } from './entry.ts';
import { laneCount, laneOf, type LaneRule, userLaneOf } from './lanes.ts';

/** What of the stage's settings an entry depends on; stamped into it, so that totals need only the entry. */
export interface EntrySettings {
  readonly timeZone: string;
  readonly lanes: readonly LaneRule[];
  readonly trackedTags: readonly string[];
  readonly retentionDays?: number | undefined;
}

/** A usage event with its key and price, before it has a mark. */
export type UnmarkedEntry = Omit<Entry, 'mark'>;

export interface EntrySource {
  readonly event: UsageEvent;
  readonly contentHash: Uint8Array;
  readonly sourceHash: Uint8Array;
  readonly recordedAt: Instant;
}

/** A quantity of a parsed event as a Decimal. */
export function quantityOf(value: number | string): Decimal {
  return typeof value === 'number' ? BigInt(value) * ONE : parseDecimal(value);
}

/** Usage of a parsed event in Decimals. */
export function usageOf(event: Pick<UsageEvent, 'usage'>): Record<string, Decimal> {
  return Object.fromEntries(Object.entries(event.usage).map(([unit, value]) => [unit, quantityOf(value)]));
}

/** An amount of a parsed event; a JSON number is read from its source text, rounded half to even to 12 decimals. */
export function amountOf(value: string | number | JsonNumber): PicoUsd {
  if (typeof value === 'number') return BigInt(value) * ONE;
  if (typeof value === 'string') return parseDecimal(value);
  const [whole = '0', decimals = ''] = plainDecimal(value.source).split('.');
  const beyond = Math.max(0, decimals.length - SCALE_DIGITS);
  return divideHalfEven(BigInt(whole + decimals.padEnd(SCALE_DIGITS, '0')), 10n ** BigInt(beyond));
}

function statusOf(price: PriceResult, reported: PicoUsd | undefined): EntryStatus {
  if (price.status === 'priced') return 'priced';
  return price.lines.length === 0 && reported !== undefined ? 'reported' : 'unpriced';
}

/** Prices an event at its own time and gives it its key; pure. */
export function makeEntry(source: EntrySource, settings: EntrySettings, prices: PriceBook): UnmarkedEntry {
  const { event } = source;
  const occurredAt = Date.parse(event.occurredAt);
  const day = dayOf(occurredAt, settings.timeZone);
  const lanes = laneCount(settings.lanes, day);
  const { userId, region, attributes = {}, tags = {}, resource, group, operation } = event;
  const usage = usageOf(event);
  const provider = keptProvider(event.provider);
  const price = prices.price({
    provider,
    service: event.service,
    model: event.model,
    region,
    attributes,
    usage,
    at: occurredAt,
    userId,
    tags,
  });
  const reportedCost = event.reportedCostUsd === undefined ? undefined : amountOf(event.reportedCostUsd);
  const status = statusOf(price, reportedCost);
  return {
    day,
    lane: laneOf(event.id, lanes),
    id: event.id,
    occurredAt,
    recordedAt: source.recordedAt,
    provider,
    service: price.service,
    model: event.model,
    region,
    attributes,
    usage,
    lines: price.lines,
    cost: status === 'reported' ? (reportedCost ?? 0n) : price.cost,
    status,
    reportedCost,
    userId,
    resource,
    group,
    tags,
    operation,
    outcome: event.outcome,
    attempt: event.attempt,
    holdId: event.holdId,
    metadata: event.metadata && storable(event.metadata),
    catalogueVersion: price.catalogueVersion,
    known: price.known,
    providerKnown: price.known || price.providerKnown === true,
    approximate: price.approximate,
    trackedTags: settings.trackedTags.filter((name) => name in tags),
    userLane: userLaneOf(settings.lanes, day, userId),
    sourceHash: source.sourceHash,
    contentHash: source.contentHash,
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
  day: string,
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

/**
 * Metadata is never computed with: numbers go back to plain JSON numbers, and half a character, as a text cut
 * in the middle of an emoji has, becomes U+FFFD, which the table takes.
 */
function storable<T>(value: T): T {
  if (typeof value === 'string') return value.toWellFormed() as T;
  if (value instanceof JsonNumber) return Number(value.source) as T;
  if (Array.isArray(value)) return value.map(storable) as T;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(([key, item]) => [key.toWellFormed(), storable(item)] as const);
    return Object.fromEntries(fields) as T;
  }
  return value;
}

/** The entry at its place in the marks. */
export function withMark(entry: UnmarkedEntry, mark: MarkPosition): Entry {
  return { ...entry, mark };
}

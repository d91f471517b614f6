import { NumberValue } from '@aws-sdk/lib-dynamodb';
import { ENTITY } from '../../contracts/table-layout.ts';
import { formatDecimal, parseDecimal, type Quantity } from '../../core/money/decimal.ts';
import type { PricedLine } from '../../core/pricing/price-book.ts';
import { compareText } from '../../core/spend/total.ts';
import type { Entry, EntryStatus, Reference } from '../../core/usage/entry.ts';
import { numberText, smallNumber, wholeNumber, textOf } from './document-client.ts';
import { entryKey } from './keys.ts';

export type Item = Record<string, unknown>;

const STATUS_CODES: Record<EntryStatus, string> = { priced: 'P', unpriced: 'U', reported: 'R' };
const STATUS_NAMES: Record<string, EntryStatus> = { P: 'priced', U: 'unpriced', R: 'reported' };

function filled<T extends object>(value: T | undefined): T | undefined {
  return value && Object.keys(value).length > 0 ? value : undefined;
}

function quantity(value: Quantity): NumberValue {
  return NumberValue.from(formatDecimal(value));
}

function lineItem(line: PricedLine): unknown[] {
  return [
    line.unit,
    quantity(line.quantity),
    quantity(line.unitPrice),
    quantity(line.per),
    line.cost,
    line.priceId,
  ];
}

function pair(reference: Reference | undefined): string[] | undefined {
  return reference && [reference.type, reference.id];
}

/**
 * The stored form of an entry: short names, the id only in the key, amounts in whole pico-dollars, so
 * that an ordinary event fits one write unit of 1,024 bytes (docs/data-model.md names each attribute).
 */
export function entryItem(entry: Entry): Item {
  return {
    ...entryKey(entry),
    e: ENTITY.entry,
    t: entry.occurredAt,
    r: entry.recordedAt,
    rb: entry.mark.batch,
    i: entry.mark.index,
    p: entry.provider,
    s: entry.service,
    m: entry.model,
    g: entry.region,
    a: filled(entry.attributes),
    q: Object.fromEntries(Object.entries(entry.usage).map(([unit, value]) => [unit, quantity(value)])),
    l: entry.lines.length > 0 ? entry.lines.map(lineItem) : undefined,
    c: entry.cost,
    st: STATUS_CODES[entry.status],
    rc: entry.reportedCost,
    u: entry.userId,
    rs: pair(entry.resource),
    gr: pair(entry.group),
    tg: filled(entry.tags),
    o: entry.operation,
    oc: entry.outcome,
    at: entry.attempt,
    hd: entry.holdId,
    md: filled(entry.metadata),
    cv: entry.catalogueVersion,
    k: entry.known ? undefined : Number(entry.providerKnown ?? false),
    ap: entry.approximate ? 1 : undefined,
    tt: entry.trackedTags.length > 0 ? [...entry.trackedTags] : undefined,
    ul: entry.userLane > 0 ? entry.userLane : undefined,
    hs: entry.sourceHash,
    hc: entry.contentHash,
    cf: entry.correctionOf,
    rn: entry.reason,
    ad: entry.adjusts && [entry.adjusts.events, entry.adjusts.unpriced],
    ttl: entry.expiresAt,
  };
}

function decimalOf(value: unknown): Quantity {
  return parseDecimal(numberText(value));
}

function lineOf(value: unknown): PricedLine {
  const [unit, amount, unitPrice, per, cost, priceId] = value as unknown[];
  return {
    unit: textOf(unit),
    quantity: decimalOf(amount),
    unitPrice: decimalOf(unitPrice),
    per: decimalOf(per),
    cost: wholeNumber(cost),
    priceId: textOf(priceId),
  };
}

function referenceOf(value: unknown): Reference | undefined {
  if (value === undefined) return undefined;
  const [type, id] = value as [string, string];
  return { type, id };
}

/** Maps of the table have no order: by name, an entry reads the same every time. */
function sortedEntries<T>(map: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(map).sort(([a], [b]) => compareText(a, b));
}

function textMap(value: unknown): Record<string, string> {
  return Object.fromEntries(sortedEntries((value ?? {}) as Record<string, string>));
}

/** Numbers inside metadata come back as plain numbers. */
function plain(value: unknown): unknown {
  if (value instanceof NumberValue) return Number(value.value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      sortedEntries(value as Record<string, unknown>).map(([key, item]) => [key, plain(item)]),
    );
  }
  return value;
}

function text(value: unknown): string | undefined {
  return value === undefined ? undefined : textOf(value);
}

function adjustsOf(value: unknown): Entry['adjusts'] {
  if (value === undefined) return undefined;
  const [events, unpriced] = value as unknown[];
  return { events: smallNumber(events), unpriced: smallNumber(unpriced) };
}

/** Reads a stored entry. Throws a TypeError or InvalidInputError when the item is not one. */
export function entryOf(item: Item): Entry {
  const match = /^E#(\d{4}-\d\d-\d\d)#(\d+)$/.exec(textOf(item['pk']));
  const status = STATUS_NAMES[textOf(item['st'])];
  if (!match?.[1] || !status || typeof item['q'] !== 'object' || item['rb'] === undefined) {
    throw new TypeError(`the item ${textOf(item['pk'])} / ${textOf(item['sk'])} is no entry`);
  }
  return {
    day: match[1],
    lane: Number(match[2]),
    id: textOf(item['sk']),
    occurredAt: smallNumber(item['t']),
    recordedAt: smallNumber(item['r']),
    mark: { batch: textOf(item['rb']), index: smallNumber(item['i']) },
    provider: textOf(item['p']),
    service: textOf(item['s']),
    model: textOf(item['m']),
    region: text(item['g']),
    attributes: textMap(item['a']),
    usage: Object.fromEntries(
      sortedEntries(item['q'] as Item).map(([unit, value]) => [unit, decimalOf(value)]),
    ),
    lines: ((item['l'] ?? []) as unknown[]).map(lineOf),
    cost: wholeNumber(item['c']),
    status,
    reportedCost: item['rc'] === undefined ? undefined : wholeNumber(item['rc']),
    userId: text(item['u']),
    resource: referenceOf(item['rs']),
    group: referenceOf(item['gr']),
    tags: textMap(item['tg']),
    operation: text(item['o']),
    outcome: text(item['oc']),
    attempt: item['at'] === undefined ? undefined : smallNumber(item['at']),
    holdId: text(item['hd']),
    metadata: item['md'] === undefined ? undefined : (plain(item['md']) as Record<string, unknown>),
    catalogueVersion: textOf(item['cv']),
    known: item['k'] === undefined,
    providerKnown: item['k'] === undefined || smallNumber(item['k']) === 1,
    approximate: item['ap'] !== undefined,
    trackedTags: (item['tt'] ?? []) as string[],
    userLane: smallNumber(item['ul']),
    sourceHash: item['hs'] as Uint8Array,
    contentHash: item['hc'] as Uint8Array,
    correctionOf: text(item['cf']),
    reason: text(item['rn']),
    adjusts: adjustsOf(item['ad']),
    expiresAt: item['ttl'] === undefined ? undefined : smallNumber(item['ttl']),
  };
}

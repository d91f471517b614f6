import type { ApiEntry } from '../../contracts/api/entries.ts';
import { DESCRIPTIVE_UNITS } from '../../contracts/usage-vocabulary.ts';
import { formatDecimal } from '../../core/money/decimal.ts';
import type { PricedLine } from '../../core/pricing/price-book.ts';
import { breakdownOf, formatAmounts, type Total } from '../../core/spend/total.ts';
import { type Instant, isoTime } from '../../core/time/ledger-time.ts';
import type { DayRange } from '../../core/time/range.ts';
import type { NameRecord } from '../../core/names/name-record.ts';
import type { Entry, Reference } from '../../core/usage/entry.ts';

/** A time as it is shown; null where there is none. */
export function timeOrNull(at: Instant | undefined): string | null {
  return at === undefined ? null : isoTime(at);
}

/** The numbers of a total. */
export function presentSum({ cost, events, unpriced }: Total) {
  return { totalUsd: formatDecimal(cost), events, unpricedEvents: unpriced };
}

/** A total with all it knows, and the budgets that its scope stands under. */
export function presentTotal<T extends object>(total: Total, stands: T) {
  const { provider, service, model } = breakdownOf(total);
  return {
    ...presentSum(total),
    breakdown: {
      provider: formatAmounts(provider),
      service: formatAmounts(service),
      model: formatAmounts(model),
    },
    usage: formatAmounts(total.usage),
    ...stands,
    ...presentTimes(total),
  };
}

/** First and last time of a total. */
export function presentTimes({ firstAt, updatedAt }: Total) {
  return { firstAt: timeOrNull(firstAt), updatedAt: timeOrNull(updatedAt) };
}

/** A resource or group with what is known of it. */
export function presentThing(
  { type, id }: Reference,
  { name, createdBy, group, deletedAt }: NameRecord = {},
) {
  return {
    type,
    id,
    name: name ?? null,
    createdBy: createdBy ?? null,
    group: group ?? null,
    deletedAt: timeOrNull(deletedAt),
  };
}

/** The days that an answer covers. */
export function presentRange({ from, to }: DayRange) {
  return { from: from ?? null, to: to ?? null };
}

/** A priced line. */
export function presentLine(line: PricedLine) {
  return {
    unit: line.unit,
    quantity: formatDecimal(line.quantity),
    unitPriceUsd: formatDecimal(line.unitPrice),
    per: formatDecimal(line.per),
    costUsd: formatDecimal(line.cost),
    priceId: line.priceId,
  };
}

function partsWithoutLine({ usage, lines }: Entry): string[] {
  const billed = new Set([...lines.map(({ unit }) => unit), ...DESCRIPTIVE_UNITS]);
  return Object.keys(usage).filter((unit) => usage[unit] !== 0n && !billed.has(unit));
}

/** An entry; what the sender left out is null. */
export function presentEntry(entry: Entry): ApiEntry {
  return {
    id: entry.id,
    day: entry.day,
    occurredAt: isoTime(entry.occurredAt),
    recordedAt: isoTime(entry.recordedAt),
    provider: entry.provider,
    service: entry.service,
    model: entry.model,
    region: entry.region ?? null,
    attributes: { ...entry.attributes },
    usage: Object.fromEntries(
      Object.entries(entry.usage).map(([unit, quantity]) => [unit, formatDecimal(quantity)]),
    ),
    lines: entry.lines.map(presentLine),
    costUsd: formatDecimal(entry.cost),
    status: entry.status,
    unpriced: entry.status === 'unpriced' ? partsWithoutLine(entry) : [],
    reportedCostUsd: entry.reportedCost === undefined ? null : formatDecimal(entry.reportedCost),
    userId: entry.userId ?? null,
    resource: entry.resource ?? null,
    group: entry.group ?? null,
    tags: { ...entry.tags },
    operation: entry.operation ?? null,
    outcome: entry.outcome ?? null,
    attempt: entry.attempt ?? null,
    holdId: entry.holdId ?? null,
    metadata: entry.metadata ?? null,
    catalogueVersion: entry.catalogueVersion,
    approximate: entry.approximate,
    correctionOf: entry.correctionOf ?? null,
    reason: entry.reason ?? null,
  };
}

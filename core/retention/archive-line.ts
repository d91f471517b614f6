import { formatDecimal } from '../money/decimal.ts';
import { isoTime } from '../time/ledger-time.ts';
import type { Entry } from '../usage/entry.ts';

/**
 * One entry as a line of the archive: flat columns for SQL, amounts and quantities as decimal strings
 * (CAST AS DECIMAL(38, 12) is exact), `events` 1 for usage and 0 for corrections, so that sums need no
 * case. Everything that the entry knows is there.
 */
export function archiveLine(entry: Entry): Record<string, unknown> {
  return {
    id: entry.id,
    occurredAt: isoTime(entry.occurredAt),
    recordedAt: isoTime(entry.recordedAt),
    provider: entry.provider,
    service: entry.service,
    model: entry.model,
    region: entry.region ?? null,
    userId: entry.userId ?? null,
    resourceType: entry.resource?.type ?? null,
    resourceId: entry.resource?.id ?? null,
    groupType: entry.group?.type ?? null,
    groupId: entry.group?.id ?? null,
    operation: entry.operation ?? null,
    outcome: entry.outcome ?? null,
    attempt: entry.attempt ?? null,
    costUsd: formatDecimal(entry.cost),
    events: entry.adjusts?.events ?? 1,
    unpricedEvents: entry.adjusts?.unpriced ?? (entry.status === 'unpriced' ? 1 : 0),
    status: entry.status,
    reportedCostUsd: entry.reportedCost === undefined ? null : formatDecimal(entry.reportedCost),
    attributes: JSON.stringify(entry.attributes),
    tags: JSON.stringify(entry.tags),
    usage: JSON.stringify(
      Object.fromEntries(Object.entries(entry.usage).map(([unit, amount]) => [unit, formatDecimal(amount)])),
    ),
    lines: JSON.stringify(
      entry.lines.map(({ unit, quantity, unitPrice, per, cost, priceId }) => ({
        unit,
        quantity: formatDecimal(quantity),
        unitPriceUsd: formatDecimal(unitPrice),
        per: formatDecimal(per),
        costUsd: formatDecimal(cost),
        priceId,
      })),
    ),
    metadata: entry.metadata ? JSON.stringify(entry.metadata) : null,
    holdId: entry.holdId ?? null,
    catalogueVersion: entry.catalogueVersion,
    correctionOf: entry.correctionOf ?? null,
    reason: entry.reason ?? null,
  };
}

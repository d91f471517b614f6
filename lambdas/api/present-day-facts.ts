import { formatDecimal } from '../../core/money/decimal.ts';
import type { DearEntry } from '../../core/spend/day-facts.ts';
import type { KnownFacts } from '../../core/spend/read-day-facts.ts';
import { isoTime } from '../../core/time/ledger-time.ts';

/** What is known of a day; null where it is not. */
export function presentDayFacts({ activeUsers, dearest }: KnownFacts = {}) {
  return {
    activeUsers: activeUsers ?? null,
    dearestEntries: dearest ? dearest.map(presentDear) : null,
  };
}

/** One of the dearest entries. */
export function presentDear(entry: DearEntry) {
  const { id, occurredAt, provider, service, model, operation, resource, cost } = entry;
  return {
    id,
    occurredAt: isoTime(occurredAt),
    provider,
    service,
    model,
    operation: operation ?? null,
    resource: resource ?? null,
    costUsd: formatDecimal(cost),
  };
}

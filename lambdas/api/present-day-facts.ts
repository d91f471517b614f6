import { formatDecimal } from '../../core/money/decimal.ts';
import type { RankedEntry } from '../../core/spend/day-facts.ts';
import { isoTime } from '../../core/time/ledger-time.ts';

interface KnownFacts {
  readonly activeUsers?: number;
  readonly mostExpensive?: readonly RankedEntry[] | undefined;
}

/**
 * What is known of a day or a week; null where it is not. The API calls the most expensive entries `dearestEntries`.
 */
export function presentDayFacts({ activeUsers, mostExpensive }: KnownFacts = {}) {
  return {
    activeUsers: activeUsers ?? null,
    dearestEntries: mostExpensive ? mostExpensive.map(presentRanked) : null,
  };
}

/** One of the most expensive entries. */
function presentRanked(entry: RankedEntry) {
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

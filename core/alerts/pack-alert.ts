import { parseUsd, ZERO_USD } from '../money/decimal.ts';
import type { PackRecord } from '../price-packs/pack-record.ts';
import { ORGANISATION } from '../scopes/scope.ts';
import { dayOf } from '../time/ledger-time.ts';
import { type Alert, alertId, freshDeliveries } from './alert.ts';

/** The budget id under which alerts of price packs are listed. */
const PRICES = 'prices';

/**
 * The alert of a price pack that was refused or waits for a person: once for each pack and what became of it, and of
 * files without a trusted signature once a day, whatever they contain. `limit` is what the last seven days cost by
 * the prices in force, `reached` what they would by the pack.
 */
export function packAlert(
  { version, publishedAt, status, takenAt, canary }: PackRecord,
  channels: readonly string[],
  timeZone: string,
): Alert {
  const day = dayOf(takenAt, timeZone);
  // A file that nobody signed claims any version it likes.
  const isSigned = publishedAt !== null;
  const key = {
    budgetId: PRICES,
    value: ORGANISATION,
    period: isSigned ? String(version) : day,
    threshold: isSigned ? status : 'not signed',
    basis: 'actual',
    arm: 1,
  } as const;
  const [limit, reached] = canary
    ? [parseUsd(canary.beforeUsd), parseUsd(canary.afterUsd)]
    : [ZERO_USD, ZERO_USD];
  return {
    id: alertId(key),
    kind: 'prices',
    key,
    budgetName: 'Prices',
    severity: 'warning',
    spent: limit,
    reached,
    limit,
    from: day,
    to: day,
    createdAt: takenAt,
    deliveries: freshDeliveries(channels, takenAt),
  };
}

import { KEY_DAYS } from '../../contracts/key-lifetimes.ts';
import type { ServiceKey } from '../access/service-key.ts';
import { ZERO_USD } from '../money/decimal.ts';
import { ORGANISATION } from '../scopes/scope.ts';
import { DAY_MS, dayOf, type Instant } from '../time/ledger-time.ts';
import { type Alert, alertId, freshDeliveries } from './alert.ts';

/**
 * The key's id is in the place of a budget's, so that two keys that end on one day are not taken for one crossing.
 */
const KEY = 'key:';

/** The id of the key that an alert of the kind `keys` is about. */
export function alertedKeyId({ budgetId }: Pick<Alert['key'], 'budgetId'>): string {
  return budgetId.slice(KEY.length);
}

/** What is left of a key when it is told again, the shortest first. */
const STAGES = [
  { days: 0, said: 'ended', severity: 'critical' },
  { days: 1, said: '1 day left', severity: 'critical' },
  { days: 7, said: '7 days left', severity: 'warning' },
  { days: KEY_DAYS.expiring, said: `${KEY_DAYS.expiring} days left`, severity: 'warning' },
] as const;

/**
 * The alert of a key that ends within thirty days or has ended: once at thirty days, at seven, at one, and when it
 * has ended; undefined for a key that lasts longer. A rotated key has another end, and alerts of its own.
 */
export function keyAlert(
  key: Pick<ServiceKey, 'id' | 'name' | 'expiresAt'>,
  channels: readonly string[],
  at: Instant,
  timeZone: string,
): Alert | undefined {
  const stage = STAGES.find(({ days }) => key.expiresAt - at <= days * DAY_MS);
  if (stage === undefined) return undefined;
  const end = dayOf(key.expiresAt, timeZone);
  const alertKey = {
    budgetId: `${KEY}${key.id}`,
    value: ORGANISATION,
    period: end,
    threshold: stage.said,
    basis: 'actual',
    arm: 1,
  } as const;
  return {
    id: alertId(alertKey),
    kind: 'keys',
    key: alertKey,
    budgetName: key.name,
    severity: stage.severity,
    spent: ZERO_USD,
    reached: ZERO_USD,
    limit: ZERO_USD,
    from: end,
    to: end,
    createdAt: at,
    deliveries: freshDeliveries(channels, at),
  };
}

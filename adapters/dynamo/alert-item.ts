import { RECORD_LIFETIME_DAYS } from '../../contracts/job-and-alert-lifetimes.ts';
import type { Alert, AlertKey, ChannelName, Delivery } from '../../core/alerts/alert.ts';
import type { DeliveryStatus } from '../../contracts/alert-vocabulary.ts';
import { formatDecimal, parseUsd } from '../../core/money/decimal.ts';
import { type Day, dayOf, isoTime, type Month, monthOf } from '../../core/time/ledger-time.ts';
import { ENTITY, INDEX_PREFIX, PREFIX } from '../../contracts/table-layout.ts';
import { smallNumber, textAttribute } from './document-client.ts';
import type { Item } from './entry-item.ts';
import type { ItemKey } from './keys.ts';
import { type Complete, jsonItem, storedJson } from './stored-json.ts';

/** Alerts are forgotten after this. */

/** The key of an alert; its id names its family and itself. */
export function alertKey(id: string): ItemKey {
  const [family = '', ...own] = id.split('-');
  return { pk: alertPartition(family), sk: own.join('-') || '-' };
}

export function alertPartition(family: string): string {
  return `${PREFIX.alert}${family}`;
}

/** Partition of the day index for the alerts of a month. */
export function alertMonthPartition(month: Month): string {
  return `${INDEX_PREFIX.alertsOfMonth}${month}`;
}

/** Sort position of an alert in its month. */
export function alertSort({ createdAt, id }: Pick<Alert, 'createdAt' | 'id'>): string {
  return `${isoTime(createdAt)}#${id}`;
}

/** The attributes of one delivery; absent ones are left out. */
function deliveryItem({ status, attempts, unknown, nextAt }: Delivery): Item {
  return { s: status, a: attempts, u: unknown, n: nextAt };
}

/** What never changes is one text; `x` is there while a delivery still tries, see AlertStore.list. */
export function alertItem(alert: Alert): Item {
  const { id, kind, key, budgetName, severity, spent, reached, limit, from, to } = alert;
  const { createdAt, unpriced, breachedAt, correlationId, deliveries } = alert;
  const of = { unpriced, breachedAt, correlationId };
  const amounts = {
    spent: formatDecimal(spent),
    reached: formatDecimal(reached),
    limit: formatDecimal(limit),
  };
  return {
    ...alertKey(id),
    e: ENTITY.alert,
    ...jsonItem('j', { kind, key, budgetName, severity, ...amounts, from, to, ...of }),
    t: createdAt,
    dl: Object.fromEntries([...deliveries].map(([channel, delivery]) => [channel, deliveryItem(delivery)])),
    x: 1,
    dpk: alertMonthPartition(monthOf(dayOf(createdAt))),
    dsk: alertSort(alert),
    ttl: Math.floor(createdAt / 1000) + RECORD_LIFETIME_DAYS.alerts * 86_400,
  };
}

interface StoredAlert {
  readonly kind: Alert['kind'];
  readonly key: AlertKey;
  readonly budgetName: string;
  readonly severity: Alert['severity'];
  readonly spent: string;
  readonly reached: string;
  readonly limit: string;
  readonly unpriced?: number;
  readonly from?: Day;
  readonly to?: Day;
  /** Epoch milliseconds. */
  readonly breachedAt?: number;
  readonly correlationId?: string;
}

/** Reads a stored alert. */
export function alertOf(item: Item): Alert {
  const stored = storedJson<StoredAlert>(item, 'j');
  const deliveries = Object.entries((item['dl'] ?? {}) as Record<string, Item>);
  const alert: Complete<Alert> = {
    kind: stored.kind,
    key: stored.key,
    budgetName: stored.budgetName,
    severity: stored.severity,
    from: stored.from,
    to: stored.to,
    id: `${textAttribute(item['pk']).slice(PREFIX.alert.length)}-${textAttribute(item['sk'])}`,
    spent: parseUsd(stored.spent),
    reached: parseUsd(stored.reached),
    limit: parseUsd(stored.limit),
    unpriced: stored.unpriced,
    createdAt: smallNumber(item['t']),
    breachedAt: stored.breachedAt,
    correlationId: stored.correlationId,
    deliveries: new Map(deliveries.map(([name, value]) => [name as ChannelName, deliveryOf(value)])),
    resolvedAt: item['ra'] === undefined ? undefined : smallNumber(item['ra']),
    acknowledged:
      item['ka'] === undefined ? undefined : { at: smallNumber(item['ka']), by: textAttribute(item['kb']) },
  };
  return alert;
}

/** Reads one delivery. */
function deliveryOf(item: Item): Delivery {
  return {
    status: textAttribute(item['s']) as DeliveryStatus,
    attempts: smallNumber(item['a']),
    unknown: smallNumber(item['u']),
    nextAt: smallNumber(item['n']),
    lease:
      item['lb'] === undefined
        ? undefined
        : { by: textAttribute(item['lb']), until: smallNumber(item['lu']) },
    sentAt: item['t'] === undefined ? undefined : smallNumber(item['t']),
    error: item['er'] === undefined ? undefined : textAttribute(item['er']),
  };
}

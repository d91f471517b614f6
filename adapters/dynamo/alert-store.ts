import { DAY_INDEX } from '../../contracts/table-layout.ts';
import { type Alert, alertStatus, type ChannelName, type Delivery } from '../../core/alerts/alert.ts';
import type { AlertQuery, AlertStore, DeliveryOutcome } from '../../core/alerts/alert-ports.ts';
import {
  daysOfMonth,
  type Instant,
  isoTime,
  type Month,
  monthsBetween,
} from '../../core/time/ledger-time.ts';
import { alertItem, alertKey, alertMonthPartition, alertOf, alertPartition } from './alert-item.ts';
import { monthText, textAttribute } from './document-client.ts';
import { ofPartition } from './run-queries.ts';
import type { Change, Table } from './table.ts';
import { readableItems } from './readable-items.ts';

/** Months of the index that are looked at for one page: a range may be as long as the calendar. */
const MOST_MONTHS = 24;

/** Alerts in the table: one item each, found by their key, or by time through the day index. */
export class DynamoAlertStore implements AlertStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async ofFamily(family: string): Promise<Alert[]> {
    return readableItems(await this.#table.queryAll(ofPartition(alertPartition(family))), alertOf);
  }

  async get(id: string): Promise<Alert | undefined> {
    const item = await this.#table.get(alertKey(id));
    return item && alertOf(item);
  }

  async putIfAbsent(alert: Alert): Promise<boolean> {
    return (await this.#table.putIfAbsent(alertItem(alert))) === undefined;
  }

  async claim(
    id: string,
    channel: ChannelName,
    by: string,
    at: Instant,
    until: Instant,
  ): Promise<Delivery | undefined> {
    const free = await this.#take(id, channel, { by, at, until }, undefined);
    if ('taken' in free) return free.taken;
    const { lease, status } = free.now ?? {};
    // The SDK repeated a claim whose answer was lost.
    if (lease?.by === by) return free.now;
    if (status !== 'PENDING' || !lease || lease.until > at) return undefined;
    const lapsed = await this.#take(id, channel, { by, at, until }, lease.by);
    return 'taken' in lapsed ? lapsed.taken : undefined;
  }

  /** Without `from` a delivery without a lease; with it one whose lease ran out, which counts as unknown. */
  async #take(
    id: string,
    channel: ChannelName,
    { by, at, until }: { by: string; at: Instant; until: Instant },
    from: string | undefined,
  ): Promise<{ taken: Delivery | undefined } | { now: Delivery | undefined }> {
    const answer = await this.#update(id, {
      UpdateExpression:
        'SET dl.#c.lb = :by, dl.#c.lu = :until, dl.#c.a = dl.#c.a + :one, dl.#c.u = dl.#c.u + :lost',
      ConditionExpression: `dl.#c.s = :pending AND dl.#c.n <= :at AND ${
        from === undefined ? 'attribute_not_exists(dl.#c.lb)' : 'dl.#c.lb = :from'
      }`,
      ExpressionAttributeNames: { '#c': channel },
      ExpressionAttributeValues: {
        ':by': by,
        ':until': until,
        ':at': at,
        ':one': 1,
        ':lost': from === undefined ? 0 : 1,
        ':pending': 'PENDING',
        ...(from === undefined ? {} : { ':from': from }),
      },
    });
    const delivery = answer.alert?.deliveries.get(channel);
    return answer.done ? { taken: delivery } : { now: delivery };
  }

  async settle(id: string, channel: ChannelName, by: string, outcome: DeliveryOutcome): Promise<void> {
    const { done, alert } = await this.#update(id, {
      ...settlement(outcome, by),
      ExpressionAttributeNames: { '#c': channel },
    });
    if (!done || !alert || alertStatus(alert) === 'PENDING') return;
    await this.#update(id, { UpdateExpression: 'REMOVE x' });
  }

  async resolve(id: string, at: Instant): Promise<boolean> {
    const { done } = await this.#update(id, {
      UpdateExpression: 'SET ra = :at',
      ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(ra)',
      ExpressionAttributeValues: { ':at': at },
    });
    return done;
  }

  async acknowledge(id: string, by: string, at: Instant): Promise<Alert | undefined> {
    const { alert } = await this.#update(id, {
      UpdateExpression: 'SET ka = if_not_exists(ka, :at), kb = if_not_exists(kb, :by)',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':at': at, ':by': by },
    });
    return alert;
  }

  async list(query: AlertQuery): Promise<{ alerts: Alert[]; next?: string | undefined }> {
    const positions: string[] = [];
    const [low, end] = [isoTime(query.from), isoTime(query.to)];
    let high = query.before === undefined || query.before > end ? end : query.before;
    if (low >= high) return { alerts: [] };
    const months = monthsBetween(monthText(low.slice(0, 7)), monthText(high.slice(0, 7))).toReversed();
    for (const month of months.slice(0, MOST_MONTHS)) {
      positions.push(...(await this.#positions(month, low, high, query, query.limit + 1 - positions.length)));
      if (positions.length > query.limit) break;
      high = month;
    }
    const further = months[MOST_MONTHS];
    const page = positions.slice(0, query.limit);
    const keys = page.map((position) => alertKey(position.slice(position.indexOf('#') + 1)));
    const items = await this.#table.batchGet(keys);
    const alerts = readableItems(items, alertOf).sort(
      (a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1),
    );
    if (positions.length > query.limit) return { alerts, next: page.at(-1) };
    return further === undefined ? { alerts } : { alerts, next: endOfMonth(further) };
  }

  /** Sort positions of a month, newest first, below `high`. */
  async #positions(
    month: Month,
    low: string,
    high: string,
    { pendingOnly }: AlertQuery,
    most: number,
  ): Promise<string[]> {
    const found: string[] = [];
    const top = high.startsWith(`${month}-`) ? high : `${month}-~`;
    const pages = this.#table.pages({
      IndexName: DAY_INDEX,
      KeyConditionExpression: 'dpk = :month AND dsk BETWEEN :low AND :high',
      ExpressionAttributeValues: { ':month': alertMonthPartition(month), ':low': low, ':high': top },
      ...(pendingOnly ? { FilterExpression: 'attribute_exists(x)' } : {}),
      ScanIndexForward: false,
      ...(pendingOnly ? {} : { Limit: most + 1 }),
    });
    for await (const items of pages) {
      found.push(...items.map((item) => textAttribute(item['dsk'])).filter((position) => position !== top));
      if (found.length >= most) break;
    }
    return found.slice(0, most);
  }

  /** `done`: written, and how the alert is now; else the alert that refused the condition. */
  async #update(id: string, change: Change): Promise<{ done: boolean; alert: Alert | undefined }> {
    const { done, item } = await this.#table.update(alertKey(id), { ReturnValues: 'ALL_NEW', ...change });
    return { done, alert: item && alertOf(item) };
  }
}

function settlement(outcome: DeliveryOutcome, by: string): Change {
  if (outcome.status === 'SENT') {
    return {
      UpdateExpression: 'SET dl.#c.s = :sent, dl.#c.t = :at REMOVE dl.#c.lb, dl.#c.lu, dl.#c.er',
      ConditionExpression: 'attribute_exists(dl.#c) AND dl.#c.s <> :sent',
      ExpressionAttributeValues: { ':sent': 'SENT', ':at': outcome.at },
    };
  }
  const next = outcome.status === 'PENDING' ? { ':next': outcome.nextAt } : {};
  return {
    UpdateExpression: `SET dl.#c.s = :status, dl.#c.er = :error, dl.#c.u = dl.#c.u + :lost${
      outcome.status === 'PENDING' ? ', dl.#c.n = :next' : ''
    } REMOVE dl.#c.lb, dl.#c.lu`,
    ConditionExpression: 'dl.#c.lb = :by',
    ExpressionAttributeValues: {
      ':status': outcome.status,
      ':error': outcome.error,
      ':lost': outcome.unknown ? 1 : 0,
      ':by': by,
      ...next,
    },
  };
}

/** A sort position behind every alert of a month. */
function endOfMonth(month: Month): string {
  return `${daysOfMonth(month).to}T23:59:59.999Z~`;
}

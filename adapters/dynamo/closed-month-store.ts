import { inBatches } from '../../core/in-batches.ts';
import { compare } from '../../core/order.ts';
import { ZERO_USD } from '../../core/money/decimal.ts';
import { ORGANISATION } from '../../core/scopes/scope.ts';
import { ENTITY, PREFIX } from '../../contracts/table-layout.ts';
import type {
  ClosedMonth,
  ClosedMonthHead,
  ClosedMonthStore,
  GroupMonthSum,
  ClosedUserLine,
  LateMonth,
  LateSum,
  LineKind,
  MonthSum,
  UserMonthSum,
} from '../../core/spend/closed-month.ts';
import type { Month } from '../../core/time/ledger-time.ts';
import type { Reference } from '../../core/usage/entry.ts';
import { monthText, smallNumber, textAttribute, usdNumber, wholeNumber } from './document-client.ts';
import type { Item } from './entry-item.ts';
import { type ItemKey, parseScopeKey, scopeKey, scopeKeyPrefix } from './keys.ts';
import { additionsOf, totalOf } from './total-item.ts';
import { ofPartition } from './run-queries.ts';
import type { Table } from './table.ts';
import { readableItems } from './readable-items.ts';

const HEAD = scopeKey(ORGANISATION);

function partition(month: Month): string {
  return `${PREFIX.closed}${month}`;
}

function headKey(month: Month): ItemKey {
  return { pk: partition(month), sk: HEAD };
}

function userKey(userId: string): string {
  return scopeKey({ kind: 'user', id: userId });
}

/** The key of a user's line of a closed month. */
export function closedUserKey(month: Month, userId: string): ItemKey {
  return { pk: partition(month), sk: userKey(userId) };
}

function itemToMonthSum(item: Item | undefined): MonthSum {
  return {
    cost: usdNumber(item?.['c']),
    events: smallNumber(item?.['n']),
    unpriced: smallNumber(item?.['x']),
  };
}

/** The month in a partition key of closed months or late sums. */
function monthOfItem({ pk }: Item): Month {
  return monthText(textAttribute(pk).split('#')[1]);
}

function headOf(item: Item): ClosedMonthHead {
  return {
    month: monthOfItem(item),
    closedAt: smallNumber(item['at']),
    organisation: itemToMonthSum(item),
    resources: smallNumber(item['rs']),
  };
}

function lateOf(item: Item): LateSum | undefined {
  if (item['lv'] === undefined) return undefined;
  return {
    cost: usdNumber(item['lc']),
    events: smallNumber(item['ln']),
    unpriced: smallNumber(item['lx']),
    version: wholeNumber(item['lv']),
  };
}

function itemUserId(item: Item): string {
  return parseScopeKey(textAttribute(item['sk']))?.id ?? '';
}

function groupOf(item: Item): Reference {
  const { type = '', id = '' } = parseScopeKey(textAttribute(item['sk'])) ?? {};
  return { type, id };
}

/** The lines of a closed month, by kind. */
const LINES: { readonly [K in LineKind]: (closed: ClosedMonth) => Item[] } = {
  user: ({ users }) =>
    users.map(({ name, details, late, ...sum }) => ({
      sk: userKey(name),
      ...stored(sum),
      ...(late ? storedLate(late) : {}),
      ...(details ? storedDetails(details) : {}),
    })),
  group: ({ groups }) =>
    groups.map(({ group, resources, ...sum }) => ({
      sk: scopeKey({ kind: 'group', ...group }),
      rs: resources,
      ...stored(sum),
    })),
};

/** Closed months and late totals in the table. */
export class DynamoClosedMonthStore implements ClosedMonthStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async head(month: Month): Promise<ClosedMonthHead | undefined> {
    const item = await this.#table.get(headKey(month));
    return item && headOf(item);
  }

  async heads(months: readonly Month[]): Promise<Map<Month, ClosedMonthHead>> {
    const items = await this.#table.batchGet(months.map(headKey));
    return new Map(readableItems(items, (item) => [monthOfItem(item), headOf(item)] as const));
  }

  async users(month: Month): Promise<UserMonthSum[]> {
    return (await this.#lines(partition(month), scopeKeyPrefix('user'))).map((item) => {
      const late = lateOf(item);
      return { name: itemUserId(item), ...itemToMonthSum(item), ...(late && { late }) };
    });
  }

  async closed(months: readonly Month[]): Promise<Set<Month>> {
    return new Set((await this.#table.batchGet(months.map(headKey))).map(monthOfItem));
  }

  async user(userId: string, months: readonly Month[]): Promise<ClosedUserLine[]> {
    const keys = months.map((month) => ({ pk: partition(month), sk: userKey(userId) }));
    return (await this.#table.batchGet(keys)).map((item) => ({
      month: monthOfItem(item),
      total: totalOf(item),
      lateVersion: wholeNumber(item['lv']),
    }));
  }

  async lateUser(userId: string, months: readonly Month[]): Promise<Map<Month, bigint>> {
    const keys = months.map((month) => ({ pk: `${PREFIX.late}${month}`, sk: userKey(userId) }));
    const items = await this.#table.batchGet(keys);
    return new Map(items.map((item) => [monthOfItem(item), wholeNumber(item['v'])]));
  }

  async groups(month: Month): Promise<GroupMonthSum[]> {
    const items = await this.#lines(partition(month), scopeKeyPrefix('group'));
    return items.map((item) => ({
      group: groupOf(item),
      resources: smallNumber(item['rs']),
      ...itemToMonthSum(item),
    }));
  }

  async late(month: Month): Promise<LateMonth> {
    const pk = `${PREFIX.late}${month}`;
    const [heads, users, groups] = await Promise.all(
      [HEAD, scopeKeyPrefix('user'), scopeKeyPrefix('group')].map((sk) => this.#lines(pk, sk)) as [
        Promise<Item[]>,
        Promise<Item[]>,
        Promise<Item[]>,
      ],
    );
    const [head] = heads;
    return {
      organisation: { ...itemToMonthSum(head), version: wholeNumber(head?.['v']) },
      users: users.map((item) => ({
        name: itemUserId(item),
        ...itemToMonthSum(item),
        version: wholeNumber(item['v']),
      })),
      groups: groups.map((item) => ({ group: groupOf(item), ...itemToMonthSum(item) })),
    };
  }

  async close(closed: ClosedMonth): Promise<void> {
    const pk = partition(closed.month);
    const lines = Object.values(LINES).flatMap((linesOf) => linesOf(closed));
    await inBatches(lines, (line) => this.#table.put({ pk, ...line }));
    const head = { pk, sk: HEAD, rs: closed.resources, at: closed.closedAt, ...stored(closed.organisation) };
    await this.#table.putIfAbsent(head);
  }

  async reopenEmpty(months: readonly Month[]): Promise<Month[]> {
    const empty = (await this.#table.batchGet(months.map(headKey))).filter(
      (item) => itemToMonthSum(item).events === 0,
    );
    const reopened: Month[] = [];
    await inBatches(empty, async (item) => {
      // Who opened it in the meantime may have closed it again, with what was brought in.
      const unchanged = {
        ConditionExpression: '#at = :at AND #n = :none',
        ExpressionAttributeNames: { '#at': 'at', '#n': 'n' },
        ExpressionAttributeValues: { ':at': item['at'], ':none': item['n'] },
      };
      if (await this.#table.delete({ pk: textAttribute(item['pk']), sk: HEAD }, unchanged)) {
        reopened.push(monthOfItem(item));
      }
    });
    return reopened.toSorted(compare);
  }

  #lines(pk: string, begins: string): Promise<Item[]> {
    return this.#table.queryAll(ofPartition(pk, begins));
  }
}

function stored({ cost, events, unpriced }: MonthSum): Item {
  return { e: ENTITY.closedMonth, c: cost, n: events, x: unpriced };
}

function storedLate({ cost, events, unpriced, version }: LateSum): Item {
  return { lc: cost, ln: events, lx: unpriced, lv: version };
}

/** The attributes of a total that say what it was spent on, under the names that totals use. */
function storedDetails({ breakdown, usage, firstAt, updatedAt }: NonNullable<UserMonthSum['details']>): Item {
  const amounts = additionsOf({
    total: { kind: 'counts' },
    cost: ZERO_USD,
    events: 0,
    unpriced: 0,
    breakdown: new Map(breakdown),
    usage: new Map(usage),
  });
  return { ...Object.fromEntries(amounts), f: firstAt, w: updatedAt };
}

import { picoUsd } from '../../core/money/decimal.ts';
import { makeScope } from '../../core/scopes/scope.ts';
import type { BudgetKind } from '../../contracts/scopes.ts';
import { ENTITY } from '../../contracts/table-layout.ts';
import type { HeldCall, Hold, HoldPart, HoldStatus, HoldStore } from '../../core/budgets/budget-ports.ts';
import type { Instant } from '../../core/time/ledger-time.ts';
import { smallNumber, textAttribute, usdNumber } from './document-client.ts';
import type { Item } from './entry-item.ts';
import { HOLD_LANES, holdKey, holdPartition } from './keys.ts';
import { ofPartition } from './run-queries.ts';
import { jsonItem, storedJson } from './stored-json.ts';
import type { Table } from './table.ts';

/** A late entry finds its hold closed for this long. */
const KEEP_DAYS = 40;
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** Holds in the table, by the hour they were made in. */
export class DynamoHoldStore implements HoldStore {
  readonly #reads: Table;
  readonly #once: Table;

  /** `once` is of onceClient: who closed a hold must be sure of it. */
  constructor(tables: { readonly reads: Table; readonly once: Table }) {
    this.#reads = tables.reads;
    this.#once = tables.once;
  }

  async put(hold: Hold): Promise<void> {
    await this.#once.put(holdItem(hold));
  }

  async get(id: string): Promise<Hold | undefined> {
    if (!ULID.test(id)) return undefined;
    const item = await this.#reads.get(holdKey(id));
    return item && holdOf(item);
  }

  async close(id: string, status: Exclude<HoldStatus, 'OPEN'>): Promise<Hold | undefined> {
    if (!ULID.test(id)) return undefined;
    const { done, item } = await this.#once.update(holdKey(id), {
      UpdateExpression: 'SET st = :status',
      ConditionExpression: 'st = :open',
      ExpressionAttributeValues: { ':status': status, ':open': 'OPEN' satisfies HoldStatus },
      ReturnValues: 'ALL_NEW',
    });
    return done && item ? holdOf(item) : undefined;
  }

  async madeInHour(at: Instant): Promise<Hold[]> {
    const lanes = await Promise.all(
      Array.from({ length: HOLD_LANES }, (_, lane) => this.#partition(holdPartition(at, lane))),
    );
    return lanes.flat().sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  async openOf(userId: string, at: Instant): Promise<Hold[]> {
    const lanes = Array.from({ length: HOLD_LANES }, (_, lane) => {
      const query = ofPartition(holdPartition(at, lane));
      return this.#reads.queryAll({
        ...query,
        FilterExpression: 'u = :user AND st = :open',
        ExpressionAttributeValues: { ...query.ExpressionAttributeValues, ':user': userId, ':open': 'OPEN' },
        ConsistentRead: true,
      });
    });
    return (await Promise.all(lanes)).flat().map(holdOf);
  }

  async #partition(pk: string): Promise<Hold[]> {
    return (await this.#reads.queryAll({ ...ofPartition(pk), ConsistentRead: false })).map(holdOf);
  }
}

type StoredPart = [
  budget: string,
  kind: BudgetKind,
  type: string,
  id: string,
  period: string,
  amount: string,
  minute: number,
];

function holdItem(hold: Hold): Item {
  const parts: StoredPart[] = hold.parts.map(({ key: { budgetId, value, period }, amount, minute }) => [
    budgetId,
    value.kind,
    value.type ?? '',
    value.id,
    period,
    amount.toString(),
    minute,
  ]);
  return {
    ...holdKey(hold.id),
    e: ENTITY.hold,
    st: hold.status,
    t: hold.createdAt,
    x: hold.expiresAt,
    c: hold.estimate,
    u: hold.userId,
    ...(hold.call === undefined ? {} : { k: JSON.stringify(hold.call) }),
    ...jsonItem('p', parts),
    ttl: Math.floor(hold.createdAt / 1000) + KEEP_DAYS * 86_400,
  };
}

function holdOf(item: Item): Hold {
  return {
    id: textAttribute(item['sk']),
    status: textAttribute(item['st']) as HoldStatus,
    createdAt: smallNumber(item['t']),
    expiresAt: smallNumber(item['x']),
    estimate: usdNumber(item['c']),
    ...(item['u'] === undefined ? {} : { userId: textAttribute(item['u']) }),
    ...(item['k'] === undefined ? {} : { call: JSON.parse(textAttribute(item['k'])) as HeldCall }),
    parts: storedJson<readonly StoredPart[]>(item, 'p').map(holdPart),
  };
}

function holdPart([budgetId, kind, type, id, period, amount, minute]: StoredPart): HoldPart {
  return {
    key: { budgetId, value: makeScope(kind, id, type), period },
    amount: picoUsd(BigInt(amount)),
    minute,
  };
}

import type { HoldStatus } from '../../contracts/budget-vocabulary.ts';
import type { BudgetKind } from '../../contracts/scopes.ts';
import { ENTITY } from '../../contracts/table-layout.ts';
import type { HeldCall, Hold, HoldPart, HoldPool } from '../../core/gate/gate-ports.ts';
import { childHoldId, holdAtLevel, holdLevel, parentHoldId } from '../../core/gate/hold-ids.ts';
import { picoUsd } from '../../core/money/decimal.ts';
import { makeScope } from '../../core/scopes/scope.ts';
import { smallNumber, textAttribute, usdNumber } from './document-client.ts';
import type { Item } from './entry-item.ts';
import { holdKey } from './keys.ts';
import { jsonItem, storedJson } from './stored-json.ts';

/** A late entry finds its hold closed for this long. */
export const HOLD_LIFE_DAYS = 40;
/** Of the parts: 1 knew the hold's own alone. */
const VERSION = 2;

type StoredPart = [
  budget: string,
  kind: BudgetKind,
  type: string,
  id: string,
  period: string,
  amount: string,
  minute: number,
  /** How many holds are above the one whose own part it is; absent: the hold's own. */
  level?: number,
];

/** A hold as it is stored; of one that stands below others the version of its parts is 2. */
export function holdItem(hold: Hold): Item {
  const parts: StoredPart[] = hold.parts.map(
    ({ key: { budgetId, value, period }, amount, minute, from }) =>
      [
        budgetId,
        value.kind,
        value.type ?? '',
        value.id,
        period,
        amount.toString(),
        minute,
        ...(from === undefined ? [] : [holdLevel(from)]),
      ] as StoredPart,
  );
  const parent = parentHoldId(hold.id);
  return {
    ...holdKey(hold.id),
    e: ENTITY.hold,
    st: hold.status,
    t: hold.createdAt,
    x: hold.expiresAt,
    c: hold.estimate,
    u: hold.userId,
    ...(hold.call === undefined ? {} : { k: JSON.stringify(hold.call) }),
    ...jsonItem('p', parts, parent === undefined ? 1 : VERSION),
    ...(parent === undefined ? {} : { pr: parent }),
    ...(hold.pool === undefined ? {} : { tk: hold.pool.taken, ch: Object.fromEntries(hold.pool.children) }),
    ttl: Math.floor(hold.createdAt / 1000) + HOLD_LIFE_DAYS * 86_400,
  };
}

/** What a stored hold took, part by part. */
export function holdPartsOf(item: Item): HoldPart[] {
  const id = holdIdOf(item);
  return storedJson<readonly StoredPart[]>(item, 'p', VERSION).map((part) => holdPart(part, id));
}

function holdIdOf(item: Item): string {
  const own = textAttribute(item['sk']);
  return item['pr'] === undefined ? own : childHoldId(textAttribute(item['pr']), own);
}

/** A stored hold, read. */
export function holdOf(item: Item): Hold {
  return {
    id: holdIdOf(item),
    status: textAttribute(item['st']) as HoldStatus,
    createdAt: smallNumber(item['t']),
    expiresAt: smallNumber(item['x']),
    estimate: usdNumber(item['c']),
    ...(item['u'] === undefined ? {} : { userId: textAttribute(item['u']) }),
    ...(item['k'] === undefined ? {} : { call: JSON.parse(textAttribute(item['k'])) as HeldCall }),
    parts: holdPartsOf(item),
    ...(item['ch'] === undefined ? {} : { pool: poolOf(item, item['ch'] as Item) }),
    ...(item['sc'] === undefined ? {} : { cost: usdNumber(item['sc']) }),
  };
}

function poolOf(item: Item, children: Item): HoldPool {
  return {
    taken: usdNumber(item['tk']),
    children: new Map(
      Object.entries(children).map(([own, value]) => {
        const { amount, minute } = value as Item;
        const until = minute === undefined ? undefined : smallNumber(minute);
        return [own, { amount: usdNumber(amount), minute: until }];
      }),
    ),
  };
}

function holdPart(
  [budgetId, kind, type, id, period, amount, minute, level]: StoredPart,
  holdId: string,
): HoldPart {
  return {
    key: { budgetId, value: makeScope(kind, id, type), period },
    amount: picoUsd(BigInt(amount)),
    minute,
    ...(level === undefined ? {} : { from: holdAtLevel(holdId, level) }),
  };
}

import { lookUp } from '../../../contracts/look-up.ts';
import { ENTITY, PREFIX, SORT_PREFIX } from '../../../contracts/table-layout.ts';
import type { ErasedStretch } from '../../../core/erasure/erase-user.ts';
import type { Erasure, ErasureStore } from '../../../core/erasure/erasure.ts';
import { pseudonymisedJson } from '../../../core/erasure/pseudonymise.ts';
import type { Clock } from '../../../core/time/ledger-time.ts';
import type { BodyStore } from '../../../core/usage/usage-ports.ts';
import type { BodyReader } from '../../../core/usage/quarantine.ts';
import { budgetOf } from '../budget-item.ts';
import { textAttribute } from '../document-client.ts';
import type { Item } from '../entry-item.ts';
import { BUDGET_PARTITION, BUDGET_SUBJECTS_PARTITION, LEDGER_KEY, unescapeKey } from '../keys.ts';
import { listingOf } from '../listed-since.ts';
import { ofPartition } from '../run-queries.ts';
import {
  changeAlert,
  changeBudget,
  changeHeld,
  changeHold,
  changeOverride,
  changeRevenue,
} from './erase-from-budgets.ts';
import {
  changeOptimization,
  changeAnomaly,
  changeCreated,
  changeImport,
  changeJob,
  changeName,
  changeOutcome,
  changeRequests,
  changeServiceKey,
} from './erase-from-records.ts';
import { type EraseEntries, isCoveredItem } from './erase-entries.ts';
import type { ChangeOf, ItemContext } from './item-change.ts';
import { listOlderItems } from './list-older-items.ts';
import { type Place, type Reach, type ReachContext, sortKeysOf } from './reach.ts';
import { REACHED } from './reaches.ts';
import type { Table } from '../table.ts';

/** Entity tags of items that may name a user, and what becomes of each. */
export const CHANGES: Readonly<Record<string, ChangeOf>> = {
  [ENTITY.outcome]: changeOutcome,
  [ENTITY.job]: changeJob,
  [ENTITY.name]: changeName,
  [ENTITY.creator]: changeCreated,
  [ENTITY.optimization]: changeOptimization,
  [ENTITY.anomaly]: changeAnomaly,
  [ENTITY.budget]: changeBudget,
  [ENTITY.budgetChange]: changeBudget,
  [ENTITY.revenue]: changeRevenue,
  [ENTITY.held]: changeHeld,
  [ENTITY.ahead]: changeHeld,
  [ENTITY.hold]: changeHold,
  [ENTITY.alert]: changeAlert,
  [ENTITY.override]: changeOverride,
  [ENTITY.requests]: changeRequests,
  [ENTITY.serviceKey]: changeServiceKey,
  [ENTITY.ledger]: changeImport,
};

/** All ways to items, in the order in which a pass takes them; a ledger from before things were listed needs the first. */
const REACHES: readonly Reach[] = [
  listOlderItems,
  ...Object.values(REACHED).flatMap((reaches) => (typeof reaches === 'string' ? [] : reaches)),
];

/** A stretch ends after so many steps, or once it has seen so many items. */
const MOST_STEPS = 64;
const MOST_ITEMS = 500;

/** Where a pass goes on: which reach, and where in it. */
interface Cursor {
  readonly reach: number;
  readonly after?: Place | undefined;
}

export interface EraseItemsPorts {
  readonly table: Table;
  readonly entries: EraseEntries;
  readonly erasures: ErasureStore;
  readonly bodies: BodyStore & BodyReader;
  /** Budgets of the stage. */
  readonly stageBudgets: readonly {
    readonly id: string;
    readonly scope?: { readonly kind: string; readonly id?: string | undefined } | undefined;
  }[];
  readonly timeZone: string;
  readonly clock: Clock;
}

/**
 * Looks at every item beside totals and history that may name the user, each kind by its own keys and indexes: no
 * other entries than those of partitions with open marks are read, however many there are. Where it goes on is stored
 * with the erasure, since keys may name people.
 */
export async function eraseItems(
  erasure: Erasure,
  after: string | undefined,
  ports: EraseItemsPorts,
): Promise<ErasedStretch> {
  const { erasures, table } = ports;
  // The job's own place counts stretches; the erasure knows the key.
  const stored = after === undefined ? undefined : (await erasures.read(erasure.id))?.cursor;
  let cursor: Cursor = stored === undefined ? { reach: 0 } : (JSON.parse(stored) as Cursor);
  const { item, reach: reachContext } = await contextsOf(erasure, ports);
  let [changed, seen] = [0, 0];
  for (let steps = 0; steps < MOST_STEPS && seen < MOST_ITEMS; steps++) {
    const reach = REACHES[cursor.reach];
    if (!reach) break;
    const { items, next } = await reach(reachContext, cursor.after);
    for (const one of items) changed += (await changeItem(one, item, table, ports)) ? 1 : 0;
    seen += items.length;
    cursor = next === undefined ? { reach: cursor.reach + 1 } : { reach: cursor.reach, after: next };
  }
  const isOver = REACHES[cursor.reach] === undefined;
  await erasures.remember(erasure, isOver ? undefined : JSON.stringify(cursor));
  return isOver ? { changed } : { changed, next: String(Number(after ?? 0) + 1) };
}

async function contextsOf(
  erasure: Erasure,
  { table, clock, timeZone, stageBudgets }: EraseItemsPorts,
): Promise<{ readonly item: ItemContext; readonly reach: ReachContext }> {
  const [ledger, items] = await Promise.all([
    table.get(LEDGER_KEY),
    table.queryAll(ofPartition(BUDGET_PARTITION, SORT_PREFIX.budget)),
  ]);
  const known = [...stageBudgets, ...items.map(budgetOf)];
  const isOfUsers = ({ scope }: (typeof known)[number]) => scope?.kind === 'user';
  const names: readonly unknown[] = ['*', erasure.userId, erasure.pseudonym];
  const others = known.filter((budget) => !isOfUsers(budget) || !names.includes(budget.scope?.id));
  const skipped = new Set(others.map(({ id }) => id));
  const budgetIds = async () => {
    const subjects = (await sortKeysOf(table, BUDGET_SUBJECTS_PARTITION)).map(unescapeKey);
    return [...new Set([...known.map(({ id }) => id), ...subjects])].filter((id) => !skipped.has(id));
  };
  const now = clock.now();
  const otherBudgets = new Set(known.filter((budget) => !isOfUsers(budget)).map(({ id }) => id));
  return {
    item: { erasure, now, otherBudgets },
    reach: { table, erasure, now, timeZone, listing: listingOf(ledger), budgetIds },
  };
}

async function changeItem(
  item: Item,
  context: ItemContext,
  table: Table,
  ports: EraseItemsPorts,
): Promise<boolean> {
  const { erasure } = context;
  const pk = textAttribute(item['pk']);
  if (pk.startsWith(PREFIX.entry)) {
    return (
      isCoveredItem(item, erasure) && ports.entries.rewrite({ pk, sk: textAttribute(item['sk']) }, erasure)
    );
  }
  const change = lookUp(CHANGES, textAttribute(item['e']))?.(item, context);
  if (!change) return false;
  const inBody = change.body !== undefined && (await changeBody(change.body, erasure, ports));
  // One that lost a race is made by the next pass, which follows since this one counts it.
  if (change.actions.length > 0) await table.transact(change.actions);
  return inBody || change.actions.length > 0 || change.body === undefined;
}

async function changeBody(key: string, erasure: Erasure, { bodies }: EraseItemsPorts): Promise<boolean> {
  const body = await bodies.getBody(key);
  const changed = pseudonymisedJson(body, erasure);
  if (changed === body) return false;
  await bodies.putBody(key, changed);
  return true;
}

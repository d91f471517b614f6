import { lookUp } from '../../../contracts/look-up.ts';
import { ENTRY_FIELDS } from '../../../contracts/entry-fields.ts';
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
import { BUDGET_PARTITION } from '../keys.ts';
import { ofPartition } from '../run-queries.ts';
import { changeAlert, changeBudget, changeHeld, changeHold, changeOverride } from './erase-from-budgets.ts';
import {
  changeOptimization,
  changeAnomaly,
  changeCreated,
  changeJob,
  changeName,
  changeOutcome,
  changeRequests,
  changeServiceKey,
} from './erase-from-records.ts';
import { type EraseEntries, isCoveredItem } from './erase-entries.ts';
import type { ChangeOf, ItemContext } from './item-change.ts';
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
  [ENTITY.held]: changeHeld,
  [ENTITY.ahead]: changeHeld,
  [ENTITY.hold]: changeHold,
  [ENTITY.alert]: changeAlert,
  [ENTITY.override]: changeOverride,
  [ENTITY.requests]: changeRequests,
  [ENTITY.serviceKey]: changeServiceKey,
};

/**
 * What the scan does with each partition: `pass` what the parts before this one move, and what names no
 * people, so that it does not come over the wire.
 */
const SCANNED: Readonly<Record<keyof typeof PREFIX, 'look' | 'entries of the user' | 'pass'>> = {
  entry: 'entries of the user',
  outcome: 'look',
  mark: 'pass',
  userPage: 'pass',
  resourcePage: 'pass',
  groupPage: 'pass',
  organisationPage: 'pass',
  organisation: 'pass',
  tag: 'pass',
  user: 'pass',
  resource: 'pass',
  group: 'pass',
  late: 'pass',
  ledger: 'pass',
  rateLimit: 'look',
  price: 'look',
  budget: 'look',
  alert: 'look',
  held: 'look',
  hold: 'look',
  serviceKey: 'look',
  name: 'look',
  closed: 'pass',
  job: 'look',
  insight: 'look',
};

const PASSED_OVER = (Object.keys(SCANNED) as (keyof typeof PREFIX)[])
  .filter((name) => SCANNED[name] === 'pass')
  .map((name) => PREFIX[name]);

export interface EraseItemsPorts {
  readonly table: Table;
  readonly entries: EraseEntries;
  readonly erasures: ErasureStore;
  readonly bodies: BodyStore & BodyReader;
  /** Ids of budgets of the stage that are not of users. */
  readonly otherBudgets: readonly string[];
  readonly clock: Clock;
}

/**
 * Looks at the whole table once, a page a stretch: entries that no history lists yet, and every item beside
 * the ledger that names the user. Where it goes on is stored with the erasure, since keys may name people.
 */
export async function eraseItems(
  erasure: Erasure,
  after: string | undefined,
  ports: EraseItemsPorts,
): Promise<ErasedStretch> {
  const { erasures } = ports;
  const { table } = ports;
  // The job's own place counts pages; the erasure knows the key.
  const start = after === undefined ? undefined : (await erasures.read(erasure.id))?.cursor;
  const { items, next } = await table.scanPage({
    ...filterOf(erasure),
    ...(start === undefined ? {} : { ExclusiveStartKey: JSON.parse(start) as Item }),
  });
  const context = { erasure, now: ports.clock.now(), otherBudgets: await otherBudgets(table, ports) };
  let changed = 0;
  for (const item of items) changed += (await changeItem(item, context, table, ports)) ? 1 : 0;
  const cursor = next && JSON.stringify(next);
  await erasures.remember(erasure, cursor);
  return cursor === undefined ? { changed } : { changed, next: String(Number(after ?? 0) + 1) };
}

function filterOf({ userId }: Erasure) {
  const passed = PASSED_OVER.map((_, index) => `NOT begins_with(pk, :p${index})`);
  return {
    FilterExpression: [
      `(NOT begins_with(pk, :entry) OR ${ENTRY_FIELDS.userId.attribute} = :user)`,
      ...passed,
    ].join(' AND '),
    ExpressionAttributeValues: {
      ':entry': PREFIX.entry,
      ':user': userId,
      ...Object.fromEntries(PASSED_OVER.map((prefix, index) => [`:p${index}`, prefix])),
    },
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

/** Budgets whose values are no people, of the stage and of the table. */
async function otherBudgets(table: Table, { otherBudgets }: EraseItemsPorts): Promise<Set<string>> {
  const items = await table.queryAll(ofPartition(BUDGET_PARTITION, SORT_PREFIX.budget));
  const budgets = items.map(budgetOf);
  return new Set([
    ...otherBudgets,
    ...budgets.filter(({ scope }) => scope.kind !== 'user').map(({ id }) => id),
  ]);
}

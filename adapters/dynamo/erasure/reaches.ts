import { PERIODS } from '../../../contracts/budget-vocabulary.ts';
import { RECORD_LIFETIME_DAYS } from '../../../contracts/job-and-alert-lifetimes.ts';
import { PREFIX } from '../../../contracts/table-layout.ts';
import { periodOfDay } from '../../../core/budgets/budget-period.ts';
import type { HeldKey } from '../../../core/budgets/budget-ports.ts';
import { makeScope } from '../../../core/scopes/scope.ts';
import { addDays, daysBetween, dayOf, monthOf, monthsBetween } from '../../../core/time/ledger-time.ts';
import { alertMonthPartition } from '../alert-item.ts';
import { anomalyPartition, judgedPartition } from '../anomaly-store.ts';
import { creatorPartition, thingOf } from '../creator-item.ts';
import { dayText } from '../document-client.ts';
import type { Item } from '../entry-item.ts';
import { LIFTED, OUTBOX } from '../gate-outbox.ts';
import { HELD_LIFE_DAYS } from '../held-sums-store.ts';
import { holdPartsOf } from '../hold-item.ts';
import { IMPORT_KEY } from '../import-store.ts';
import { jobMonthPartition } from '../job-store.ts';
import {
  BUDGET_PARTITION,
  BUDGET_SUBJECTS_PARTITION,
  budgetChangesPartition,
  HOLD_DAYS_PARTITION,
  heldKey,
  holdPartitions,
  type ItemKey,
  laneKey,
  outcomeKey,
  unescapeKey,
} from '../keys.ts';
import { nameKey } from '../name-key.ts';
import { OPTIMIZATION_PARTITION } from '../optimization-store.ts';
import { REVENUE_PERIODS_PARTITION, revenueKey } from '../revenue-store.ts';
import { readableItems } from '../readable-items.ts';
import { COUNTED, countPartition } from '../request-counter.ts';
import { PRICES } from './erase-from-budgets.ts';
import { openEntries } from './open-entries.ts';
import {
  beganOn,
  itemsInOrder,
  type Reach,
  type ReachContext,
  sortKeysOf,
  throughIndex,
  throughPartitions,
} from './reach.ts';

/** Deletion by TTL is not prompt: items are looked for this much longer. */
const LATE_DAYS = 10;
/** Anomalies go back this far from the day on which they are found. */
const JUDGED_BACK_DAYS = 120;
/** Lanes that what is held may have, see LedgerSettings.organisationHoldLanes. */
const MOST_LANES = 64;
/** Budgets whose periods are looked at in one step. */
const BUDGETS_AT_ONCE = 4;

/** Rejected messages and the like, with what was sent. */
const outcomes: Reach = (context, after) => {
  const today = dayOf(context.now);
  const days = daysBetween(beganOn(context, today), today);
  const names = days.map((day) => outcomeKey({ day, messageId: '', index: 0, kind: 'rejected' }).pk);
  const FilterExpression = 'attribute_exists(bd) OR attribute_exists(bk) OR attribute_exists(er)';
  return throughPartitions(context, names, after, { FilterExpression });
};

/** Counts of requests of the caller whose name is the user's id. */
const requestCounts: Reach = (context, after) => {
  const names = COUNTED.map((kind) => countPartition(kind, context.erasure.userId));
  return throughPartitions(context, names, after);
};

const prices: Reach = (context, after) => throughPartitions(context, PRICES, after);

/** Budgets, form and revenue, and what was noted of the changes of each, also of those that are gone. */
const budgets: Reach = async (context, after) => {
  const subjects = (await sortKeysOf(context.table, BUDGET_SUBJECTS_PARTITION)).map(unescapeKey);
  return throughPartitions(context, [BUDGET_PARTITION, ...subjects.map(budgetChangesPartition)], after);
};

/** What was posted for the user, in whichever period. */
const revenue: Reach = async ({ table, erasure }) => {
  const scope = makeScope('user', erasure.userId, undefined);
  const periods = await sortKeysOf(table, REVENUE_PERIODS_PARTITION);
  return {
    items: await itemsInOrder(
      table,
      periods.map((period) => revenueKey(period, scope)),
    ),
    next: undefined,
  };
};

const alerts: Reach = (context, after) =>
  throughIndex(context, monthsBack(context, RECORD_LIFETIME_DAYS.alerts).map(alertMonthPartition), after);

const jobs: Reach = (context, after) =>
  throughIndex(context, monthsBack(context, RECORD_LIFETIME_DAYS.jobs).map(jobMonthPartition), after);

function monthsBack({ now }: ReachContext, keptDays: number) {
  const today = dayOf(now);
  return monthsBetween(monthOf(addDays(today, -keptDays - LATE_DAYS)), monthOf(today));
}

/** What budgets hold for the user: every period in which something may still be there. */
const held: Reach = async (context, after) => {
  const from = (after?.['budget'] as string | undefined) ?? '';
  const left = (await context.budgetIds()).toSorted().filter((id) => id >= from);
  const today = dayOf(context.now, context.timeZone);
  const days = daysBetween(addDays(today, -HELD_LIFE_DAYS - LATE_DAYS), addDays(today, 1));
  const periods = new Set(
    days.flatMap((day) => PERIODS.map((period) => periodOfDay(period, day, context.timeZone).key)),
  );
  const keys = left
    .slice(0, BUDGETS_AT_ONCE)
    .flatMap((budgetId) => [...periods].map((period) => ofUser(context, budgetId, period)));
  const following = left[BUDGETS_AT_ONCE];
  return {
    items: await heldItems(context, keys),
    next: following === undefined ? undefined : { budget: following },
  };
};

function ofUser({ erasure }: ReachContext, budgetId: string, period: string): HeldKey {
  return { budgetId, value: makeScope('user', erasure.userId, undefined), period };
}

/** What lanes have in hand comes before the item that holds it for them. */
async function heldItems({ table }: ReachContext, keys: readonly HeldKey[]): Promise<Item[]> {
  const main = await itemsInOrder(table, keys.map(heldKey));
  const there = new Set(main.map(({ pk }) => pk));
  const lanes = keys
    .filter((key) => there.has(heldKey(key).pk))
    .flatMap((key) => Array.from({ length: MOST_LANES }, (_, lane): ItemKey => laneKey(key, lane)));
  return [...(await itemsInOrder(table, lanes)), ...main];
}

/** Gates that a person lifted, whatever they are of. */
const liftedGates: Reach = (context, after) => throughIndex(context, [LIFTED, OUTBOX], after);

/**
 * Holds of the user, or of budgets of the user, and before them what is held by their keys: a budget that is
 * gone is known by nothing else.
 */
const holds: Reach = async (context, after) => {
  const { table, erasure } = context;
  const days = (await sortKeysOf(table, HOLD_DAYS_PARTITION)).map(dayText);
  const { items, next } = await throughPartitions(context, days.flatMap(holdPartitions), after, {
    FilterExpression: 'u = :user OR contains(p, :quoted) OR contains(p, :new)',
    ExpressionAttributeValues: {
      ':user': erasure.userId,
      ':quoted': JSON.stringify(erasure.userId),
      ':new': JSON.stringify(erasure.pseudonym),
    },
  });
  const names: readonly string[] = [erasure.userId, erasure.pseudonym];
  const keys = items
    .flatMap(holdPartsOf)
    .filter(({ key: { value } }) => value.kind === 'user' && names.includes(value.id))
    .map(({ key }) => ofUser(context, key.budgetId, key.period));
  return { items: [...(await heldItems(context, keys)), ...items], next };
};

const serviceKeys: Reach = (context, after) => throughPartitions(context, [PREFIX.serviceKey], after);

/** What the user created: the profile of each thing, then its place in the index by creator. */
const createdThings: Reach = async (context, after) => {
  const { table, erasure } = context;
  const { items, next } = await throughPartitions(context, [creatorPartition(erasure.userId)], after);
  const profiles = await itemsInOrder(table, readableItems(items, thingOf).map(nameKey));
  return { items: [...profiles, ...items], next };
};

/** Optimizations, judged days and anomalies. */
const insights: Reach = (context, after) => {
  const today = dayOf(context.now);
  const first = monthOf(addDays(beganOn(context, today), -JUDGED_BACK_DAYS));
  const months = monthsBetween(first, monthOf(today));
  const names = months.flatMap((month) => [judgedPartition(month), anomalyPartition(month)]);
  return throughPartitions(context, [OPTIMIZATION_PARTITION, ...names], after);
};

const openImport: Reach = async ({ table }) => ({
  items: await itemsInOrder(table, [IMPORT_KEY]),
  next: undefined,
});

/**
 * How an erasure reaches the items under each prefix: by its own reaches, by the parts before this one that
 * move what is summed and listed by user (`moved`), or not at all, since none of them names a person.
 */
export const REACHED: Readonly<Record<keyof typeof PREFIX, readonly Reach[] | 'moved' | 'no person'>> = {
  entry: [openEntries],
  outcome: [outcomes],
  mark: 'no person',
  userPage: 'moved',
  resourcePage: 'no person',
  groupPage: 'no person',
  organisationPage: 'no person',
  organisation: 'no person',
  tag: 'no person',
  user: 'moved',
  resource: 'no person',
  group: 'no person',
  late: 'moved',
  ledger: [openImport],
  rateLimit: [requestCounts],
  price: [prices],
  budget: [budgets, revenue],
  alert: [alerts],
  held: [held, liftedGates],
  hold: [holds],
  serviceKey: [serviceKeys],
  name: [createdThings],
  closed: 'moved',
  job: [jobs],
  insight: [insights],
};

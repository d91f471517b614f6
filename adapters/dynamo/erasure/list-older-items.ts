import { lookUp } from '../../../contracts/look-up.ts';
import { ENTRY_FIELDS } from '../../../contracts/entry-fields.ts';
import { MARK_LIFE_DAYS } from '../../../contracts/mark-life.ts';
import { ENTITY, PREFIX } from '../../../contracts/table-layout.ts';
import { dayOf, isoTime } from '../../../core/time/ledger-time.ts';
import { budgetSubjectItem } from '../budget-reader.ts';
import { creatorItem } from '../creator-item.ts';
import { dayText, smallNumber, textAttribute } from '../document-client.ts';
import type { Item } from '../entry-item.ts';
import { LIFTED } from '../gate-outbox.ts';
import { holdDayItem } from '../hold-store.ts';
import { jobPlace } from '../job-store.ts';
import { budgetChangesPartition, parseScopeKey, unescapeKey } from '../keys.ts';
import { ulidTime } from '../../../core/time/ulid-time.ts';
import { noteBegin, noteListed } from '../listed-since.ts';
import { NAME_ATTRIBUTES } from '../name-key.ts';
import { itemKey } from '../named-items.ts';
import type { Table } from '../table.ts';
import type { Reach } from './reach.ts';
import { REACHED } from './reaches.ts';

const PASSED_OVER = (Object.keys(REACHED) as (keyof typeof PREFIX)[])
  .filter((name) => typeof REACHED[name] === 'string')
  .map((name) => PREFIX[name]);

/** What lists an item that was stored before such items were listed. May be repeated; changes no item that is listed. */
const LISTINGS: Readonly<Record<string, (item: Item, table: Table) => Promise<unknown>>> = {
  [ENTITY.job]: listJob,
  [ENTITY.name]: listCreator,
  [ENTITY.budgetChange]: (item, table) => {
    const subject = unescapeKey(textAttribute(item['pk']).slice(budgetChangesPartition('').length));
    return table.put(budgetSubjectItem(subject));
  },
  [ENTITY.held]: listLifted,
  [ENTITY.hold]: (item, table) => table.put(holdDayItem(dayOf(ulidTime(textAttribute(item['sk']))))),
  [ENTITY.outcome]: (item, table) => noteBegin(table, dayText(textAttribute(item['pk']).slice(2))),
  [ENTITY.anomaly]: (item, table) => noteBegin(table, dayOf(smallNumber(item['at']))),
};

/**
 * Once in the life of a ledger that is older than its lists: looks at the whole table, a page a step, and lists
 * what was stored before; until it has come to the end, every pass does so. A ledger of today never does.
 */
export const listOlderItems: Reach = async ({ table, erasure, now, listing }, after) => {
  const { since } = listing;
  if (since !== undefined && since <= erasure.requestedAt) return { items: [], next: undefined };
  const { items, next } = await table.scanPage({
    ...filterOf(erasure.userId),
    ...(after === undefined ? {} : { ExclusiveStartKey: after as Item }),
  });
  for (const item of items) await lookUp(LISTINGS, textAttribute(item['e']))?.(item, table);
  if (next === undefined) await noteListed(table, now, MARK_LIFE_DAYS);
  return { items, next };
};

function filterOf(userId: string) {
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

async function listJob(item: Item, table: Table): Promise<void> {
  if (item['d'] === undefined || item['dpk'] !== undefined) return;
  const { createdAt } = JSON.parse(textAttribute(item['d'])) as { createdAt: number };
  const { dpk, dsk } = jobPlace(textAttribute(item['pk']).slice(PREFIX.job.length), createdAt);
  await table.update(itemKey(item), {
    UpdateExpression: 'SET dpk = :dpk, dsk = :dsk',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeValues: { ':dpk': dpk, ':dsk': dsk },
  });
}

/** On the condition that the creator is still the one that was read: one that moved is listed by who moved it. */
async function listCreator(item: Item, table: Table): Promise<void> {
  const creator = item[NAME_ATTRIBUTES.createdBy];
  const thing = parseScopeKey(textAttribute(item['pk']).slice(PREFIX.name.length));
  if (creator === undefined || (thing?.kind !== 'resource' && thing?.kind !== 'group')) return;
  const { kind, type, id } = thing;
  await table.transact([
    {
      Update: {
        Key: { ...itemKey(item) },
        UpdateExpression: 'SET e = :e',
        ConditionExpression: `${NAME_ATTRIBUTES.createdBy} = :seen`,
        ExpressionAttributeValues: { ':e': ENTITY.name, ':seen': creator },
      },
    },
    { Put: { Item: creatorItem(textAttribute(creator), { kind, type, id }) } },
  ]);
}

async function listLifted(item: Item, table: Table): Promise<void> {
  if (item['ga'] !== 'lifted' || item['dpk'] !== undefined) return;
  await table.update(itemKey(item), {
    UpdateExpression: 'SET dpk = :dpk, dsk = :dsk',
    ConditionExpression: 'ga = :lifted AND attribute_not_exists(dpk)',
    ExpressionAttributeValues: {
      ':dpk': LIFTED,
      ':dsk': isoTime(smallNumber(item['gt'])),
      ':lifted': 'lifted',
    },
  });
}

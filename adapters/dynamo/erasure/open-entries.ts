import { MARK_READ_DAYS } from '../../../contracts/mark-life.ts';
import { ENTRY_FIELDS } from '../../../contracts/entry-fields.ts';
import { PREFIX } from '../../../contracts/table-layout.ts';
import {
  isAtItsEnd,
  openMarksPass,
  type OpenMarksPass,
  stepOfPass,
  type TakeOpen,
} from '../../../core/spend/push-open-marks.ts';
import { addDays, dayOf, HOUR_MS, startOfDay } from '../../../core/time/ledger-time.ts';
import { textAttribute } from '../document-client.ts';
import { type Item, PLACED } from '../entry-item.ts';
import { DynamoMarkReader } from '../mark-reader.ts';
import { ofPartition } from '../run-queries.ts';
import type { Reach, ReachContext } from './reach.ts';

/** Marks this young may be on their way when a pass looks: the one after it begins that much earlier. */
const UNDER_WAY_HOURS = 2;

/**
 * Entries of the user whose mark stays open: what is in the totals is listed in the user's history before it comes
 * there, so nothing else is unlisted for longer than the stream keeps it. One step of a pass as push-open-marks
 * makes it; no other entries are read than those of partitions with open marks.
 */
export const openEntries: Reach = async (context, after) => {
  const { table, erasure } = context;
  const items: Item[] = [];
  const take: TakeOpen = async (partition, { from, to }, sk) => {
    // Outcomes are found by their day.
    if (!partition.startsWith(PREFIX.entry)) return { next: undefined, failed: 0 };
    const query = ofPartition(partition);
    const page = await table.page({
      ...query,
      FilterExpression: `${PLACED.batch} BETWEEN :from AND :to AND ${ENTRY_FIELDS.userId.attribute} = :user`,
      ExpressionAttributeValues: {
        ...query.ExpressionAttributeValues,
        ':from': from,
        ':to': to,
        ':user': erasure.userId,
      },
      ...(sk === undefined ? {} : { ExclusiveStartKey: { pk: partition, sk } }),
    });
    items.push(...page.items);
    return { next: page.next && textAttribute(page.next['sk']), failed: 0 };
  };
  const before =
    (after?.['pass'] as OpenMarksPass | undefined) ?? openMarksPass(context.now, hoursOf(context));
  const pass = await stepOfPass(before, new DynamoMarkReader(table), take);
  return { items, next: isAtItsEnd(pass) ? undefined : { pass } };
};

/** The first pass looks as far back as marks are believed, later ones at what came since. */
function hoursOf({ erasure, now, listing }: ReachContext): number {
  if (erasure.pass > 1) return Math.ceil((now - erasure.requestedAt) / HOUR_MS) + UNDER_WAY_HOURS;
  const most = MARK_READ_DAYS * 24;
  const { since, began = dayOf(now) } = listing;
  if (since === undefined || since > erasure.requestedAt) return most;
  return Math.min(most, Math.ceil((now - startOfDay(addDays(began, -1))) / HOUR_MS));
}

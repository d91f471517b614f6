import { ENTITY } from '../../../contracts/table-layout.ts';
import type { ErasedStretch } from '../../../core/erasure/erase-user.ts';
import type { Erasure } from '../../../core/erasure/erasure.ts';
import { endOfMonth, type Month } from '../../../core/time/ledger-time.ts';
import { closedUserKey } from '../closed-month-store.ts';
import { monthText, textAttribute } from '../document-client.ts';
import type { Item } from '../entry-item.ts';
import type { ItemKey } from '../keys.ts';
import type { Action, Table } from '../table.ts';

/**
 * Attributes that are added where a line is moved onto another: cost and counts, also of what was late, breakdown
 * and usage. The version of the late sum stays behind: the pseudonym's has another, so its days are read.
 */
const ADDED = /^(l?[cnx]|[bq]\|.*)$/;

/**
 * Moves the user's lines of closed months to the pseudonym: what was closed cannot change, so each goes over
 * as it is, in one transaction. A month that ended after the request keeps its line: all that is left in it is
 * of a new user, for a month is not closed while an erasure may touch it.
 */
export async function eraseMonths(
  erasure: Erasure,
  months: readonly Month[],
  { table, timeZone }: { readonly table: Table; readonly timeZone: string },
): Promise<ErasedStretch> {
  const ended = months.filter((month) => endOfMonth(month, timeZone) <= erasure.requestedAt);
  const keys = ended.map((month) => closedUserKey(month, erasure.userId));
  const lines = await table.batchGet(keys);
  for (const line of lines) {
    const month = monthText(textAttribute(line['pk']).split('#')[1]);
    // Where another pass has moved it meanwhile, the next one looks again.
    await table.transact(move(line, closedUserKey(month, erasure.pseudonym)));
  }
  return { changed: lines.length };
}

function move({ pk, sk, e: _tag, f, w, ...amounts }: Item, to: ItemKey): Action[] {
  const added = Object.keys(amounts).filter((name) => ADDED.test(name));
  const names = Object.fromEntries(added.map((name, index) => [`#${index}`, name]));
  const values = Object.fromEntries(added.map((name, index) => [`:${index}`, amounts[name]]));
  const times = Object.entries({ f, w }).filter(([, value]) => value !== undefined);
  const sets = ['e = :tag', ...times.map(([name]) => `${name} = if_not_exists(${name}, :${name})`)];
  return [
    {
      Update: {
        Key: { ...to },
        UpdateExpression: `SET ${sets.join(', ')} ADD ${added.map((_, index) => `#${index} :${index}`).join(', ')}`,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: {
          ...values,
          ...Object.fromEntries(times.map(([name, value]) => [`:${name}`, value])),
          ':tag': ENTITY.closedMonth,
        },
      },
    },
    {
      Delete: { Key: { pk, sk }, ConditionExpression: 'attribute_exists(pk)' },
    },
  ];
}

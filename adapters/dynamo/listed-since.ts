import { ENTITY } from '../../contracts/table-layout.ts';
import { addDays, type Day, dayOf, type Instant } from '../../core/time/ledger-time.ts';
import { dayText, smallNumber } from './document-client.ts';
import type { Item } from './entry-item.ts';
import { LEDGER_KEY } from './keys.ts';
import type { Table } from './table.ts';

/** Attribute of the ledger's own item: since when all that has no key by person is listed. */
const LISTED = 'ls';
/** Attribute of the ledger's own item: the first UTC day of anything that is listed by days. */
const BEGAN = 'bo';

/** Where to look for what is beside the ledger. */
export interface Listing {
  /** All jobs, creators, subjects of budgets, holds and lifted gates are listed since then; undefined: not all are. */
  readonly since: Instant | undefined;
  /** No outcome, recorder batch or judged day is from before it; undefined where nothing was recorded. */
  readonly began: Day | undefined;
}

/** What the ledger's own item says of it. */
export function listingOf(item: Item | undefined): Listing {
  return {
    since: item?.[LISTED] === undefined ? undefined : smallNumber(item[LISTED]),
    began: item?.[BEGAN] === undefined ? undefined : dayText(item[BEGAN]),
  };
}

/** What a new ledger says of itself in the update of its first entry: it never held anything that is not listed. */
export function listedFromStart(at: Instant) {
  return {
    set: `${LISTED} = :listed, ${BEGAN} = if_not_exists(${BEGAN}, :began)`,
    values: { ':listed': at, ':began': dayOf(at) },
  };
}

/** Notes that something listed by days is from `day`, where nothing was that early. */
export async function noteBegin(table: Table, day: Day): Promise<void> {
  await table.update(LEDGER_KEY, {
    UpdateExpression: `SET ${BEGAN} = :day, e = :e`,
    ConditionExpression: `attribute_not_exists(${BEGAN}) OR ${BEGAN} > :day`,
    ExpressionAttributeValues: { ':day': day, ':e': ENTITY.ledger },
  });
}

/** Notes that everything is listed from now on. Marks from before live for `markDays`. */
export async function noteListed(table: Table, now: Instant, markDays: number): Promise<void> {
  await noteBegin(table, addDays(dayOf(now), -markDays));
  await table.update(LEDGER_KEY, {
    UpdateExpression: `SET ${LISTED} = if_not_exists(${LISTED}, :now)`,
    ExpressionAttributeValues: { ':now': now },
  });
}

import { ENTITY } from '../../contracts/table-layout.ts';
import { UnavailableError } from '../../core/errors.ts';
import {
  type Day,
  dayOf,
  type Instant,
  type Month,
  monthOf,
  monthsBetween,
} from '../../core/time/ledger-time.ts';
import { dayText, monthText, smallNumber } from './document-client.ts';
import type { Item } from './entry-item.ts';
import { LEDGER_KEY } from './keys.ts';
import type { Table } from './table.ts';

/** Begins the attribute of a month in the ledger's own item; its value is the hour of the last note. */
const MONTH = 'm';
export const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Lists of so many days are read as they are: what bounds longer ones costs a read of its own. */
const SHORT_DAYS = 35;
/** Notes of others that one note may meet. */
const MOST_TRIES = 8;

/** The hour of an instant, counted from 1970. */
function hourOf(at: Instant): number {
  return Math.floor(at / HOUR_MS);
}

/** The attribute of a month in the ledger's own item. */
export function attributeOfMonth(month: Month): string {
  return `${MONTH}${month}`;
}

/** A month that holds items. */
export interface HeldMonth {
  readonly month: Month;
  /** The hour of its last note, counted from 1970; 0 for months from before notes were kept. */
  readonly noted: number;
}

/** The first day of the ledger; undefined while it is empty. */
export function firstDayOf(item: Item | undefined): Day | undefined {
  return item?.['d'] === undefined ? undefined : dayText(item['d']);
}

/**
 * The months that hold items, oldest first, from the ledger's own item; undefined where it was written before
 * months were noted: then every month since the first day may.
 */
export function heldMonthsOf(item: Item | undefined): HeldMonth[] | undefined {
  if (item?.['mk'] === undefined) return item === undefined || item['d'] === undefined ? [] : undefined;
  const noted = new Map<Month, number>();
  if (item['lf'] !== undefined && item['lt'] !== undefined) {
    for (const month of monthsBetween(monthText(item['lf']), monthText(item['lt']))) noted.set(month, 0);
  }
  for (const [name, hour] of Object.entries(item)) {
    if (/^m\d{4}-\d{2}$/.test(name)) noted.set(monthText(name.slice(MONTH.length)), smallNumber(hour));
  }
  return [...noted]
    .map(([month, hour]) => ({ month, noted: hour }))
    .sort((a, b) => (a.month < b.month ? -1 : 1));
}

/** Those of some days whose month holds items. A short list comes back as it is. */
export async function heldAmong(table: Table, days: readonly Day[]): Promise<readonly Day[]> {
  return days.length <= SHORT_DAYS ? days : days.filter(await heldFilter(table));
}

/** The same for several lists with one read. */
export async function heldAmongEach(
  table: Table,
  lists: readonly (readonly Day[])[],
): Promise<(readonly Day[])[]> {
  if (lists.every((days) => days.length <= SHORT_DAYS)) return [...lists];
  const isHeld = await heldFilter(table);
  return lists.map((days) => days.filter(isHeld));
}

async function heldFilter(table: Table): Promise<(day: Day) => boolean> {
  const held = heldMonthsOf(await table.get(LEDGER_KEY));
  const months = held && new Set(held.map(({ month }) => month));
  return (day) => months === undefined || months.has(monthOf(day));
}

/**
 * Notes months and the first day of a ledger before its entries are put. A function that keeps running notes a
 * month again each hour, so that a month without a note of the last hours is one that nothing writes to.
 */
export class HeldMonthNotes {
  readonly #table: Table;
  readonly #noted = new Map<Month, { readonly hour: number; readonly day: Day }>();

  constructor(table: Table) {
    this.#table = table;
  }

  /** Throws UnavailableError where notes of others come in between for too long. */
  async note(day: Day, at: Instant): Promise<void> {
    const month = monthOf(day);
    const known = this.#noted.get(month);
    const hour = hourOf(at);
    if (known && known.hour === hour && known.day <= day) return;
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      if (await this.#write(month, day, at)) {
        this.#noted.set(month, {
          hour,
          day: known && known.hour === hour && known.day < day ? known.day : day,
        });
        return;
      }
    }
    throw new UnavailableError('the months of the ledger change too fast: try again');
  }

  /** Writes what the ledger's item lacks, one step at a time; answers whether it holds all of it. */
  async #write(month: Month, day: Day, at: Instant): Promise<boolean> {
    const names = { '#m': attributeOfMonth(month) };
    const values = { ':day': day, ':hour': hourOf(at) };
    const { done, item } = await this.#table.update(LEDGER_KEY, {
      UpdateExpression: 'SET #m = :hour',
      ConditionExpression: 'attribute_exists(mk) AND d <= :day',
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
    });
    if (done) return true;
    if (item?.['d'] !== undefined && item['mk'] === undefined) {
      await this.#adopt(item, at);
      return false;
    }
    const earlier = await this.#table.update(LEDGER_KEY, {
      UpdateExpression: 'SET d = :day, mk = :one, e = :e, #m = :hour',
      ConditionExpression: 'attribute_not_exists(d) OR (attribute_exists(mk) AND d > :day)',
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: { ...values, ':one': 1, ':e': ENTITY.ledger },
    });
    return earlier.done;
  }

  /** A ledger from before months were noted: every month from its first one to tomorrow's may hold items. */
  async #adopt(item: Item, at: Instant): Promise<void> {
    const first = monthOf(dayText(item['d']));
    const last = monthOf(dayOf(at + 2 * DAY_MS));
    await this.#table.update(LEDGER_KEY, {
      UpdateExpression: 'SET mk = :one, lf = :first, lt = :last',
      ConditionExpression: 'attribute_not_exists(mk)',
      ExpressionAttributeValues: { ':one': 1, ':first': first, ':last': last < first ? first : last },
    });
  }
}

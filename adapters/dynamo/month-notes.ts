import { ENTITY } from '../../contracts/table-layout.ts';
import { UnavailableError } from '../../core/errors.ts';
import {
  type Day,
  DAY_MS,
  dayOf,
  HOUR_MS,
  type Instant,
  type Month,
  monthOf,
  monthsBetween,
} from '../../core/time/ledger-time.ts';
import { dayText, monthText, smallNumber } from './document-client.ts';
import type { Item } from './entry-item.ts';
import { LEDGER_KEY } from './keys.ts';
import { listedFromStart } from './listed-since.ts';
import type { Table } from './table.ts';

/** Begins the attribute of a month in the ledger's own item; its value is the hour of the last note. */
const MONTH = 'm';
/** Begins the attribute of the days of a month that hold items, and that of the last note that named its day. */
const DAYS = 'n';
const DAYS_NOTED = 'k';
/**
 * A note that names its day says so by half an hour more than its hour. Recorders from before wrote whole hours: a
 * month in which one of them was the last to write has no days that can be trusted, and holds all of them.
 */
const WITH_DAY = 0.5;
/**
 * Lists of so many days are read as they are: what bounds longer ones, or says whether they changed, costs a read of
 * its own.
 */
export const SHORT_DAYS = 7;
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

/** All attributes of a month in the ledger's own item. */
export function attributesOfMonth(month: Month): readonly string[] {
  return [attributeOfMonth(month), `${DAYS}${month}`, `${DAYS_NOTED}${month}`];
}

/** A month that holds items. */
export interface HeldMonth {
  readonly month: Month;
  /** The hour of its last note, counted from 1970; 0 for months from before notes were kept. */
  readonly noted: number;
  /** Its days that hold items; undefined: any may. */
  readonly days: ReadonlySet<Day> | undefined;
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
    .map(([month, hour]) => ({ month, noted: hour, days: daysNoted(item, month) }))
    .sort((a, b) => (a.month < b.month ? -1 : 1));
}

/** The days of a month that hold items; undefined where its last note did not name one. */
function daysNoted(item: Item, month: Month): ReadonlySet<Day> | undefined {
  const [noted, days, withDay] = attributesOfMonth(month).map((name) => item[name]);
  if (noted === undefined || withDay === undefined) return undefined;
  if (smallNumber(noted) !== smallNumber(withDay) || !(days instanceof Set)) return undefined;
  return new Set([...days].map((day) => dayText(`${month}-${String(day)}`)));
}

/** Those of some days that may hold items. A short list comes back as it is. */
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
  const months = held && new Map(held.map(({ month, days }) => [month, days]));
  return (day) => {
    if (months === undefined) return true;
    const month = monthOf(day);
    return months.has(month) && (months.get(month)?.has(day) ?? true);
  };
}

/** Days of a month that a function has noted in an hour. */
interface KnownNotes {
  readonly hour: number;
  readonly days: Set<Day>;
}

/**
 * Notes the days that hold items, and the first day of a ledger, before its entries are put. A function that keeps
 * running notes a day again each hour, so that a month without a note of the last hours is one that nothing writes to.
 */
export class HeldMonthNotes {
  readonly #table: Table;
  readonly #noted = new Map<Month, KnownNotes>();
  /** Notes on their way, by day and hour: a batch brings its first events all at once. */
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(table: Table) {
    this.#table = table;
  }

  /** Throws UnavailableError where notes of others come in between for too long. */
  async note(day: Day, at: Instant): Promise<void> {
    const month = monthOf(day);
    const hour = hourOf(at);
    const known = this.#noted.get(month);
    if (known?.hour === hour && known.days.has(day)) return;
    const name = `${day} ${hour}`;
    const begun = this.#underWay.get(name);
    if (begun) return begun;
    const writing = this.#untilWritten(month, day, at).finally(() => this.#underWay.delete(name));
    this.#underWay.set(name, writing);
    return writing;
  }

  async #untilWritten(month: Month, day: Day, at: Instant): Promise<void> {
    const hour = hourOf(at);
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      if (await this.#write(month, day, at)) {
        const known = this.#noted.get(month);
        const days = known?.hour === hour ? known.days : new Set<Day>();
        this.#noted.set(month, { hour, days: days.add(day) });
        return;
      }
    }
    throw new UnavailableError('the months of the ledger change too fast: try again');
  }

  /** Writes what the ledger's item lacks, one step at a time; answers whether it holds all of it. */
  async #write(month: Month, day: Day, at: Instant): Promise<boolean> {
    const known = await this.#noteDay('#m = #k', month, day, at);
    if (known.done) return true;
    const { item } = known;
    if (item?.['d'] !== undefined && item['mk'] === undefined) {
      await this.#adopt(item, at);
      return false;
    }
    if (item?.['d'] === undefined) {
      const listed = listedFromStart(at);
      await this.#table.update(LEDGER_KEY, {
        UpdateExpression: `SET d = :day, mk = :one, e = :e, ${listed.set}`,
        ConditionExpression: 'attribute_not_exists(d)',
        ExpressionAttributeValues: { ':day': day, ':one': 1, ':e': ENTITY.ledger, ...listed.values },
      });
      return false;
    }
    if (dayText(item['d']) > day) {
      await this.#table.update(LEDGER_KEY, {
        UpdateExpression: 'SET d = :day',
        ConditionExpression: 'attribute_exists(mk) AND d > :day',
        ExpressionAttributeValues: { ':day': day },
      });
      return false;
    }
    // The first note of a month names all its days from then on; one that may have held something names none.
    const held = heldMonthsOf(item)?.find((one) => one.month === month);
    if (held?.days) return false;
    return held ? this.#noteMonth(month, day, at) : (await this.#noteDay(FRESH, month, day, at)).done;
  }

  #noteDay(condition: string, month: Month, day: Day, at: Instant) {
    const [noted = '', days = '', withDay = ''] = attributesOfMonth(month);
    const fresh = condition === FRESH;
    return this.#table.update(LEDGER_KEY, {
      UpdateExpression: 'SET #m = :hour, #k = :hour ADD #n :days',
      ConditionExpression: `attribute_exists(mk) AND d <= :day AND ${condition}`,
      ExpressionAttributeNames: { '#m': noted, '#n': days, '#k': withDay },
      ExpressionAttributeValues: {
        ':day': day,
        ':hour': hourOf(at) + WITH_DAY,
        ':days': new Set([day.slice(month.length + 1)]),
        ...(fresh ? { ':month': month } : {}),
      },
    });
  }

  /** A month of which not all days were noted holds any of them. */
  async #noteMonth(month: Month, day: Day, at: Instant): Promise<boolean> {
    const [noted = '', days = '', withDay = ''] = attributesOfMonth(month);
    const { done } = await this.#table.update(LEDGER_KEY, {
      UpdateExpression: 'SET #m = :hour REMOVE #n, #k',
      ConditionExpression:
        'attribute_exists(mk) AND d <= :day AND (attribute_not_exists(#k) OR attribute_not_exists(#m) OR #m <> #k)',
      ExpressionAttributeNames: { '#m': noted, '#n': days, '#k': withDay },
      ExpressionAttributeValues: { ':day': day, ':hour': hourOf(at) },
    });
    return done;
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

/** Nothing was noted of a month, nor was it there before notes were. */
const FRESH = 'attribute_not_exists(#m) AND (attribute_not_exists(lf) OR lf > :month OR lt < :month)';

import type { PicoUsd } from '../money/decimal.ts';
import { activeAmounts, rankActive, type Ranked, referenceName } from '../spend/read-totals.ts';
import type { Amounts, Total } from '../spend/total.ts';
import type { TotalsReader } from '../spend/totals-reader.ts';
import {
  addDays,
  type Clock,
  type Day,
  dayOf,
  daysBetween,
  daysOfMonth,
  type Instant,
  monthOf,
  MINUTE_MS,
} from '../time/ledger-time.ts';
import type { Days } from '../time/range.ts';
import type { Reference } from '../usage/entry.ts';
import { Cache } from '../cache.ts';
import { shareOfDay } from '../forecast/project-budget.ts';
import { type Projection, projectMonthEnd, unpricedOfMonth } from '../forecast/project-month-end.ts';
import type { DayVersion } from '../spend/read-day-facts.ts';
import { type RecentCell, sumCells, versionsOf } from './recent-cells.ts';

/** Days of the trend. */
const TREND_DAYS = 30;
/** Days that the most expensive entries, users and resources are of, the open one included. */
export const TOP_DAYS = 7;
const MOST_TOPS = 10;

/** One day of the trend. */
export interface DashboardDay {
  readonly day: Day;
  readonly cost: PicoUsd;
  readonly events: number;
  readonly unpriced: number;
  readonly byService: Amounts;
}

/** What totals tell the dashboard. */
export interface Overview {
  readonly projection: Projection;
  readonly trend: readonly DashboardDay[];
  /** The open month by service, the most expensive first. */
  readonly services: readonly Ranked<string>[];
  readonly top: Days;
  readonly users: readonly Ranked<string>[];
  readonly resources: readonly Ranked<Reference>[];
}

/** How long a day's list is believed at most: an index may lag behind the total that dates it. */
const BELIEVED_MS = 10 * MINUTE_MS;

/** What each name of a day spent; reads it. */
type LoadDay<T> = (day: Day) => Promise<readonly Ranked<T>[]>;

/**
 * Reads the overview from day totals: today's names and, of the days before, only what changed. Its cost
 * grows with the names of a day, never with entries.
 */
export class OverviewReader {
  readonly #totals: TotalsReader;
  readonly #users = new Cache<readonly Ranked<string>[]>(TOP_DAYS);
  readonly #resources = new Cache<readonly Ranked<Reference>[]>(TOP_DAYS);
  readonly #clock: Clock;
  readonly #timeZone: string;

  constructor(totals: TotalsReader, clock: Clock, timeZone: string) {
    this.#totals = totals;
    this.#clock = clock;
    this.#timeZone = timeZone;
  }

  /** From cells of the last ten weeks. Rejects on outages. */
  async read(now: Instant, cells: readonly RecentCell[]): Promise<Overview> {
    const today = dayOf(now, this.#timeZone);
    const top = { from: addDays(today, 1 - TOP_DAYS), to: addDays(today, 1) };
    const days = daysBetween(top.from, top.to);
    const versions = versionsOf(cells);
    const [users, resources] = await Promise.all([
      this.#ofDays(this.#users, days, today, versions, async (day) => {
        const found = await this.#totals.users({ from: day, to: day }, 'sums');
        return found.map(({ name, total }) => ({ of: name, total: plain(total) }));
      }),
      this.#ofDays(this.#resources, days, today, versions, async (day) => {
        const found = await this.#totals.resources([day]);
        return found.map(({ resource, total }) => ({ of: resource, total: plain(total) }));
      }),
    ]);
    return {
      projection: projectMonthEnd({
        days: [...Map.groupBy(cells, ({ day }) => day)].map(([day, list]) => ({
          day,
          cost: sumCells(list).cost,
        })),
        unpriced: unpricedOfMonth(cells, today),
        today,
        dayShare: shareOfDay(now, today, this.#timeZone),
      }),
      trend: trendOf(cells, today),
      services: servicesOf(cells, today),
      top,
      users: rankActive(users, (name) => name).slice(0, MOST_TOPS),
      resources: rankActive(resources, referenceName).slice(0, MOST_TOPS),
    };
  }

  /**
   * The lists of all days in one. A list is read again as soon as the day's total has changed, so that late
   * entries are seen; the open day is read each time, and a day without a total has nothing to read.
   */
  async #ofDays<T>(
    cache: Cache<readonly Ranked<T>[]>,
    days: readonly Day[],
    today: Day,
    dayVersion: DayVersion,
    load: LoadDay<T>,
  ): Promise<Ranked<T>[]> {
    const now = this.#clock.now();
    const lists = await Promise.all(
      days.map(async (day) => {
        const version = dayVersion(day)?.toString();
        if (version === undefined) return [];
        if (day >= today) return load(day);
        return cache.read(day, { version, now, until: now + BELIEVED_MS }, () => load(day));
      }),
    );
    return lists.flat();
  }
}

/** A total without what ranking does not need. */
function plain({ cost, events, unpriced }: Total): Total {
  return { cost, events, unpriced };
}

function trendOf(cells: readonly RecentCell[], today: Day): DashboardDay[] {
  const byDay = Map.groupBy(cells, ({ day }) => day);
  return daysBetween(addDays(today, 1 - TREND_DAYS), today).map((day) => {
    const list = byDay.get(day) ?? [];
    return { day, ...sumCells(list), byService: activeAmounts(list.map(ofService)) };
  });
}

function servicesOf(cells: readonly RecentCell[], today: Day): Ranked<string>[] {
  const { from, to } = daysOfMonth(monthOf(today));
  const inside = cells.filter(({ day }) => day >= from && day <= to);
  return rankActive(inside.map(ofService), (name) => name);
}

function ofService(cell: RecentCell): Ranked<string> {
  return { of: cell.service, total: plain(cell) };
}

import type { ThingKind } from '../../contracts/scopes.ts';
import { type PicoUsd, divideHalfEven, plus, ZERO_USD } from '../money/decimal.ts';
import { ascending, descending, orderedBy } from '../order.ts';
import { type Day, daysBetween, weekStart } from '../time/ledger-time.ts';
import type { Days } from '../time/range.ts';
import type { Reference } from '../usage/entry.ts';
import { referenceName } from './read-totals.ts';
import { addSums, type Sums } from './total.ts';
import type { TotalsReader } from './totals-reader.ts';

/** One thing and what it cost. */
interface Unit extends Readonly<Sums> {
  readonly of: Reference;
}

/** What some things cost together and each on average. */
export interface UnitSum {
  readonly count: number;
  readonly cost: PicoUsd;
  readonly average: PicoUsd;
  /** Events without a price, which are in no amount, and of how many things. */
  readonly unpriced: number;
  readonly withUnpriced: number;
  readonly dearest: Unit;
}

/** Those of a week, by its Monday. */
interface UnitWeek extends UnitSum {
  readonly week: Day;
}

/** Episodes, videos or podcasts, with their weeks, the newest first. */
export interface UnitKind extends UnitSum {
  readonly type: string;
  readonly weeks: readonly UnitWeek[];
}

interface DaySum {
  readonly day: Day;
  readonly of: Reference;
  readonly total: Readonly<Sums>;
}

type UnitTotals = Pick<TotalsReader, 'resources' | 'groups'>;

/** How the sums of days of each kind of things are read, and which things are in which week. */
interface UnitSource {
  readonly read: (days: readonly Day[], totals: UnitTotals) => Promise<DaySum[]>;
  readonly byWeek: (units: readonly DatedUnit[], found: readonly DaySum[]) => Map<Day, Unit[]>;
}

const SOURCES: Readonly<Record<ThingKind, UnitSource>> = {
  resource: {
    read: async (days, totals) =>
      (await totals.resources(days)).map(({ day, resource, total }) => ({ day, of: resource, total })),
    byWeek: weeksOfBeginnings,
  },
  group: {
    read: async (days, totals) =>
      (await totals.groups(days)).map(({ day, group, total }) => ({ day, of: group, total })),
    byWeek: (_units, found) => weeksOfUse(found),
  },
};

/**
 * What one of each kind costs on average and at most, of all that have entries in the range, the most frequent kind
 * first. A resource is once, in the week in which it began in the range; a group in each week in which it has entries.
 */
export async function readUnitCosts(
  dimension: ThingKind,
  { from, to }: Days,
  totals: UnitTotals,
): Promise<UnitKind[]> {
  const days = daysBetween(from, to);
  const { read, byWeek } = SOURCES[dimension];
  const found = await read(days, totals);
  return [...Map.groupBy(found, ({ of }) => of.type)]
    .flatMap(([type, own]): UnitKind[] => {
      const units = unitsOf(own);
      const sum = unitSum(units.map(({ unit }) => unit));
      return sum === undefined ? [] : [{ type, ...sum, weeks: weeksOf(byWeek(units, own)) }];
    })
    .sort(MOST_FREQUENT_FIRST);
}

const MOST_FREQUENT_FIRST = orderedBy<UnitKind>(
  descending(({ count }) => count),
  ascending(({ type }) => type),
);

interface DatedUnit {
  readonly unit: Unit;
  /** Its first day in the range. */
  readonly first: Day;
}

/** Days added up for each thing; what has no entries any more, such as a void one, is left out. */
function unitsOf(found: readonly DaySum[]): DatedUnit[] {
  const units = new Map<string, { of: Reference; first: Day } & Sums>();
  for (const { day, of, total } of found) {
    const name = referenceName(of);
    const unit = units.get(name) ?? { of, first: day, cost: ZERO_USD, events: 0, unpriced: 0 };
    if (day < unit.first) unit.first = day;
    addSums(unit, total);
    units.set(name, unit);
  }
  return [...units.values()]
    .filter(({ events }) => events > 0)
    .map(({ first, ...unit }) => ({ unit, first }));
}

function weeksOfBeginnings(units: readonly DatedUnit[]): Map<Day, Unit[]> {
  const weeks = Map.groupBy(units, ({ first }) => weekStart(first));
  return new Map([...weeks].map(([week, own]) => [week, own.map(({ unit }) => unit)]));
}

function weeksOfUse(found: readonly DaySum[]): Map<Day, Unit[]> {
  const weeks = Map.groupBy(found, ({ day }) => weekStart(day));
  return new Map([...weeks].map(([week, own]) => [week, unitsOf(own).map(({ unit }) => unit)]));
}

function weeksOf(byWeek: ReadonlyMap<Day, readonly Unit[]>): UnitWeek[] {
  return [...byWeek].sort(descending(([week]) => week)).flatMap(([week, units]) => {
    const sum = unitSum(units);
    return sum === undefined ? [] : [{ week, ...sum }];
  });
}

/** Undefined for none. */
function unitSum(units: readonly Unit[]): UnitSum | undefined {
  let [dearest] = units;
  if (dearest === undefined) return undefined;
  let cost = ZERO_USD;
  let [unpriced, withUnpriced] = [0, 0];
  for (const unit of units) {
    cost = plus(cost, unit.cost);
    unpriced += unit.unpriced;
    withUnpriced += unit.unpriced > 0 ? 1 : 0;
    if (unit.cost > dearest.cost) dearest = unit;
  }
  const count = units.length;
  return { count, cost, average: divideHalfEven(cost, BigInt(count)), unpriced, withUnpriced, dearest };
}

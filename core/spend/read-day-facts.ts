import { SYSTEM_USER } from '../../contracts/system-user.ts';
import { type Day, daysBetween } from '../time/ledger-time.ts';
import type { Days } from '../time/range.ts';
import { type DayFacts, type DayFactsStore, type RankedEntry, mostExpensiveOf } from './day-facts.ts';
import { isActive, type Total } from './total.ts';
import type { NamedDayTotal, TotalsReader } from './totals-reader.ts';

/** Days without a roll-up whose users one request counts itself: the open day and a few before it. */
const MOST_COUNTED = 7;

/** What is known of a day: nothing, its users, or all. */
export type KnownFacts = Partial<Pick<DayFacts, 'activeUsers' | 'mostExpensive'>>;

/** A number that grows with every change of a day's totals; undefined for a day without any. */
export type DayVersion = (day: Day) => bigint | undefined;

/** What is known of a day without totals, without a read. */
const NOTHING: KnownFacts = { activeUsers: 0, mostExpensive: [] };

/** The versions of days by their cells, which every entry changes. */
export function dayVersions(
  cells: readonly { readonly day: Day; readonly total: Partial<Total> }[],
): DayVersion {
  const versions = new Map<Day, bigint>();
  for (const { day, total } of cells) {
    versions.set(day, (versions.get(day) ?? 0n) + (total.version ?? 0n));
  }
  return (day) => versions.get(day);
}

/**
 * Facts of days whose totals have not changed since they were made; the others no longer say what the day was. Days
 * without totals have none and are not asked for: a range may be longer than the ledger is old.
 */
export async function readValidFacts(
  days: readonly Day[],
  store: Pick<DayFactsStore, 'read'>,
  dayVersion: DayVersion,
): Promise<Map<Day, DayFacts>> {
  const held = days.filter((day) => dayVersion(day) !== undefined);
  return new Map([...(await store.read(held))].filter(([, facts]) => isValid(facts, dayVersion)));
}

/** Whether a day's totals are still those that its facts are of; facts of before versions were kept count as valid. */
export function isValid({ day, version }: DayFacts, dayVersion: DayVersion): boolean {
  return version === undefined || version === (dayVersion(day) ?? 0n);
}

/** Days whose totals have changed since their facts were made: a roll-up makes them again. */
export async function movedDays(
  { from, to }: Days,
  store: Pick<DayFactsStore, 'read'>,
  totals: Pick<TotalsReader, 'cells'>,
): Promise<Day[]> {
  const [kept, cells] = await Promise.all([
    store.read(daysBetween(from, to)),
    totals.cells({ from, to }, 'sums'),
  ]);
  const dayVersion = dayVersions(cells);
  return [...kept.values()].filter((facts) => !isValid(facts, dayVersion)).map(({ day }) => day);
}

/** How many people are among the totals of users: the system is none, nor is one whose entries are all void. */
export function countActive(users: readonly NamedDayTotal[]): number {
  const names = users.filter(isActive).map(({ name }) => name);
  return new Set(names.filter((name) => name !== SYSTEM_USER)).size;
}

/**
 * Facts of days: kept ones where a roll-up has been since the day changed; of the last few others the active users,
 * counted from the day's totals. Most expensive entries of such a day would take a pass over all its entries and are
 * left out.
 */
export async function readDayFacts(
  { from, to }: Days,
  store: Pick<DayFactsStore, 'read'>,
  totals: Pick<TotalsReader, 'users'>,
  dayVersion: DayVersion,
): Promise<Map<Day, KnownFacts>> {
  const days = daysBetween(from, to);
  const empty = days.filter((day) => dayVersion(day) === undefined);
  const facts = new Map<Day, KnownFacts>([
    ...empty.map((day) => [day, NOTHING] as const),
    ...(await readValidFacts(days, store, dayVersion)),
  ]);
  const counted = days.filter((day) => !facts.has(day)).slice(-MOST_COUNTED);
  const users = await Promise.all(counted.map((day) => totals.users({ from: day, to: day }, 'sums')));
  for (const [index, day] of counted.entries()) {
    facts.set(day, { activeUsers: countActive(users[index] ?? []) });
  }
  return facts;
}

/** The most expensive entries of those days of a week that a roll-up has been to; undefined without any. */
export function mostExpensiveOfWeek(
  { from, to }: Days,
  facts: ReadonlyMap<Day, DayFacts>,
  dayVersion: DayVersion,
): readonly RankedEntry[] | undefined {
  const days = daysBetween(from, to);
  if (days.every((day) => dayVersion(day) === undefined)) return [];
  const known = days.flatMap((day) => facts.get(day) ?? []);
  return known.length === 0
    ? undefined
    : mostExpensiveOf(known.flatMap(({ mostExpensive }) => mostExpensive));
}

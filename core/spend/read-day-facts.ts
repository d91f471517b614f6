import { SYSTEM_USER } from '../../contracts/user-names.ts';
import { type Day, daysBetween } from '../time/ledger-time.ts';
import type { Days } from '../time/range.ts';
import { type DayFacts, type DayFactsStore, type RankedEntry, mostExpensiveOf } from './day-facts.ts';
import type { TotalsReader } from './totals-reader.ts';

/** Days without a roll-up whose users one request counts itself: the open day and a few before it. */
const MOST_COUNTED = 7;

/** What is known of a day: nothing, its users, or all. */
export type KnownFacts = Partial<Pick<DayFacts, 'activeUsers' | 'mostExpensive'>>;

/**
 * Facts of days: kept ones where a roll-up has been; of the last few others the active users, counted from
 * the day's totals. Most expensive entries of an open day would take a pass over all its entries and are left out.
 */
export async function readDayFacts(
  { from, to }: Days,
  store: Pick<DayFactsStore, 'read'>,
  totals: Pick<TotalsReader, 'users'>,
): Promise<Map<Day, KnownFacts>> {
  const days = daysBetween(from, to);
  const facts = new Map<Day, KnownFacts>(await store.read(days));
  const counted = days.filter((day) => !facts.has(day)).slice(-MOST_COUNTED);
  const [first, last] = [counted[0], counted.at(-1)];
  if (first === undefined || last === undefined || daysBetween(first, last).length > MOST_COUNTED)
    return facts;
  const byDay = Map.groupBy(await totals.users({ from: first, to: last }), ({ day }) => day);
  for (const day of counted) {
    const names = (byDay.get(day) ?? []).map(({ name }) => name).filter((name) => name !== SYSTEM_USER);
    facts.set(day, { activeUsers: new Set(names).size });
  }
  return facts;
}

/** The most expensive entries of those days of a week that a roll-up has been to; undefined without any. */
export function mostExpensiveOfWeek(
  { from, to }: Days,
  facts: ReadonlyMap<Day, DayFacts>,
): readonly RankedEntry[] | undefined {
  const known = daysBetween(from, to).flatMap((day) => facts.get(day) ?? []);
  return known.length === 0
    ? undefined
    : mostExpensiveOf(known.flatMap(({ mostExpensive }) => mostExpensive));
}

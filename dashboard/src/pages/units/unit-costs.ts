import { addDays } from '../../state/days.ts';

/** The Monday of a day's week. */
function mondayOf(day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return addDays(day, -((weekday + 6) % 7));
}

/** The newest week that is over and the one before it, for what is said of the direction; undefined without two. */
export function lastTwoWeeks<T extends { readonly week: string }>(
  weeks: readonly T[],
  today: string,
): readonly [T, T] | undefined {
  const [last, before] = weeks.filter(({ week }) => week < mondayOf(today));
  return last && before && addDays(before.week, 7) === last.week ? [last, before] : undefined;
}

/** Explore in the week that begins on a Monday, divided by a dimension. */
export function weekHref(monday: string, by: string): string {
  const days = { from: monday, to: addDays(monday, 6) };
  return `/explore?${new URLSearchParams({ ...days, by }).toString()}`;
}

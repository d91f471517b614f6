import type { Day } from '../../core/time/ledger-time.ts';
import type { DayPage, DayPlace } from '../../core/usage/day-part.ts';
import type { Entry } from '../../core/usage/entry.ts';

/** Reads entries of a day in memory, by their ids, so many a page. */
export function dayPages(entries: readonly Entry[], size: number) {
  return async function* pages(day: Day, after?: Pick<DayPlace, 'id'>): AsyncGenerator<DayPage> {
    const list = entries
      .filter((entry) => entry.day === day && (!after || entry.id > after.id))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
    for (let start = 0; start < list.length; start += size) {
      const page = list.slice(start, start + size);
      const last = page.at(-1);
      const next = start + size < list.length && last ? { lane: last.lane, id: last.id } : undefined;
      yield await Promise.resolve({ entries: page, looked: page.length, next });
    }
  };
}

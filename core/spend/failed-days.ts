import { type DayTotal, failedSums } from './total.ts';

/** The failures of totals that have some; undefined where one has events of which it is not known. */
export function failedDays<T extends DayTotal>(list: readonly T[]): T[] | undefined {
  const failed: T[] = [];
  for (const one of list) {
    const sums = failedSums(one.total);
    if (!sums) return undefined;
    if (sums.events !== 0 || sums.cost !== 0n) failed.push({ ...one, total: sums });
  }
  return failed;
}

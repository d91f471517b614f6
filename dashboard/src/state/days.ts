/** Days of the ledger, `2026-11-21`. */
/** The clock, for pages. */
export function clockNow(): number {
  return Date.now();
}

const MS_PER_DAY = 86_400_000;

export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** How much of a day is over at an instant, from 0 to 1. */
export function shareOfDay(day: string, ms: number): number {
  return Math.min(1, Math.max(0, (ms - Date.parse(`${day}T00:00:00Z`)) / MS_PER_DAY));
}

export function addDays(day: string, days: number): string {
  return dayOf(Date.parse(`${day}T00:00:00Z`) + days * MS_PER_DAY);
}

/** How many days a range has, both ends counted. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / MS_PER_DAY) + 1;
}

/** The range of the same length right before. */
export function rangeBefore(from: string, to: string): { from: string; to: string } {
  const length = daysBetween(from, to);
  return { from: addDays(from, -length), to: addDays(from, -1) };
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Whether the text names a day that exists. */
export function isDay(text: string | null | undefined): text is string {
  return (
    typeof text === 'string' &&
    DAY.test(text) &&
    !Number.isNaN(Date.parse(text)) &&
    dayOf(Date.parse(text)) === text
  );
}

/** The months that hold some of the days, the first one first. */
export function monthsBetween(from: string, to: string): string[] {
  const months: string[] = [];
  for (let month = from.slice(0, 7); month <= to.slice(0, 7); month = addDays(`${month}-28`, 4).slice(0, 7))
    months.push(month);
  return months;
}

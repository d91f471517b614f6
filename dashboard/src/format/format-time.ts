/** The ledger's days are UTC unless the stage says otherwise; times are shown in UTC too, so that they agree. */
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const LONG_DAY = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });

export function formatDay(day: string): string {
  return DAY.format(new Date(`${day.slice(0, 10)}T00:00:00Z`));
}

export function formatLongDay(day: string): string {
  return LONG_DAY.format(new Date(`${day.slice(0, 10)}T00:00:00Z`));
}

export function formatMonth(month: string): string {
  return MONTH.format(new Date(`${month.slice(0, 7)}-01T00:00:00Z`));
}

/** `21 Nov 2026, 10:15:30`. */
export function formatTime(time: string | null): string {
  if (time === null) return '–';
  const at = new Date(time);
  if (Number.isNaN(at.getTime())) return time;
  return `${DAY.format(at)} ${at.getUTCFullYear()}, ${at.toISOString().slice(11, 19)}`;
}

/** How long ago, in words, from seconds. */
export function formatAge(seconds: number): string {
  if (seconds < 2) return 'just now';
  if (seconds < 90) return `${Math.round(seconds)} s ago`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min ago`;
  if (seconds < 129_600) return `${Math.round(seconds / 3600)} h ago`;
  return `${Math.round(seconds / 86_400)} days ago`;
}

/** A length of time, short. */
export function formatSeconds(seconds: number): string {
  if (seconds < 1) return '<1 s';
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}

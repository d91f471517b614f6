import { LOCALE } from './locale.ts';

/** The ledger's days are UTC unless the stage says otherwise; times are shown in UTC too, so that they agree. */
const UTC = { timeZone: 'UTC' } as const;

const FORMATS = {
  day: { day: 'numeric', month: 'short', ...UTC },
  longDay: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', ...UTC },
  month: { month: 'long', year: 'numeric', ...UTC },
  shortMonth: { month: 'short', ...UTC },
  time: {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    second: '2-digit',
    ...UTC,
  },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

const formats = new Map<string, Intl.DateTimeFormat>();

/** A format of the reader's locale, made once. */
function formatOf(kind: keyof typeof FORMATS, locale = LOCALE): Intl.DateTimeFormat {
  const key = `${kind} ${locale}`;
  const found = formats.get(key) ?? new Intl.DateTimeFormat(locale, FORMATS[kind]);
  formats.set(key, found);
  return found;
}

function format(kind: keyof typeof FORMATS, at: Date, locale?: string): string {
  return formatOf(kind, locale).format(at);
}

const startOf = (day: string) => new Date(`${day.slice(0, 10)}T00:00:00Z`);
const startOfMonth = (month: string) => new Date(`${month.slice(0, 7)}-01T00:00:00Z`);

/** `Nov 21`, `21 Nov`, `21. Nov.`, as the reader writes it. */
export function formatDay(day: string, locale?: string): string {
  return format('day', startOf(day), locale);
}

export function formatLongDay(day: string, locale?: string): string {
  return format('longDay', startOf(day), locale);
}

/** Some days by their ends: `Nov 1 to Nov 21`; one day by itself. */
export function formatDays(from: string, to: string, locale?: string): string {
  return from === to ? formatDay(from, locale) : `${formatDay(from, locale)} to ${formatDay(to, locale)}`;
}

export function formatMonth(month: string, locale?: string): string {
  return format('month', startOfMonth(month), locale);
}

/** A month without its year, short: `Nov`. */
export function formatShortMonth(month: string, locale?: string): string {
  return format('shortMonth', startOfMonth(month), locale);
}

/** `Nov 21, 2026, 10:15:30 AM`, `21 Nov 2026, 10:15:30`, as the reader writes it. */
export function formatTime(time: string | null, locale?: string): string {
  if (time === null) return '–';
  const at = new Date(time);
  return Number.isNaN(at.getTime()) ? time : breakOnce(at, locale);
}

/** The day and the time, each in one piece, so that a narrow column has two lines of them. */
function breakOnce(at: Date, locale?: string): string {
  const parts = formatOf('time', locale).formatToParts(at);
  const hour = parts.findIndex(({ type }) => type === 'hour');
  return parts
    .map(({ value }, index) => (index === hour - 1 ? value : value.replaceAll(' ', '\u00a0')))
    .join('');
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

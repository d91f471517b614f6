import { addDays, dayOf, daysBetween, isDay, rangeBefore } from './days.ts';

/** Days of a page, both included, and how they were chosen. */
export interface Range {
  readonly from: string;
  readonly to: string;
  /** The choice that keeps moving with today; absent for fixed days. */
  readonly preset?: Preset;
  /** What the address asked for and cannot be had; the days are the standard then. */
  readonly problem?: string;
}

export const PRESETS = [
  'today',
  'yesterday',
  '7d',
  '30d',
  '90d',
  'month',
  'lastMonth',
  'quarter',
  'year',
] as const;
export type Preset = (typeof PRESETS)[number];

/** What is shown where nobody chose. */
export const STANDARD_PRESET: Preset = '30d';

export const PRESET_NAMES: Readonly<Record<Preset, string>> = {
  today: 'Today',
  yesterday: 'Yesterday',
  '7d': '7 days',
  '30d': '30 days',
  '90d': '90 days',
  month: 'This month',
  lastMonth: 'Last month',
  quarter: 'This quarter',
  year: '12 months',
};

const MOST_DAYS = 400;

/** The first day of the month that is `back` months before that of the day. */
function monthStart(day: string, back: number): string {
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 - back;
  return `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}-01`;
}

/** The days of a preset; those that last until today include it. */
export function presetRange(preset: Preset, now: number): Range {
  const today = dayOf(now);
  const yesterday = addDays(today, -1);
  const thisMonth = monthStart(today, 0);
  const days: Record<Preset, readonly [from: string, to: string]> = {
    today: [today, today],
    yesterday: [yesterday, yesterday],
    '7d': [addDays(today, -6), today],
    '30d': [addDays(today, -29), today],
    '90d': [addDays(today, -89), today],
    month: [thisMonth, today],
    lastMonth: [monthStart(today, 1), addDays(thisMonth, -1)],
    quarter: [monthStart(today, (Number(today.slice(5, 7)) - 1) % 3), today],
    year: [addDays(today, -364), today],
  };
  const [from, to] = days[preset];
  return { from, to, preset };
}

/** The same day of the month that is `back` months before; the last of that month where it has no such day. */
function monthsBack(day: string, back: number): string {
  const start = monthStart(day, back);
  const end = addDays(monthStart(day, back - 1), -1);
  const same = `${start.slice(0, 8)}${day.slice(8)}`;
  return same < end ? same : end;
}

/** Months that a range begins with, where it is compared with as many months before; 0 where it is days. */
function comparedMonths({ from, to, preset }: Range): number {
  if (preset === 'quarter') return 3;
  const isWholeMonth = from === monthStart(from, 0) && to === addDays(monthStart(from, -1), -1);
  return preset === 'month' || isWholeMonth ? 1 : 0;
}

/**
 * The days that a range is compared with. Of a month or a quarter so far they are the same days of the one before, of
 * a whole month the whole month before, else as many days right before.
 */
export function comparedDays(range: Range): { from: string; to: string } {
  const months = comparedMonths(range);
  if (months === 0) return rangeBefore(range.from, range.to);
  const isToMonthEnd = range.to === addDays(monthStart(range.to, -1), -1);
  return {
    from: monthStart(range.from, months),
    to: isToMonthEnd ? addDays(monthStart(range.to, months - 1), -1) : monthsBack(range.to, months),
  };
}

function isPreset(text: string | null): text is Preset {
  return PRESETS.some((preset) => preset === text);
}

/** Reads `range` or `from` and `to` of a URL; what is wrong with them is said, and the standard is shown. */
export function readRange(search: URLSearchParams, now: number, standard: Preset = STANDARD_PRESET): Range {
  const [preset, from, to] = IN_ADDRESS.map((name) => search.get(name));
  if (from || to) {
    const problem = daysProblem(from, to);
    if (problem === undefined) return { from: from ?? '', to: to ?? '' };
    return { ...presetRange(standard, now), problem };
  }
  if (!preset) return presetRange(standard, now);
  if (isPreset(preset)) return presetRange(preset, now);
  return { ...presetRange(standard, now), problem: `There is no range “${preset}”.` };
}

function isRealDay(text: string): boolean {
  return isDay(text);
}

/** What is wrong with the two days of a range; undefined: nothing. */
export function daysProblem(
  from: string | null | undefined,
  to: string | null | undefined,
): string | undefined {
  for (const day of [from, to]) {
    if (!day) return 'A range has a first and a last day.';
    if (!isRealDay(day)) return `“${day}” is no day.`;
  }
  if (!from || !to) return undefined;
  if (from > to) return `The range ends on ${to}, before it begins on ${from}.`;
  const length = daysBetween(from, to);
  return length > MOST_DAYS ? `A range has at most ${MOST_DAYS} days, not ${length}.` : undefined;
}

/** What a range adds to a URL. */
export function writeRange(range: Range): Record<string, string> {
  return range.preset ? { range: range.preset } : { from: range.from, to: range.to };
}

/** The names that a range has in an address. */
export const IN_ADDRESS = ['range', 'from', 'to'] as const;

/** An address with the range of the query that one comes from, so that days travel between pages. */
export function withRangeOf(href: string, query: string): string {
  const [path = '', own = ''] = href.split('?');
  const search = new URLSearchParams(own);
  if (IN_ADDRESS.some((name) => search.has(name))) return href;
  const old = new URLSearchParams(query);
  for (const name of IN_ADDRESS) {
    const value = old.get(name);
    if (value) search.set(name, value);
  }
  const written = search.toString();
  return written === '' ? path : `${path}?${written}`;
}

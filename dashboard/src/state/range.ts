import { addDays, dayOf, daysBetween, isDay } from './days.ts';

/** Days of a page, both included, and how they were chosen. */
export interface Range {
  readonly from: string;
  readonly to: string;
  /** The choice that keeps moving with today; absent for fixed days. */
  readonly preset?: Preset;
}

export const PRESETS = ['7d', '30d', '90d', 'month', 'year'] as const;
export type Preset = (typeof PRESETS)[number];

export const PRESET_NAMES: Readonly<Record<Preset, string>> = {
  '7d': '7 days',
  '30d': '30 days',
  '90d': '90 days',
  month: 'This month',
  year: '12 months',
};

const MOST_DAYS = 400;

/** The days of a preset, today included. */
export function presetRange(preset: Preset, now: number): Range {
  const to = dayOf(now);
  const starts: Record<Preset, string> = {
    '7d': addDays(to, -6),
    '30d': addDays(to, -29),
    '90d': addDays(to, -89),
    month: `${to.slice(0, 7)}-01`,
    year: addDays(to, -364),
  };
  return { from: starts[preset], to, preset };
}

function isPreset(text: string | null): text is Preset {
  return PRESETS.some((preset) => preset === text);
}

/** Reads `range` or `from` and `to` of a URL; anything odd is the default. */
export function readRange(search: URLSearchParams, now: number, standard: Preset = '30d'): Range {
  const from = search.get('from');
  const to = search.get('to');
  if (isDay(from) && isDay(to) && from <= to && daysBetween(from, to) <= MOST_DAYS) return { from, to };
  const preset = search.get('range');
  return presetRange(isPreset(preset) ? preset : standard, now);
}

/** What a range adds to a URL. */
export function writeRange(range: Range): Record<string, string> {
  return range.preset ? { range: range.preset } : { from: range.from, to: range.to };
}

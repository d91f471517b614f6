import { isDay } from '../state/days.ts';
import { sumDecimals } from '../format/decimal.ts';
import { formatDay, formatLongDay } from '../format/format-time.ts';
import type { Layer } from './stack-points.ts';

/** Something worth a look at one point: what is said of it, and what it is: out of line (`warning`) or a new price. */
export interface Mark {
  readonly index: number;
  readonly text: string;
  readonly tone: 'warning' | 'accent';
}

/** What is drawn, point by point. */
export interface Series {
  /** Keys of the points as the API gives them, such as days. */
  readonly periods: readonly string[];
  readonly labels: readonly string[];
  readonly names: readonly string[];
  readonly layers: readonly Layer[];
  readonly before: readonly string[] | undefined;
  readonly marks: readonly Mark[];
}

/** A series whose points hold one or more of what was given: their first and last. */
export interface Merged extends Series {
  readonly spans: readonly (readonly [first: number, last: number])[];
}

/** Bars that are narrower than this, in px, are merged into weeks. */
const NARROWEST = 5;

/** The points as they are, or by calendar weeks where days would be too narrow to be seen. */
export function fitPoints(series: Series, width: number): Merged {
  const { periods } = series;
  const isWide = width <= 0 || width / periods.length >= NARROWEST;
  if (isWide || !periods.every(isDay)) return { ...series, spans: periods.map((_, index) => [index, index]) };
  return mergeWeeks(series);
}

/** Monday of a day's week, as a number that only weeks share. */
function weekOf(day: string): number {
  return Math.floor((Date.parse(`${day}T00:00:00Z`) / 86_400_000 + 3) / 7);
}

function mergeWeeks(series: Series): Merged {
  const { periods, layers, before, marks } = series;
  const weeks = [...Map.groupBy(periods.keys(), (index) => weekOf(periods[index] ?? '')).values()];
  const spans = weeks.map((indices) => [indices[0] ?? 0, indices.at(-1) ?? 0] as const);
  const sumOf = (usd: readonly string[]) =>
    spans.map(([first, last]) => sumDecimals(usd.slice(first, last + 1)));
  return {
    spans,
    periods: spans.map(([first]) => periods[first] ?? ''),
    labels: spans.map(([first]) => formatDay(periods[first] ?? '')),
    names: spans.map(
      ([first, last]) => `${formatDay(periods[first] ?? '')} to ${formatLongDay(periods[last] ?? '')}`,
    ),
    layers: layers.map((layer) => ({ ...layer, usd: sumOf(layer.usd) })),
    before: before && sumOf(before),
    marks: marks.map((mark) => ({
      ...mark,
      index: spans.findIndex(([first, last]) => mark.index >= first && mark.index <= last),
    })),
  };
}

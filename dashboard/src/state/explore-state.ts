import { type Interval, INTERVALS } from '../../../contracts/report-vocabulary.ts';
import type { DimensionKind } from '../../../contracts/scopes.ts';
import { FILTER_NAMES, FILTERS, filterBy, type Narrowing, readNarrowing } from './narrowing.ts';
import { type Range, readRange, STANDARD_PRESET, writeRange } from './range.ts';

/** What a bar is divided by. */
export type Dimension = Exclude<DimensionKind, 'tag'>;
export const DIMENSIONS = Object.keys({
  service: true,
  provider: true,
  model: true,
  operation: true,
  group: true,
  user: true,
  resource: true,
} satisfies Record<Dimension, true>) as readonly Dimension[];

/** Kept in every total, and hour by hour. */
const CELLS: readonly string[] = ['service', 'provider', 'model'];

/** How many names are listed by themselves; the others are one row. */
export const TOPS = [10, 25, 50, 200] as const;
const STANDARD_TOP = 50;

/** Everything that the Explore page shows, as its URL says it. */
export interface ExploreState {
  readonly range: Range;
  readonly by: string;
  /** What the address asked for and cannot be had; the standard is shown then. */
  readonly problem?: string;
  /** The second dimension, across. */
  readonly split?: string;
  readonly top: (typeof TOPS)[number];
  readonly compare: boolean;
  readonly interval: Interval;
  readonly narrowing: Narrowing;
  /** A single entry that is open. */
  readonly entry?: string;
}

function isDimension(text: string): boolean {
  return DIMENSIONS.some((name) => name === text) || /^tag:.+/.test(text);
}

/** Reads the URL's query; what it does not know it leaves at its standard. */
export function readExplore(query: string, now: number): ExploreState {
  const search = new URLSearchParams(query);
  const by = search.get('by') ?? '';
  const split = search.get('split') ?? '';
  const interval = INTERVALS.find((name) => name === search.get('interval'));
  const top = TOPS.find((known) => String(known) === search.get('top'));
  const entry = search.get('entry');
  const compareText = search.get('compare');
  const problem = [
    ...[by, split].map((name) => name !== '' && !isDimension(name) && `There is no dimension “${name}”.`),
    !interval && search.get('interval') && `There is no interval “${search.get('interval')}”.`,
    !top && search.get('top') && `The top may be ${TOPS.join(', ')}, not “${search.get('top')}”.`,
    compareText && compareText !== '1' && `There is no comparison “${compareText}”.`,
  ]
    .filter((text) => text)
    .join(' ');
  return {
    range: readRange(search, now),
    by: isDimension(by) ? by : 'service',
    ...(problem ? { problem } : {}),
    ...(isDimension(split) && split !== by ? { split } : {}),
    top: top ?? STANDARD_TOP,
    compare: compareText === '1',
    interval: interval ?? 'day',
    narrowing: readNarrowing(search),
    ...(entry ? { entry } : {}),
  };
}

/** Writes the query that readExplore reads; standards are left out. */
export function writeExplore(state: ExploreState): string {
  const search = new URLSearchParams();
  const { range, by, split, top, compare, interval, narrowing, entry } = state;
  if (range.preset !== STANDARD_PRESET)
    for (const [name, value] of Object.entries(writeRange(range))) search.set(name, value);
  if (by !== 'service') search.set('by', by);
  if (split !== undefined && split !== by) search.set('split', split);
  if (top !== STANDARD_TOP) search.set('top', String(top));
  if (interval !== 'day') search.set('interval', interval);
  if (compare) search.set('compare', '1');
  for (const name of FILTER_NAMES) {
    const value = narrowing[name];
    if (value !== undefined) search.set(name, value);
  }
  if (entry !== undefined) search.set('entry', entry);
  return search.toString();
}

export function exploreHref(state: ExploreState): string {
  const query = writeExplore(state);
  return query === '' ? '/explore' : `/explore?${query}`;
}

/** What a bar is of: one day by the day would be one bar. */
export function chartInterval({ range, interval }: ExploreState): Interval {
  return range.from === range.to && interval === 'day' ? 'hour' : interval;
}

/** What the chart is divided by: hours are kept by what every cell of the organisation has. */
export function chartDimension(interval: ExploreState['interval'], by: string): string {
  return interval === 'hour' && !isOfCells(by) ? 'service' : by;
}

/** True of what every cell of the organisation has: such a list is short, whatever the number of days is. */
export function isOfCells(by: string): boolean {
  return CELLS.includes(by);
}

/** What a click on a row of `by` narrows to, and what is then shown: group, its resources, their models, users. */
export function drill(state: ExploreState, key: string): ExploreState | undefined {
  const { by, narrowing, split: _split, problem: _problem, ...others } = state;
  const filter = filterBy(by, key);
  if (filter === undefined) return undefined;
  const narrowed = { ...narrowing, ...filter };
  const kind = by.startsWith('tag:') ? 'tag' : (by as keyof typeof FILTERS);
  const next: string = FILTERS[kind];
  // What is narrowed to already has one name only: the first dimension with more is shown instead.
  const free = [next, 'model', 'user', 'resource', 'operation', 'service'];
  const shown = free.find((name) => !Object.hasOwn(narrowed, name)) ?? 'provider';
  return { ...others, narrowing: narrowed, by: shown };
}

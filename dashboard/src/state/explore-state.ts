import { type DimensionKind, type FilterKind } from '../../../contracts/scopes.ts';
import { SYSTEM_NAME } from '../../../contracts/user-names.ts';
import { type Range, readRange, writeRange } from './range.ts';

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

/** What the numbers are narrowed to: each at most once, from the outside in. */
export type Narrowing = { readonly [K in Exclude<FilterKind, 'tag'>]?: string };

/** Everything that the Explore page shows, as its URL says it. */
export interface ExploreState {
  readonly range: Range;
  readonly by: string;
  readonly compare: boolean;
  readonly interval: 'day' | 'week' | 'month' | 'hour';
  readonly narrowing: Narrowing;
  /** A single entry that is open. */
  readonly entry?: string;
}

const INTERVALS = ['hour', 'day', 'week', 'month'] as const;
export const NARROWINGS = Object.keys({ group: true, resource: true, user: true } satisfies Record<
  keyof Narrowing,
  true
>) as readonly (keyof Narrowing)[];

function isDimension(text: string): boolean {
  return DIMENSIONS.some((name) => name === text) || /^tag:.+/.test(text);
}

/** Reads the URL's query; what it does not know it leaves at its standard. */
export function readExplore(query: string, now: number): ExploreState {
  const search = new URLSearchParams(query);
  const by = search.get('by') ?? '';
  const interval = INTERVALS.find((name) => name === search.get('interval')) ?? 'day';
  const narrowing = Object.fromEntries(
    NARROWINGS.flatMap((name) => {
      const value = search.get(name);
      return value ? [[name, value]] : [];
    }),
  ) as Narrowing;
  const entry = search.get('entry');
  return {
    range: readRange(search, now),
    by: isDimension(by) ? by : 'service',
    compare: search.get('compare') === '1',
    interval,
    narrowing,
    ...(entry ? { entry } : {}),
  };
}

/** Writes the query that readExplore reads; standards are left out. */
export function writeExplore(state: ExploreState): string {
  const search = new URLSearchParams();
  const { range, by, compare, interval, narrowing, entry } = state;
  if (range.preset !== '30d')
    for (const [name, value] of Object.entries(writeRange(range))) search.set(name, value);
  if (by !== 'service') search.set('by', by);
  if (interval !== 'day') search.set('interval', interval);
  if (compare) search.set('compare', '1');
  for (const name of NARROWINGS) {
    const value = narrowing[name];
    if (value !== undefined) search.set(name, value);
  }
  if (entry !== undefined) search.set('entry', entry);
  return search.toString();
}

/** Kept in every total. */
export const CELLS: readonly string[] = ['service', 'provider', 'model'];

interface NarrowingRow {
  /** Dimensions that totals are kept for under it. */
  readonly dimensions: readonly string[];
  /** What holds all of it, so that narrowing to both is narrowing to it. */
  readonly within?: keyof Narrowing;
  /** Narrow enough to list its entries. */
  readonly listed: boolean;
  /** As `/entries` takes it. */
  readonly entryFilter: (value: string) => Readonly<Record<string, string>>;
}

/** The one that trends and breakdowns are filtered by comes first: they take one, `/entries` takes all. */
const NARROWED: { readonly [Name in keyof Narrowing]-?: NarrowingRow } = {
  resource: {
    dimensions: CELLS,
    within: 'group',
    listed: true,
    entryFilter: (value) => {
      const { type, id } = splitReference(value);
      return { resourceType: type, resourceId: id };
    },
  },
  group: {
    dimensions: [...CELLS, 'resource'],
    listed: false,
    entryFilter: (value) => {
      const { type, id } = splitReference(value);
      return { groupType: type, groupId: id };
    },
  },
  user: {
    dimensions: CELLS,
    listed: true,
    entryFilter: (value): Record<string, string> =>
      value === SYSTEM_NAME ? { system: 'true' } : { userId: value },
  },
};

/** What something is narrowed to, the one that totals are filtered by first. */
function narrowedTo(narrowing: Narrowing) {
  return (Object.keys(NARROWED) as (keyof Narrowing)[]).flatMap((name) => {
    const value = narrowing[name];
    return value === undefined ? [] : [{ name, value, row: NARROWED[name] }];
  });
}

/** Dimensions that totals are kept for under a narrowing. */
export function dimensionsFor(narrowing: Narrowing): readonly string[] {
  return narrowedTo(narrowing)[0]?.row.dimensions ?? DIMENSIONS;
}

/** Whether the entries of a narrowing are few enough to be listed. */
export function listsEntries(narrowing: Narrowing): boolean {
  return narrowedTo(narrowing).some(({ row }) => row.listed);
}

/** The dimension that is shown: the chosen one, or service where totals are not kept for it. */
export function shownDimension({ by, narrowing }: Pick<ExploreState, 'by' | 'narrowing'>): string {
  const isFree = Object.keys(narrowing).length === 0;
  return dimensionsFor(narrowing).includes(by) || (isFree && by.startsWith('tag:')) ? by : 'service';
}

/** What totals are filtered by, and the values that only entries can be narrowed to beside it. */
export function beyondTotals(narrowing: Narrowing): { name: keyof Narrowing; values: string[] } | undefined {
  const [first, ...others] = narrowedTo(narrowing);
  const beyond = others.filter(({ name }) => name !== first?.row.within);
  return first && beyond.length > 0
    ? { name: first.name, values: beyond.map(({ value }) => value) }
    : undefined;
}

/** The one filter that trends and breakdowns take: the resource before the group before the user. */
export function filterOf(narrowing: Narrowing): Record<string, string> {
  const [first] = narrowedTo(narrowing);
  return first ? { [first.name]: first.value } : {};
}

/** `TYPE/ID` of a resource or group; an id may hold slashes itself. */
function splitReference(key: string): { type: string; id: string } {
  const at = key.indexOf('/');
  return at < 0 ? { type: '', id: key } : { type: key.slice(0, at), id: key.slice(at + 1) };
}

/** The filter of `/entries`, which takes them all together. */
export function entryFilterOf(narrowing: Narrowing): Record<string, string> {
  return Object.assign(
    {},
    ...narrowedTo(narrowing).map(({ value, row }) => row.entryFilter(value)),
  ) as Record<string, string>;
}

/** What a name of each dimension is then divided by; null: there is no page of one such name. */
const NEXT: { readonly [Name in Dimension]: Name extends keyof Narrowing ? Dimension : null } = {
  group: 'resource',
  resource: 'model',
  user: 'model',
  operation: null,
  provider: null,
  service: null,
  model: null,
};

/** What a click on a row of `by` narrows to, and what is then shown: group, its resources, its users, entries. */
export function drill(state: ExploreState, key: string): ExploreState | undefined {
  const { by, narrowing } = state;
  const next = Object.hasOwn(NEXT, by) ? NEXT[by as Dimension] : null;
  if (key === '(none)' || next === null) return undefined;
  return { ...state, narrowing: { ...narrowing, [by]: key }, by: next };
}

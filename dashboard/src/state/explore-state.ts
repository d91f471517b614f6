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

/** Dimensions that totals are kept for under a narrowing. */
export function dimensionsFor({ user, resource, group }: Narrowing): readonly string[] {
  if (resource !== undefined) return CELLS;
  if (group !== undefined) return [...CELLS, 'resource'];
  return user === undefined ? DIMENSIONS : CELLS;
}

/** The dimension that is shown: the chosen one, or service where totals are not kept for it. */
export function shownDimension({ by, narrowing }: Pick<ExploreState, 'by' | 'narrowing'>): string {
  const isFree = Object.keys(narrowing).length === 0;
  return dimensionsFor(narrowing).includes(by) || (isFree && by.startsWith('tag:')) ? by : 'service';
}

/** The one filter that trends and breakdowns take: the resource before the group before the user. */
export function filterOf({ user, resource, group }: Narrowing): Record<string, string> {
  if (resource !== undefined) return { resource };
  if (group !== undefined) return { group };
  return user === undefined ? {} : { user };
}

/** `TYPE/ID` of a resource or group; an id may hold slashes itself. */
function splitReference(key: string): { type: string; id: string } {
  const at = key.indexOf('/');
  return at < 0 ? { type: '', id: key } : { type: key.slice(0, at), id: key.slice(at + 1) };
}

/** The filter of `/entries`, which takes them all together. */
export function entryFilterOf({ user, resource, group }: Narrowing): Record<string, string> {
  const filter: Record<string, string> = {};
  if (user === SYSTEM_NAME) filter['system'] = 'true';
  else if (user !== undefined) filter['userId'] = user;
  if (resource !== undefined) {
    const { type, id } = splitReference(resource);
    Object.assign(filter, { resourceType: type, resourceId: id });
  }
  if (group !== undefined) {
    const { type, id } = splitReference(group);
    Object.assign(filter, { groupType: type, groupId: id });
  }
  return filter;
}

/** What a click on a row of `by` narrows to, and what is then shown: group, its resources, its users, entries. */
export function drill(state: ExploreState, key: string): ExploreState | undefined {
  const { by, narrowing } = state;
  if (key === '(none)') return undefined;
  if (by === 'group') return { ...state, narrowing: { ...narrowing, group: key }, by: 'resource' };
  if (by === 'resource') return { ...state, narrowing: { ...narrowing, resource: key }, by: 'model' };
  if (by === 'user') return { ...state, narrowing: { ...narrowing, user: key }, by: 'model' };
  return undefined;
}

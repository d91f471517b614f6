import type { FilteredField, FilterName as Filter } from '../../../contracts/entry-field-names.ts';
import { THING_KINDS, type ThingKind } from '../../../contracts/scopes.ts';
import { ENTRY_STATUSES } from '../../../contracts/usage-vocabulary.ts';
import { SYSTEM_NAME } from '../../../contracts/system-user.ts';

/** Every filter of entries as the page calls it; a correlation id is of single entries, which a search finds. */
type WordOf<Name extends FilteredField> = Name extends 'userId'
  ? 'user'
  : Exclude<Filter<Name>, 'correlationId'>;

/** What figures can be narrowed to, and what a click on a name of it is then divided by. */
export const FILTERS = {
  provider: 'model',
  service: 'model',
  model: 'user',
  operation: 'model',
  group: 'resource',
  resource: 'user',
  user: 'model',
  tag: 'model',
  status: 'model',
  outcome: 'model',
} as const satisfies Record<WordOf<FilteredField>, string>;

export type FilterName = keyof typeof FILTERS;
export const FILTER_NAMES = Object.keys(FILTERS) as readonly FilterName[];

/** What the figures are narrowed to, all of it together; a resource and a group are `TYPE/ID`, a tag `NAME:VALUE`. */
export type Narrowing = { readonly [K in FilterName]?: string };

/** What can be chosen for filters with few values. */
export const FIXED_VALUES: { readonly [K in FilterName]?: readonly string[] } = {
  status: ENTRY_STATUSES,
};

/** Reads the filters of an address; what it does not know it leaves out. */
export function readNarrowing(search: URLSearchParams): Narrowing {
  return Object.fromEntries(
    FILTER_NAMES.flatMap((name) => {
      const value = search.get(name);
      return value ? [[name, value]] : [];
    }),
  );
}

/** The filters as `/breakdown` and `/trends` take them. */
export function filterOf(narrowing: Narrowing): Record<string, string> {
  return { ...narrowing };
}

/** The same filters as `/entries` takes them. */
export function entryFilterOf({ user, ...narrowing }: Narrowing): Record<string, string> {
  const filter: Record<string, string> = { ...narrowing };
  if (user !== undefined) Object.assign(filter, user === SYSTEM_NAME ? { system: 'true' } : { userId: user });
  for (const kind of THING_KINDS) {
    const key = narrowing[kind];
    if (key === undefined) continue;
    delete filter[kind];
    Object.assign(filter, halves(kind, key));
  }
  return filter;
}

/** `TYPE/ID` of a thing as two; an id may hold slashes itself. */
function halves(kind: ThingKind, key: string): Record<string, string> {
  const at = key.indexOf('/');
  return { [`${kind}Type`]: key.slice(0, Math.max(0, at)), [`${kind}Id`]: key.slice(at + 1) };
}

/** The filter that a name of a dimension is; undefined for a dimension without filter. */
export function filterBy(dimension: string, key: string): Narrowing | undefined {
  if (dimension.startsWith('tag:')) return { tag: `${dimension.slice('tag:'.length)}:${key}` };
  return Object.hasOwn(FILTERS, dimension) ? { [dimension]: key } : undefined;
}

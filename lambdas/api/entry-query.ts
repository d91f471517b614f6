import type * as z from 'zod/mini';
import { currencyQuery, pageQuery, rangeQuery } from '../../contracts/api/common.ts';
import type { entriesQuery } from '../../contracts/api/entries.ts';
import { entryUserQuery } from '../../contracts/api/entries.ts';
import {
  FILTERED_FIELDS,
  type FilterHow,
  filterName,
  queryNames,
} from '../../contracts/entry-field-names.ts';
import { ENTRY_FIELDS } from '../../contracts/entry-fields.ts';
import { storedUserId, SYSTEM_USER } from '../../contracts/system-user.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { ALL_ENTRIES, type EntryFilter, type WantedTag } from '../../core/spend/entry-filter.ts';
import type { Reference } from '../../core/usage/entry.ts';

type EntriesQuery = z.output<typeof entriesQuery>;
type Texts = Readonly<Record<string, string | undefined>>;

/** What a filter of each sort asks for in a query; the user is asked for beside it. */
const WANTED: { readonly [How in Exclude<FilterHow, 'user'>]: (query: Texts, name: string) => unknown } = {
  exact: (query, name) => query[name],
  provider: (query, name) => query[name],
  model: (query, name) => query[name],
  reference: (query, name) => referenceFilter(name, query[`${name}Type`], query[`${name}Id`]),
  tag: ({ tag }) => (tag === undefined ? undefined : tagOf(tag)),
};

/** Parameters of a list or an export that narrow no field. */
const OTHERS = [
  'id',
  'sort',
  'names',
  'format',
  'job',
  rangeQuery,
  pageQuery,
  currencyQuery,
  entryUserQuery,
].flatMap((names) => (typeof names === 'string' ? names : Object.keys(names)));

/** Every parameter that a list or an export of entries does something with. */
const HANDLED: ReadonlySet<string> = new Set([...OTHERS, ...FILTERED_FIELDS.flatMap(queryNames)]);

/**
 * The filters of a query beside the user. Throws InvalidInputError for half a reference, and for a parameter that
 * nothing here reads: what is not understood never matches all entries.
 */
export function filterOf(query: object): EntryFilter {
  const unread = Object.keys(query).find((name) => !HANDLED.has(name));
  if (unread !== undefined) {
    throw new InvalidInputError('a filter is not known', [
      { field: unread, message: 'is no field that entries can be narrowed by' },
    ]);
  }
  const filter: Record<string, unknown> = { ...ALL_ENTRIES };
  for (const name of FILTERED_FIELDS) {
    const how = ENTRY_FIELDS[name].filter;
    if (how !== 'user') filter[filterName(name)] = WANTED[how](query as Texts, name);
  }
  return filter as EntryFilter;
}

/** The reference that a query names by type and id, if any. Throws InvalidInputError for half of one. */
export function referenceFilter(
  name: string,
  type: string | undefined,
  id: string | undefined,
): Reference | undefined {
  if (type === undefined && id === undefined) return undefined;
  if (type !== undefined && id !== undefined) return { type, id };
  const field = `${name}${type === undefined ? 'Type' : 'Id'}`;
  throw new InvalidInputError(`${name}Type and ${name}Id belong together`, [
    { field, message: 'is missing: send both' },
  ]);
}

/** `NAME:VALUE`, or `NAME` for any value. */
function tagOf(text: string): WantedTag {
  const end = text.search(/[:=]/);
  return end < 0
    ? { name: text, value: undefined }
    : { name: text.slice(0, end), value: text.slice(end + 1) };
}

/** The user of a query. Throws InvalidInputError when it names one and asks for work of none. */
export function userFilter({ userId, system }: Pick<EntriesQuery, 'userId' | 'system'>): string | undefined {
  if (system !== 'true') return userId === undefined ? undefined : storedUserId(userId);
  if (userId === undefined) return SYSTEM_USER;
  throw new InvalidInputError('userId and system exclude each other', [
    { field: 'system', message: 'asks for work of no user: leave userId out' },
  ]);
}

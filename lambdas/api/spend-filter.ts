import * as z from 'zod/mini';
import type { Scope } from '../../core/scopes/scope.ts';
import { FILTER_KINDS, type FilterKind } from '../../contracts/scopes.ts';
import { storedUserId } from '../../contracts/system-user.ts';
import { entryFilterQuery } from '../../contracts/api/entries.ts';
import type { spendFilterQuery } from '../../contracts/api/spend-filter-query.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { trackedTag } from '../../core/spend/dimension.ts';
import type { EntryFilter } from '../../core/spend/entry-filter.ts';
import type { SpendFilters } from '../../core/spend/spend-filters.ts';
import type { Reference } from '../../core/usage/entry.ts';
import { filterOf, referenceFilter } from './entry-query.ts';

type FilterQuery = {
  readonly [Name in keyof typeof spendFilterQuery]?: z.output<(typeof spendFilterQuery)[Name]>;
};

/** The scopes that a filter of entries names. */
const SCOPE_OF: { readonly [K in FilterKind]: (filter: EntryFilter) => Scope<K> | undefined } = {
  user: ({ userId }) => (userId === undefined ? undefined : { kind: 'user', id: userId }),
  resource: ({ resource }) => resource && { kind: 'resource', ...resource },
  group: ({ group }) => group && { kind: 'group', ...group },
  tag: ({ tag }) => tag && { kind: 'tag', type: tag.name, id: tag.value ?? '' },
};

/**
 * What a query narrows spending to; several parts count together. Throws InvalidInputError for half a reference,
 * and for a tag without a value or without totals.
 */
export function spendFilters(query: FilterQuery, trackedTags: readonly string[]): SpendFilters {
  const { user, userId = user, tag } = query;
  if (tag !== undefined) checkTag(tag, trackedTags);
  const plain = Object.keys(entryFilterQuery).map((name) => [name, query[name as keyof FilterQuery]]);
  const entries: EntryFilter = {
    ...filterOf(Object.fromEntries(plain) as object),
    userId: userId === undefined ? undefined : storedUserId(userId),
    resource: reference('resource', query.resourceType, query.resourceId, query.resource),
    group: reference('group', query.groupType, query.groupId, query.group),
  };
  const { provider, service, model } = entries;
  return {
    scopes: FILTER_KINDS.flatMap((kind) => SCOPE_OF[kind](entries) ?? []),
    cell: { provider, service, model },
    entries,
  };
}

function reference(
  name: string,
  type: string | undefined,
  id: string | undefined,
  both: string | undefined,
): Reference | undefined {
  if (both !== undefined) {
    const end = both.indexOf('/');
    if (end > 0 && end < both.length - 1) return { type: both.slice(0, end), id: both.slice(end + 1) };
    throw new InvalidInputError(`the ${name} cannot be read`, [{ field: name, message: 'must be TYPE/ID' }]);
  }
  return referenceFilter(name, type, id);
}

function checkTag(text: string, trackedTags: readonly string[]): void {
  const end = text.search(/[:=]/);
  if (end <= 0) {
    throw new InvalidInputError('the tag cannot be read', [{ field: 'tag', message: 'must be NAME:VALUE' }]);
  }
  trackedTag(text.slice(0, end), trackedTags, 'tag');
}

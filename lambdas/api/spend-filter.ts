import * as z from 'zod/mini';
import type { Scope } from '../../core/scopes/scope.ts';
import { FILTER_KINDS, type FilterKind } from '../../contracts/scopes.ts';
import { storedUserId } from '../../contracts/user-names.ts';
import type { spendFilterQuery } from '../../contracts/api/series.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { type SpendFilter, trackedTag } from '../../core/spend/dimension.ts';
import type { Reference } from '../../core/usage/entry.ts';
import { referenceFilter } from './entry-query.ts';

type FilterQuery = {
  readonly [Name in keyof typeof spendFilterQuery]?: z.output<(typeof spendFilterQuery)[Name]>;
};

const FILTERS: {
  readonly [K in FilterKind]: (query: FilterQuery, trackedTags: readonly string[]) => Scope<K> | undefined;
} = {
  user: ({ user, userId = user }) =>
    userId === undefined ? undefined : { kind: 'user', id: storedUserId(userId) },
  resource: (query) => {
    const resource = reference('resource', query.resourceType, query.resourceId, query.resource);
    return resource && { kind: 'resource', ...resource };
  },
  group: (query) => {
    const group = reference('group', query.groupType, query.groupId, query.group);
    return group && { kind: 'group', ...group };
  },
  tag: ({ tag }, trackedTags) => (tag === undefined ? undefined : tagFilter(tag, trackedTags)),
};

/** The one filter of a query, if any. Throws InvalidInputError for two of them, half of one, or an untracked tag. */
export function spendFilter(query: FilterQuery, trackedTags: readonly string[]): SpendFilter | undefined {
  const filters = FILTER_KINDS.flatMap((kind) => FILTERS[kind](query, trackedTags) ?? []);
  const [first, second] = filters;
  if (second) {
    throw new InvalidInputError('totals are kept for one filter at a time', [
      { field: second.kind, message: `cannot be combined with ${first?.kind}: send one of them` },
    ]);
  }
  return first;
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

function tagFilter(text: string, trackedTags: readonly string[]): Scope<'tag'> {
  const end = text.search(/[:=]/);
  if (end <= 0) {
    throw new InvalidInputError('the tag cannot be read', [{ field: 'tag', message: 'must be NAME:VALUE' }]);
  }
  return { kind: 'tag', type: trackedTag(text.slice(0, end), trackedTags, 'tag'), id: text.slice(end + 1) };
}

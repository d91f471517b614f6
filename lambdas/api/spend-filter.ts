import * as z from 'zod/mini';
import { storedUserId } from '../../contracts/user-names.ts';
import type { spendFilterQuery } from '../../contracts/api/series.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { type SpendFilter, trackedTag } from '../../core/spend/dimension.ts';
import type { Reference } from '../../core/usage/entry.ts';
import { referenceFilter } from './entry-query.ts';

type FilterQuery = {
  readonly [Name in keyof typeof spendFilterQuery]?: z.output<(typeof spendFilterQuery)[Name]>;
};

/** The one filter of a query, if any. Throws InvalidInputError for two of them, half of one, or an untracked tag. */
export function spendFilter(query: FilterQuery, trackedTags: readonly string[]): SpendFilter | undefined {
  const userId = query.userId ?? query.user;
  const resource = reference('resource', query.resourceType, query.resourceId, query.resource);
  const group = reference('group', query.groupType, query.groupId, query.group);
  const filters: SpendFilter[] = [
    ...(userId === undefined ? [] : [{ kind: 'user', userId: storedUserId(userId) } as const]),
    ...(resource ? [{ kind: 'resource', resource } as const] : []),
    ...(group ? [{ kind: 'group', group } as const] : []),
    ...(query.tag === undefined ? [] : [tagFilter(query.tag, trackedTags)]),
  ];
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

function tagFilter(text: string, trackedTags: readonly string[]): SpendFilter {
  const end = text.search(/[:=]/);
  if (end <= 0) {
    throw new InvalidInputError('the tag cannot be read', [{ field: 'tag', message: 'must be NAME:VALUE' }]);
  }
  return { kind: 'tag', tag: trackedTag(text.slice(0, end), trackedTags, 'tag'), value: text.slice(end + 1) };
}

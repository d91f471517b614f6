import { shownUserId } from '../../../contracts/system-user.ts';
import type { SearchAnswer } from '../api/types.ts';
import { groupHref, resourceHref, userHref } from '../parts/links.tsx';

/** Something that a search leads to. */
export interface SearchResult {
  readonly kind: 'Page' | 'User' | 'Group' | 'Resource' | 'Model' | 'Budget';
  readonly name: string;
  /** Said behind the name, such as its id. */
  readonly hint: string;
  readonly href: string;
  /** Spent in the last 90 days, where it is known. */
  readonly usd?: string;
}

/** Letters as they are compared: without case and accents. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{Diacritic}/gu, '')
    .toLowerCase();
}

/** Pages whose name has the text, or all of them for none. */
export function findPages(
  pages: readonly (readonly [href: string, name: string, ...unknown[]])[],
  text: string,
): SearchResult[] {
  const wanted = plain(text.trim());
  return pages
    .filter(([, name]) => plain(name).includes(wanted))
    .map(([href, name]) => ({ kind: 'Page', name, hint: '', href }));
}

/** What the API found, kind by kind, each with the address of its page. */
export function listFound({ users, groups, resources, models, budgets }: SearchAnswer): SearchResult[] {
  const thing = (kind: 'Group' | 'Resource', hrefOf: (type: string, id: string) => string) => {
    return ({ type, id, name, totalUsd, deletedAt }: SearchAnswer['groups'][number]): SearchResult => ({
      kind,
      name: name ?? id,
      hint: [name === null ? type : `${type} ${id}`, deletedAt === null ? '' : 'deleted']
        .filter(Boolean)
        .join(', '),
      href: hrefOf(type, id),
      usd: totalUsd,
    });
  };
  return [
    ...users.map(({ userId, name, totalUsd, deletedAt }): SearchResult => {
      const shown = shownUserId(userId);
      return {
        kind: 'User',
        name: name ?? shown,
        hint: [name === null ? '' : shown, deletedAt === null ? '' : 'deleted'].filter(Boolean).join(', '),
        href: userHref(userId),
        usd: totalUsd,
      };
    }),
    ...groups.map(thing('Group', groupHref)),
    ...resources.map(thing('Resource', resourceHref)),
    ...models.map(({ model, totalUsd }): SearchResult => {
      const query = new URLSearchParams({ by: 'user', model }).toString();
      return { kind: 'Model', name: model, hint: '', href: `/explore?${query}`, usd: totalUsd };
    }),
    ...budgets.map(({ id, name }): SearchResult => {
      return {
        kind: 'Budget',
        name,
        hint: '',
        href: `/budgets?${new URLSearchParams({ tab: 'budgets', id }).toString()}`,
      };
    }),
  ];
}

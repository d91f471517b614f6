import type { ReactNode } from 'react';
import { Link, useSearch } from 'wouter';
import { FILTERS, type Narrowing } from '../state/narrowing.ts';
import { withRangeOf } from '../state/range.ts';
import { useSession } from './context.tsx';

export function userHref(userId: string): string {
  return `/user?${new URLSearchParams({ id: userId }).toString()}`;
}

export function groupHref(type: string, id: string): string {
  return `/group?${new URLSearchParams({ type, id }).toString()}`;
}

export function resourceHref(type: string, id: string): string {
  return `/resource?${new URLSearchParams({ type, id }).toString()}`;
}

/** One entry, opened over its day. */
export function entryHref(id: string, day: string): string {
  return `/explore?${new URLSearchParams({ from: day, to: day, entry: id }).toString()}`;
}

/** The page of what an entry names: its user, its resource or its group; others have none. */
export function pageHref({ user, resource, group }: Narrowing): string | undefined {
  if (user !== undefined) return userHref(user);
  const [key, hrefOf] = resource === undefined ? [group, groupHref] : [resource, resourceHref];
  const at = key?.indexOf('/') ?? -1;
  return key === undefined || at < 0 ? undefined : hrefOf(key.slice(0, at), key.slice(at + 1));
}

/** The column that leads from a row to all its figures. */
export const EXPLORE_COLUMN = { isUnsorted: true, name: 'Filter', minor: true, width: 'narrow' } as const;

interface ExploreLinkProps {
  readonly name: 'user' | 'group' | 'resource';
  /** As Explore has it: a resource and a group are `TYPE/ID`. */
  readonly value: string;
}

/** Explore narrowed to a row, in the days of the page. */
export function ExploreLink({ name, value }: ExploreLinkProps) {
  const query = useSearch();
  const search = new URLSearchParams({ [name]: value, by: FILTERS[name] }).toString();
  return (
    <Link
      href={withRangeOf(`/explore?${search}`, query)}
      className="tool-button"
      aria-label={`Explore ${name} ${value}`}
    >
      Explore
    </Link>
  );
}

interface ReaderLinkProps {
  readonly href: string;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A link to what readers alone may see: others get the words, not a way that leads back to their own costs. */
export function ReaderLink({ children, ...link }: ReaderLinkProps) {
  const { person } = useSession();
  const words = <bdi>{children}</bdi>;
  return person.isReader ? <Link {...link}>{words}</Link> : words;
}

/** The name of what a row is about, which leads to its page with the days of this one. */
export function RowLink({ href, children }: ReaderLinkProps) {
  const query = useSearch();
  return (
    <ReaderLink href={withRangeOf(href, query)} className="row-name">
      {children}
    </ReaderLink>
  );
}

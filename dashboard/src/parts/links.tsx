import type { ReactNode } from 'react';
import { Link } from 'wouter';

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

export function ThingLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  return (
    <Link href={href} className="row-name">
      {children}
    </Link>
  );
}

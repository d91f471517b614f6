import { useSearch } from 'wouter';

/** A group or a resource. */
export interface Reference {
  readonly type: string;
  readonly id: string;
}

/** The group or resource that the page's address names; undefined where it names none, or half of one. */
export function useReference(): Reference | undefined {
  const search = new URLSearchParams(useSearch());
  const [type, id] = [search.get('type'), search.get('id')];
  return type && id ? { type, id } : undefined;
}

import { useSearch } from 'wouter';

/** The group or resource that the page's address names. */
export function useReference(): { type: string; id: string } {
  const search = new URLSearchParams(useSearch());
  return { type: search.get('type') ?? '', id: search.get('id') ?? '' };
}

import { useLocation, useSearch } from 'wouter';

/** The texts that the address has under a name, and how to replace them; empty ones are left out. */
export function useSearchTexts(name: string): [readonly string[], (texts: readonly string[]) => void] {
  const query = useSearch();
  const [path, navigate] = useLocation();
  const change = (texts: readonly string[]) => {
    const search = new URLSearchParams(query);
    search.delete(name);
    for (const text of texts) if (text !== '') search.append(name, text);
    const written = search.toString();
    navigate(written === '' ? path : `${path}?${written}`, { replace: true });
  };
  return [new URLSearchParams(query).getAll(name), change];
}

import { useLocation, useSearch } from 'wouter';
import { type Chosen, chooseOption, type Option } from '../state/choice.ts';

/** One of a few values that the address names, the first where it names none, and how to choose another. */
export function useChoice<T extends string>(
  name: string,
  options: readonly [Option<T>, ...Option<T>[]],
  what: string,
): Chosen<T> & { readonly choose: (next: T) => void } {
  const query = useSearch();
  const [path, navigate] = useLocation();
  const choose = (next: T) => {
    const search = new URLSearchParams(query);
    if (next === options[0][0]) search.delete(name);
    else search.set(name, next);
    navigate(search.size === 0 ? path : `${path}?${search.toString()}`);
  };
  return { ...chooseOption(new URLSearchParams(query).get(name), options, what), choose };
}

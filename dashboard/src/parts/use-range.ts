import { useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import { clockNow } from '../state/days.ts';
import {
  IN_ADDRESS,
  type Preset,
  type Range,
  readRange,
  STANDARD_PRESET,
  writeRange,
} from '../state/range.ts';

/** The range that the address names, and how to change it; the rest of the query stays. */
export function useRange(standard: Preset = STANDARD_PRESET): [Range, (range: Range) => void] {
  const query = useSearch();
  const [path, navigate] = useLocation();
  const range = useMemo(() => readRange(new URLSearchParams(query), clockNow(), standard), [query, standard]);
  const change = (next: Range) => {
    const search = new URLSearchParams(query);
    for (const name of IN_ADDRESS) search.delete(name);
    for (const [name, value] of Object.entries(writeRange(next))) search.set(name, value);
    navigate(`${path}?${search.toString()}`);
  };
  return [range, change];
}

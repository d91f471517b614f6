import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useState } from 'react';
import { Link, useSearch } from 'wouter';
import { explain } from '../api/api.ts';
import type { SearchAnswer } from '../api/types.ts';
import { useApi } from '../parts/context.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Money } from '../parts/money.tsx';
import { withRangeOf } from '../state/range.ts';
import { PAGE_PARTS } from './page-parts.ts';
import { findPages, listFound, type SearchResult } from './search-results.ts';

interface SearchDialogProps {
  readonly pages: readonly (readonly [href: string, name: string, ...unknown[]])[];
  readonly onClose: () => void;
  /** What the field begins with. */
  readonly wanted?: string;
}

/** Of each kind. */
const MOST_FOUND = 6;

/** One field over users, groups, resources, models, budgets and pages; arrows choose, Enter opens. */
export function SearchDialog({ pages, onClose, wanted: first = '' }: SearchDialogProps) {
  const [text, setText] = useState(first);
  const wanted = useDeferredValue(useSettled(text.trim()));
  const api = useApi();
  const read = useQuery({
    queryKey: ['/search', wanted],
    queryFn: () => api.get<SearchAnswer>('/search', { q: wanted, limit: MOST_FOUND }),
    enabled: wanted !== '',
    placeholderData: (old) => (wanted === '' ? undefined : old),
  });
  const found = text.trim() !== '' && read.data ? listFound(read.data) : [];
  const isOlder = wanted !== text.trim() || read.isPlaceholderData;
  const results = [...findPages([...pages, ...PAGE_PARTS], text), ...(isOlder ? [] : found)];
  const isReading = text.trim() !== '' && (read.isFetching || isOlder);
  return (
    <Dialog title="Search" onClose={onClose}>
      <Results text={text} onText={setText} results={results} onClose={onClose} />
      {isOlder && found.length > 0 ? <OlderResults results={found} /> : null}
      <p className="hint" role="status">
        {read.error ? explain(read.error) : ''}
        {isReading ? 'Searching…' : ''}
        {read.data?.complete === false && wanted !== '' && !isOlder
          ? 'Only the latest days could be searched: a user from before is found by the whole id. '
          : ''}
        {!isReading && results.length === 0 && !read.error ? `Nothing is named like “${text.trim()}”.` : ''}
      </p>
    </Dialog>
  );
}

interface ResultsProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly results: readonly SearchResult[];
  readonly onClose: () => void;
}

/** A field with the list of what fits it, as a combobox. */
function Results({ text, onText, results, onClose }: ResultsProps) {
  const id = useId();
  const query = useSearch();
  const [chosen, setChosen] = useState(0);
  const at = Math.min(chosen, results.length - 1);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const result = results[at];
    if (step !== undefined && results.length > 0) {
      event.preventDefault();
      const next = (at + step + results.length) % results.length;
      setChosen(next);
      document.querySelector(`#${CSS.escape(`${id}-${next}`)}`)?.scrollIntoView({ block: 'nearest' });
    }
    // As a click: what is not saved is asked about.
    if (event.key === 'Enter' && result)
      document.querySelector<HTMLElement>(`#${CSS.escape(`${id}-${at}`)} a`)?.click();
  };
  return (
    <>
      <input
        type="search"
        role="combobox"
        aria-label="Search everything"
        aria-expanded={results.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined}
        placeholder="A name, an id, a model, a page"
        autoComplete="off"
        maxLength={256}
        value={text}
        onKeyDown={move}
        onChange={({ target }) => {
          onText(target.value);
          setChosen(0);
        }}
      />
      <ul id={`${id}-list`} role="listbox" aria-label="Found" className="search-list">
        {results.map((result, index) => (
          <li
            key={`${result.kind} ${result.href}`}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
          >
            <Link
              href={withRangeOf(result.href, query)}
              tabIndex={-1}
              className="search-result"
              onClick={onClose}
            >
              <Told result={result} />
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

/** What an older text found, dimmed until the answer to the one in the field is there; it leads nowhere. */
function OlderResults({ results }: Pick<ResultsProps, 'results'>) {
  return (
    <ul className="search-list search-older" aria-hidden inert>
      {results.map((result) => (
        <li key={`${result.kind} ${result.href}`} className="search-result">
          <Told result={result} />
        </li>
      ))}
    </ul>
  );
}

function Told({ result: { kind, name, hint, usd } }: { readonly result: SearchResult }) {
  return (
    <>
      <span className="search-kind">{kind}</span>
      <span className="search-name">
        <bdi>{name}</bdi> <span className="hint">{hint}</span>
      </span>
      {usd === undefined ? null : <Money usd={usd} />}
    </>
  );
}

/** How long a text must rest before it is asked for, ms. */
const REST_MS = 150;

/** The text once nobody types any more. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), REST_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

import { Link, useSearch } from 'wouter';
import { withRangeOf } from '../state/range.ts';

interface TabsProps<T extends string> {
  readonly label: string;
  /** Address of the page; the tab is in its query. */
  readonly path: string;
  readonly tabs: readonly (readonly [T, string])[];
  readonly current: T;
}

/** Parts of one page, each with an address. */
export function Tabs<T extends string>({ label, path, tabs, current }: TabsProps<T>) {
  const query = useSearch();
  const wanted = new URLSearchParams(query).get('tab');
  return (
    <>
      <nav className="tabs" aria-label={label}>
        {tabs.map(([tab, name], index) => (
          <Link
            key={tab}
            href={withRangeOf(index === 0 ? path : `${path}?tab=${tab}`, query)}
            aria-current={tab === current ? 'page' : undefined}
          >
            {name}
          </Link>
        ))}
      </nav>
      {wanted === null || tabs.some(([tab]) => tab === wanted) ? null : (
        <p className="field-error" role="alert">
          There is no tab “{wanted}”. Shown is the first.
        </p>
      )}
    </>
  );
}

/** The tab that a query names, or the first. */
export function tabOf<T extends string>(query: string, tabs: readonly (readonly [T, string])[]): T {
  const wanted = new URLSearchParams(query).get('tab');
  return (tabs.find(([tab]) => tab === wanted) ?? tabs[0])?.[0] as T;
}

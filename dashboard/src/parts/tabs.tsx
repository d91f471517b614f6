import { Link, useSearch } from 'wouter';
import { chooseOption, type Option } from '../state/choice.ts';
import { withRangeOf } from '../state/range.ts';
import { AddressProblem } from './address-problem.tsx';

interface TabsProps<T extends string> {
  readonly label: string;
  /** Address of the page; the tab is in its query. */
  readonly path: string;
  readonly tabs: readonly [Option<T>, ...Option<T>[]];
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
      <AddressProblem problem={chooseOption(wanted, tabs, 'tab').problem} />
    </>
  );
}

/** The tab that a query names, or the first. */
export function tabOf<T extends string>(query: string, tabs: readonly [Option<T>, ...Option<T>[]]): T {
  return chooseOption(new URLSearchParams(query).get('tab'), tabs, 'tab').value;
}

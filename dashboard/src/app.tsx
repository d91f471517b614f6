import { Suspense, useState } from 'react';
import { Link, Redirect, Route, Switch, useLocation, useSearch } from 'wouter';
import { ROUTES } from './pages/pages.tsx';
import { useSession } from './parts/context.tsx';
import { Icon, type IconName } from './parts/icons.tsx';
import { PageBoundary } from './parts/page-boundary.tsx';
import { ConnectionNote } from './parts/connection-note.tsx';
import { DigitsToggle } from './parts/digits-toggle.tsx';
import { NoSuchPage } from './parts/no-such-page.tsx';
import { useMenuFocus } from './parts/use-menu-focus.ts';
import { Skeleton } from './parts/skeleton.tsx';
import { ThemeToggle } from './parts/theme-toggle.tsx';
import { SearchButton } from './search/search-button.tsx';
import { withRangeOf } from './state/range.ts';

type MenuItem = readonly [href: string, name: string, icon: IconName];

const FOR_READERS: readonly MenuItem[] = [
  ['/', 'Overview', 'overview'],
  ['/explore', 'Explore', 'explore'],
  ['/users', 'Users', 'users'],
  ['/groups', 'Groups', 'groups'],
  ['/units', 'Unit costs', 'units'],
  ['/budgets', 'Budgets and alerts', 'budgets'],
  ['/optimisations', 'Optimisations', 'optimisations'],
  ['/prices', 'Prices', 'prices'],
  ['/reports', 'Reports', 'reports'],
  ['/status', 'Status', 'status'],
];
const FOR_ALL: readonly MenuItem[] = [['/me', 'My costs', 'me']];
const SEARCHED = [...FOR_READERS, ...FOR_ALL];

/** The page that a detail belongs to, for the mark in the navigation. */
const PARENTS: Readonly<Record<string, string>> = {
  '/user': '/users',
  '/group': '/groups',
  '/resource': '/groups',
};

/** The page's frame: navigation at the side, on narrow screens behind a button. */
export function App() {
  const { person, isLocal } = useSession();
  const [path] = useLocation();
  // Open at one address: going to another closes it.
  const [openAt, setOpenAt] = useState<string>();
  const open = openAt === path;
  const setOpen = (next: boolean) => setOpenAt(next ? path : undefined);
  const menu = useMenuFocus(open, () => setOpenAt(undefined));
  return (
    <div className="shell">
      <a className="skip" href="#main">
        Skip to content
      </a>
      <header className="top">
        <Brand />
        <span className="top-end">
          {person.isReader ? <SearchButton pages={SEARCHED} /> : null}
          <button
            type="button"
            className="icon-button"
            aria-label="Menu"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            <Icon name="menu" />
          </button>
        </span>
      </header>
      {open ? (
        <button type="button" className="side-shade" aria-label="Close menu" onClick={() => setOpen(false)} />
      ) : null}
      <aside ref={menu} className={`side ${open ? 'side-open' : ''}`}>
        <div className="side-inner">
          <Brand />
          {person.isReader ? <SearchButton hears pages={SEARCHED} /> : null}
          <Navigation />
          <div className="side-foot">
            <ThemeToggle />
            <DigitsToggle />
            <p className="person" title={person.name}>
              {person.name}
              {isLocal ? ' · this machine' : ''}
            </p>
          </div>
        </div>
      </aside>
      <main id="main" className="main" tabIndex={-1}>
        <ConnectionNote />
        <PageBoundary at={path}>
          <Suspense fallback={<Skeleton height="l" />}>
            <Pages />
          </Suspense>
        </PageBoundary>
      </main>
    </div>
  );
}

function Brand() {
  return (
    <Link href="/" className="brand">
      <img src="/icon.svg" alt="" />
      Costkeeper
    </Link>
  );
}

function Navigation() {
  const { person } = useSession();
  const [path] = useLocation();
  const entries = person.isReader ? [...FOR_READERS, ...FOR_ALL] : FOR_ALL;
  const query = useSearch();
  const current = PARENTS[path] ?? path;
  return (
    <nav className="nav" aria-label="Pages">
      {entries.map(([href, name, icon]) => (
        <Link key={href} href={withRangeOf(href, query)} aria-current={current === href ? 'page' : undefined}>
          <Icon name={icon} />
          {name}
        </Link>
      ))}
    </nav>
  );
}

/** A user who may not read everything sees their own costs at every address, and at that of a receipt their own part of it. */
function Pages() {
  const { person } = useSession();
  const [path] = useLocation();
  const query = useSearch();
  const allowed = ROUTES.filter(([, , who]) => person.isReader || who === 'all');
  return (
    <Switch>
      {allowed.map(([path, Page]) => (
        <Route key={path} path={path} component={Page} />
      ))}
      <Route>
        {person.isReader ? (
          <NoSuchPage />
        ) : (
          <Redirect to={path === '/resource' ? `/me?${query}` : '/me'} replace />
        )}
      </Route>
    </Switch>
  );
}

import { Suspense, useState } from 'react';
import { Link, Redirect, Route, Switch, useLocation, useSearch } from 'wouter';
import { lookUp } from '../../contracts/look-up.ts';
import { type PagePath, ROUTES } from './pages/pages.tsx';
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

/** Each page in the navigation, in its order: name and icon, or of a detail the page that is marked meanwhile. */
const PLACES: Readonly<Record<PagePath, readonly [name: string, icon: IconName] | PagePath>> = {
  '/': ['Overview', 'overview'],
  '/explore': ['Explore', 'explore'],
  '/users': ['Users', 'users'],
  '/user': '/users',
  '/groups': ['Groups', 'groups'],
  '/group': '/groups',
  '/resource': '/groups',
  '/units': ['Unit costs', 'units'],
  '/budgets': ['Budgets and alerts', 'budgets'],
  '/optimisations': ['Optimisations', 'optimisations'],
  '/prices': ['Prices', 'prices'],
  '/reports': ['Reports', 'reports'],
  '/status': ['Status', 'status'],
  '/me': ['My costs', 'me'],
};
const MENU = Object.entries(PLACES).flatMap(([href, place]): MenuItem[] =>
  typeof place === 'string' ? [] : [[href, ...place]],
);

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
          {person.isReader ? <SearchButton pages={MENU} /> : null}
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
          {person.isReader ? <SearchButton hears pages={MENU} /> : null}
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
  const entries = person.isReader ? MENU : MENU.filter(([href]) => href === '/me');
  const query = useSearch();
  const place = lookUp(PLACES, path);
  const current = typeof place === 'string' ? place : path;
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

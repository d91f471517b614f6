import { lazy, Suspense, useState } from 'react';
import { Link, Route, Switch, useLocation } from 'wouter';
import { OverviewPage } from './pages/overview/overview-page.tsx';
import { useSession } from './parts/context.tsx';
import { Icon, type IconName } from './parts/icons.tsx';
import { PageBoundary } from './parts/page-boundary.tsx';
import { Empty } from './parts/read-view.tsx';
import { Skeleton } from './parts/skeleton.tsx';
import { ThemeToggle } from './parts/theme-toggle.tsx';

const ExplorePage = lazy(async () => ({
  default: (await import('./pages/explore/explore-page.tsx')).ExplorePage,
}));

const NAVIGATION: readonly (readonly [string, string, IconName])[] = [
  ['/', 'Overview', 'overview'],
  ['/explore', 'Explore', 'explore'],
];

/** The page's frame: navigation at the side, on narrow screens behind a button. */
export function App() {
  const { person, isLocal } = useSession();
  const [path] = useLocation();
  // Open at one address: going to another closes it.
  const [openAt, setOpenAt] = useState<string>();
  const open = openAt === path;
  const setOpen = (next: boolean) => setOpenAt(next ? path : undefined);
  return (
    <div className="shell">
      <a className="skip" href="#main">
        Skip to content
      </a>
      <div className="top">
        <Brand />
        <button
          type="button"
          className="icon-button"
          aria-label="Menu"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <Icon name="menu" />
        </button>
      </div>
      {open ? (
        <button type="button" className="side-shade" aria-label="Close menu" onClick={() => setOpen(false)} />
      ) : null}
      <aside className={`side ${open ? 'side-open' : ''}`}>
        <div className="side-inner">
          <Brand />
          <Navigation />
          <div className="side-foot">
            <ThemeToggle />
            <p className="person" title={person.name}>
              {person.name}
              {isLocal ? ' · this machine' : ''}
            </p>
          </div>
        </div>
      </aside>
      <main id="main" className="main" tabIndex={-1}>
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
  const [path] = useLocation();
  return (
    <nav className="nav" aria-label="Pages">
      {NAVIGATION.map(([href, name, icon]) => (
        <Link key={href} href={href} aria-current={path === href ? 'page' : undefined}>
          <Icon name={icon} />
          {name}
        </Link>
      ))}
    </nav>
  );
}

function Pages() {
  return (
    <Switch>
      <Route path="/" component={OverviewPage} />
      <Route path="/explore" component={ExplorePage} />
      <Route>
        <Empty title="There is no such page">
          <Link href="/">To the overview</Link>
        </Empty>
      </Route>
    </Switch>
  );
}

import { type ComponentType, lazy } from 'react';
import { OverviewPage } from './overview/overview-page.tsx';

/** What brings the parts of a page, by its path. */
const PARTS = new Map<string, () => Promise<unknown>>();

/** A page that arrives when it is first opened, or when `preloadPage` is told of it. */
function arriving(path: string, load: () => Promise<ComponentType>): ComponentType {
  PARTS.set(path, load);
  return lazy(async () => ({ default: await load() }));
}

/** Has the parts of the page of a path come while the session is still being opened. */
export function preloadPage(path: string): void {
  // A part that does not arrive is asked for again, and told of, when the page is drawn.
  void PARTS.get(path)?.().catch(() => undefined);
}

/** Pages arrive when they are first opened; the overview is there from the start. */
export const ROUTES: readonly (readonly [string, ComponentType, 'reader' | 'all'])[] = [
  ['/', OverviewPage, 'reader'],
  [
    '/explore',
    arriving('/explore', async () => (await import('./explore/explore-page.tsx')).ExplorePage),
    'reader',
  ],
  ['/users', arriving('/users', async () => (await import('./users/users-page.tsx')).UsersPage), 'reader'],
  ['/user', arriving('/user', async () => (await import('./users/user-page.tsx')).UserPage), 'reader'],
  [
    '/groups',
    arriving('/groups', async () => (await import('./groups/groups-page.tsx')).GroupsPage),
    'reader',
  ],
  ['/group', arriving('/group', async () => (await import('./groups/group-page.tsx')).GroupPage), 'reader'],
  [
    '/resource',
    arriving('/resource', async () => (await import('./groups/resource-page.tsx')).ResourcePage),
    'reader',
  ],
  ['/units', arriving('/units', async () => (await import('./units/units-page.tsx')).UnitsPage), 'reader'],
  [
    '/budgets',
    arriving('/budgets', async () => (await import('./budgets/budgets-page.tsx')).BudgetsPage),
    'reader',
  ],
  [
    '/optimisations',
    arriving(
      '/optimisations',
      async () => (await import('./optimizations/optimizations-page.tsx')).OptimizationsPage,
    ),
    'reader',
  ],
  [
    '/prices',
    arriving('/prices', async () => (await import('./prices/prices-page.tsx')).PricesPage),
    'reader',
  ],
  [
    '/reports',
    arriving('/reports', async () => (await import('./reports/reports-page.tsx')).ReportsPage),
    'reader',
  ],
  [
    '/status',
    arriving('/status', async () => (await import('./status/status-page.tsx')).StatusPage),
    'reader',
  ],
  ['/me', arriving('/me', async () => (await import('./users/me-page.tsx')).MePage), 'all'],
];

import { type ComponentType, lazy } from 'react';
import { OverviewPage } from './overview/overview-page.tsx';

/** Pages arrive when they are first opened; the overview is there from the start. */
export const ROUTES: readonly (readonly [string, ComponentType, 'reader' | 'all'])[] = [
  ['/', OverviewPage, 'reader'],
  [
    '/explore',
    lazy(async () => ({ default: (await import('./explore/explore-page.tsx')).ExplorePage })),
    'reader',
  ],
  ['/users', lazy(async () => ({ default: (await import('./users/users-page.tsx')).UsersPage })), 'reader'],
  ['/user', lazy(async () => ({ default: (await import('./users/user-page.tsx')).UserPage })), 'reader'],
  [
    '/groups',
    lazy(async () => ({ default: (await import('./groups/groups-page.tsx')).GroupsPage })),
    'reader',
  ],
  ['/group', lazy(async () => ({ default: (await import('./groups/group-page.tsx')).GroupPage })), 'reader'],
  [
    '/resource',
    lazy(async () => ({ default: (await import('./groups/resource-page.tsx')).ResourcePage })),
    'reader',
  ],
  ['/units', lazy(async () => ({ default: (await import('./units/units-page.tsx')).UnitsPage })), 'reader'],
  [
    '/budgets',
    lazy(async () => ({ default: (await import('./budgets/budgets-page.tsx')).BudgetsPage })),
    'reader',
  ],
  [
    '/optimisations',
    lazy(async () => ({
      default: (await import('./optimizations/optimizations-page.tsx')).OptimizationsPage,
    })),
    'reader',
  ],
  [
    '/prices',
    lazy(async () => ({ default: (await import('./prices/prices-page.tsx')).PricesPage })),
    'reader',
  ],
  [
    '/reports',
    lazy(async () => ({ default: (await import('./reports/reports-page.tsx')).ReportsPage })),
    'reader',
  ],
  [
    '/status',
    lazy(async () => ({ default: (await import('./status/status-page.tsx')).StatusPage })),
    'reader',
  ],
  ['/me', lazy(async () => ({ default: (await import('./users/me-page.tsx')).MePage })), 'all'],
];

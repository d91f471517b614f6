import type { ComponentType } from 'react';
import { latePart } from '../parts/late-part.tsx';
import { OverviewPage } from './overview/overview-page.tsx';

/** What brings the parts of each page, by its path. */
const PARTS = {
  '/explore': async () => (await import('./explore/explore-page.tsx')).ExplorePage,
  '/users': async () => (await import('./users/users-page.tsx')).UsersPage,
  '/user': async () => (await import('./users/user-page.tsx')).UserPage,
  '/groups': async () => (await import('./groups/groups-page.tsx')).GroupsPage,
  '/group': async () => (await import('./groups/group-page.tsx')).GroupPage,
  '/resource': async () => (await import('./groups/resource-page.tsx')).ResourcePage,
  '/units': async () => (await import('./units/units-page.tsx')).UnitsPage,
  '/budgets': async () => (await import('./budgets/budgets-page.tsx')).BudgetsPage,
  '/optimisations': async () => (await import('./optimizations/optimizations-page.tsx')).OptimizationsPage,
  '/prices': async () => (await import('./prices/prices-page.tsx')).PricesPage,
  '/reports': async () => (await import('./reports/reports-page.tsx')).ReportsPage,
  '/status': async () => (await import('./status/status-page.tsx')).StatusPage,
  '/me': async () => (await import('./users/me-page.tsx')).MePage,
} as const satisfies Readonly<Record<string, () => Promise<ComponentType>>>;

/** The address of a page; each has a place in the navigation (app.tsx). */
export type PagePath = '/' | keyof typeof PARTS;

const LATE = Object.entries(PARTS).map(([path, load]) => [path, latePart(load)] as const);

/** Pages arrive when they are first opened, or when `preloadPage` is told of them; the overview is there from the start. */
export const ROUTES: readonly (readonly [string, ComponentType, 'reader' | 'all'])[] = [
  ['/', OverviewPage, 'reader'],
  ...LATE.map(([path, { Part }]) => [path, Part, path === '/me' ? 'all' : 'reader'] as const),
];

/** Has the parts of the page of a path come while the session is still being opened; over once they are there. */
export async function preloadPage(path: string): Promise<void> {
  await LATE.find(([late]) => late === path)?.[1].preload();
}

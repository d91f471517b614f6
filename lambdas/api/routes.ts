import type { ApiPorts } from './ports.ts';
import type { Area, Route } from './route.ts';

/**
 * Every area of the API, several to a group: the first words of their paths, and their file, which is loaded by the
 * first call below one of them. A start that loads all of them takes three times as long. A route is in no group whose
 * words its path does not begin with.
 */
const GROUPS: readonly (readonly [words: readonly string[], load: () => Promise<readonly Area[]>])[] = [
  [['health', 'keys', 'status'], async () => (await import('./areas/access.ts')).accessAreas],
  [
    [
      'breakdown',
      'entries',
      'groups',
      'history',
      'me',
      'resources',
      'revenue',
      'search',
      'summary',
      'trends',
      'unit-costs',
      'users',
    ],
    async () => (await import('./areas/spend.ts')).spendAreas,
  ],
  [['otlp', 'quarantine', 'record'], async () => (await import('./areas/intake.ts')).intakeAreas],
  [['exchange-rates', 'prices'], async () => (await import('./areas/prices.ts')).pricesAreas],
  [['aggregate', 'jobs', 'recalculate', 'users'], async () => [(await import('./job-routes.ts')).jobRoutes]],
  [['reports'], async () => (await import('./areas/reports.ts')).reportsAreas],
  [['alerts', 'budget', 'budgets'], async () => (await import('./areas/budgets.ts')).budgetsAreas],
  [
    ['anomalies', 'dashboard', 'optimizations', 'projections'],
    async () => (await import('./areas/insight.ts')).insightAreas,
  ],
];

/** First words of the routes that describe all others. */
const DOCUMENTS: readonly string[] = ['docs', 'openapi.json'];

/** The routes below the first word of a path; none where there is no such word. */
export async function routesBelow(word: string, ports: ApiPorts): Promise<Route[]> {
  if (DOCUMENTS.includes(word)) return await documents(await routesOfAreas(ports));
  return await routesOfAreas(ports, (words) => words.includes(word));
}

/** All routes of the API, the ones that describe it included. */
export async function routesOf(ports: ApiPorts): Promise<Route[]> {
  const routes = await routesOfAreas(ports);
  return [...routes, ...(await documents(routes))];
}

/** Whether routes begin with the word. */
export function isFirstWord(word: string): boolean {
  return DOCUMENTS.includes(word) || GROUPS.some(([words]) => words.includes(word));
}

async function routesOfAreas(
  ports: ApiPorts,
  isMeant: (words: readonly string[]) => boolean = () => true,
): Promise<Route[]> {
  const groups = GROUPS.filter(([words]) => isMeant(words)).map(([, load]) => load());
  const areas = (await Promise.all(groups)).flat();
  return areas.flatMap((area) => area(ports));
}

async function documents(others: readonly Route[]): Promise<Route[]> {
  const { documentRoutes } = await import('./document-routes.ts');
  return documentRoutes(others);
}

import { entryRoutes } from './entry-routes.ts';
import { groupRoutes } from './group-routes.ts';
import type { ApiPorts } from './ports.ts';
import { recordRoutes } from './record-routes.ts';
import { resourceRoutes } from './resource-routes.ts';
import type { Route } from './route.ts';
import { statusRoutes } from './status-routes.ts';
import { summaryRoutes } from './summary-routes.ts';
import { trendRoutes } from './trend-routes.ts';
import { userRoutes } from './user-routes.ts';

/** Every area of the API: one file, one line here. */
const AREAS: readonly ((ports: ApiPorts) => Route[])[] = [
  statusRoutes,
  recordRoutes,
  entryRoutes,
  resourceRoutes,
  groupRoutes,
  userRoutes,
  summaryRoutes,
  trendRoutes,
];

/** All routes of the API. */
export function routesOf(ports: ApiPorts): Route[] {
  return AREAS.flatMap((area) => area(ports));
}

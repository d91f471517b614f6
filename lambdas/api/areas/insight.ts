import { anomalyRoutes } from '../anomaly-routes.ts';
import { dashboardRoutes } from '../dashboard-routes.ts';
import { optimizationRoutes } from '../optimization-routes.ts';
import { projectionRoutes } from '../projection-routes.ts';
import type { Area } from '../route.ts';

/** The first page, projections, days that are out of line, and savings. */
export const insightAreas: readonly Area[] = [
  dashboardRoutes,
  projectionRoutes,
  anomalyRoutes,
  optimizationRoutes,
];

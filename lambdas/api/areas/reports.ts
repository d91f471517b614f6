import { reconcileRoutes } from '../reconcile-routes.ts';
import { reportRoutes } from '../report-routes.ts';
import { statementRoutes } from '../statement-routes.ts';
import type { Area } from '../route.ts';

/** Reports, statements, and bills that are compared. */
export const reportsAreas: readonly Area[] = [reportRoutes, statementRoutes, reconcileRoutes];

import { breakdownRoutes } from '../breakdown-routes.ts';
import { correctionRoutes } from '../correction-routes.ts';
import { entryRoutes } from '../entry-routes.ts';
import { groupRoutes } from '../group-routes.ts';
import { historyRoutes } from '../history-routes.ts';
import { nameRoutes } from '../name-routes.ts';
import { ownResourceRoutes } from '../own-resource-routes.ts';
import { resourceRoutes } from '../resource-routes.ts';
import { revenueRoutes } from '../revenue-routes.ts';
import { searchRoutes } from '../search-routes.ts';
import { summaryRoutes } from '../summary-routes.ts';
import { trendRoutes } from '../trend-routes.ts';
import { unitCostRoutes } from '../unit-cost-routes.ts';
import { userRoutes } from '../user-routes.ts';
import type { Area } from '../route.ts';

/** Who spent what: entries, totals, histories, and names. */
export const spendAreas: readonly Area[] = [
  historyRoutes,
  entryRoutes,
  correctionRoutes,
  searchRoutes,
  resourceRoutes,
  ownResourceRoutes,
  groupRoutes,
  userRoutes,
  summaryRoutes,
  breakdownRoutes,
  trendRoutes,
  unitCostRoutes,
  nameRoutes,
  revenueRoutes,
];

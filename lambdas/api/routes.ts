import { answerRoutes } from './provider-answer-routes.ts';
import { alertRoutes } from './alert-routes.ts';
import { aliasRoutes } from './alias-routes.ts';
import { budgetCheckRoutes } from './budget-check-routes.ts';
import { budgetConfigRoutes } from './budget-config-routes.ts';
import { budgetRoutes } from './budget-routes.ts';
import { dashboardRoutes } from './dashboard-routes.ts';
import { documentRoutes } from './document-routes.ts';
import { entryRoutes } from './entry-routes.ts';
import { expectedCrossingRoutes } from './expected-crossing-routes.ts';
import { gateRoutes } from './gate-routes.ts';
import { groupRoutes } from './group-routes.ts';
import { historyRoutes } from './history-routes.ts';
import { jobRoutes } from './job-routes.ts';
import { projectionRoutes } from './projection-routes.ts';
import { anomalyRoutes } from './anomaly-routes.ts';
import { optimizationRoutes } from './optimization-routes.ts';
import { keyRoutes } from './key-routes.ts';
import { nameRoutes } from './name-routes.ts';
import type { ApiPorts } from './ports.ts';
import { otlpRoutes } from './otlp-routes.ts';
import { overrideRoutes } from './override-routes.ts';
import { packRoutes } from './pack-routes.ts';
import { priceChangeRoutes } from './price-change-routes.ts';
import { priceRoutes } from './price-routes.ts';
import { rateRoutes } from './rate-routes.ts';
import { quarantineRoutes } from './quarantine-routes.ts';
import { reportRoutes } from './report-routes.ts';
import { statementRoutes } from './statement-routes.ts';
import { reconcileRoutes } from './reconcile-routes.ts';
import { recordRoutes } from './record-routes.ts';
import { correctionRoutes } from './correction-routes.ts';
import { ownResourceRoutes } from './own-resource-routes.ts';
import { searchRoutes } from './search-routes.ts';
import { revenueRoutes } from './revenue-routes.ts';
import { resourceRoutes } from './resource-routes.ts';
import type { Route } from './route.ts';
import { statusRoutes } from './status-routes.ts';
import { summaryRoutes } from './summary-routes.ts';
import { breakdownRoutes } from './breakdown-routes.ts';
import { trendRoutes } from './trend-routes.ts';
import { userRoutes } from './user-routes.ts';

/** Every area of the API: one file, one line here. */
const AREAS: readonly ((ports: ApiPorts) => Route[])[] = [
  statusRoutes,
  historyRoutes,
  recordRoutes,
  answerRoutes,
  otlpRoutes,
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
  priceRoutes,
  overrideRoutes,
  priceChangeRoutes,
  aliasRoutes,
  packRoutes,
  rateRoutes,
  quarantineRoutes,
  jobRoutes,
  nameRoutes,
  keyRoutes,
  reportRoutes,
  statementRoutes,
  reconcileRoutes,
  budgetConfigRoutes,
  revenueRoutes,
  budgetCheckRoutes,
  expectedCrossingRoutes,
  gateRoutes,
  budgetRoutes,
  alertRoutes,
  dashboardRoutes,
  projectionRoutes,
  anomalyRoutes,
  optimizationRoutes,
];

/** All routes of the API, the ones that describe it included. */
export function routesOf(ports: ApiPorts): Route[] {
  const routes = AREAS.flatMap((area) => area(ports));
  return [...routes, ...documentRoutes(routes)];
}

import { alertRoutes } from '../alert-routes.ts';
import { budgetCheckRoutes } from '../budget-check-routes.ts';
import { budgetConfigRoutes } from '../budget-config-routes.ts';
import { budgetRoutes } from '../budget-routes.ts';
import { expectedCrossingRoutes } from '../expected-crossing-routes.ts';
import { gateRoutes } from '../gate-routes.ts';
import type { Area } from '../route.ts';

/** Budgets, the gate before a call, and alerts. */
export const budgetsAreas: readonly Area[] = [
  budgetConfigRoutes,
  budgetCheckRoutes,
  expectedCrossingRoutes,
  gateRoutes,
  budgetRoutes,
  alertRoutes,
];

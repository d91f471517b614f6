import { keyRoutes } from '../key-routes.ts';
import { statusRoutes } from '../status-routes.ts';
import type { Area } from '../route.ts';

/** Whether the ledger is well, and keys of machines. */
export const accessAreas: readonly Area[] = [statusRoutes, keyRoutes];

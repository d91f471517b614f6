import { aliasRoutes } from '../alias-routes.ts';
import { overrideRoutes } from '../override-routes.ts';
import { packRoutes } from '../pack-routes.ts';
import { priceChangeRoutes } from '../price-change-routes.ts';
import { priceRoutes } from '../price-routes.ts';
import { rateRoutes } from '../rate-routes.ts';
import type { Area } from '../route.ts';

/** Prices, those of packs and one’s own, and exchange rates. */
export const pricesAreas: readonly Area[] = [
  priceRoutes,
  overrideRoutes,
  priceChangeRoutes,
  aliasRoutes,
  packRoutes,
  rateRoutes,
];

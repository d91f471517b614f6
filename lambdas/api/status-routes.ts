import { healthSchema, noQuery, statusSchema } from '../../contracts/api/status.ts';
import { keyState } from '../../core/access/service-key.ts';
import { heldPacks } from '../../core/price-packs/waiting-packs.ts';
import { priceDataAge } from '../../core/price-packs/price-data-age.ts';
import { BUILT_IN_PRICES } from '../../core/pricing/catalogue-index.ts';
import { readLedgerCounts } from '../../core/spend/read-counts.ts';
import { isoTime } from '../../core/time/ledger-time.ts';
import { formatDecimal } from '../../core/money/decimal.ts';
import type { ApiPorts } from './ports.ts';
import { timeOrNull } from './present.ts';
import { type Route, route } from './route.ts';

/** How the ledger itself is. */
export function statusRoutes(ports: ApiPorts): Route[] {
  return [
    route({
      method: 'GET',
      path: '/health',
      needsTable: false,
      summary: 'Whether the API runs',
      access: 'open',
      query: noQuery,
      answer: healthSchema,
      handle: async () => ({ body: { status: 'ok' as const, stage: ports.stage } }),
    }),
    route({
      method: 'GET',
      path: '/status',
      summary: 'Numbers since the start of the ledger; recorded and aggregated are equal when it is idle',
      access: 'readers',
      query: noQuery,
      answer: statusSchema,
      handle: async ({ now }) => {
        const [counts, audit, age, held, keys] = await Promise.all([
          readLedgerCounts(ports.totals, ports.marks, now),
          ports.audits.read(),
          priceDataAge(ports.packs, BUILT_IN_PRICES, ports.settings.priceFeed, now),
          ports.settings.priceFeed ? heldPacks(ports.packs) : 0,
          ports.keys.list(),
        ]);
        const balancedAsOf = timeOrNull(audit.balancedAsOf);
        const olderAuditedAsOf = timeOrNull(audit.olderAuditedAsOf);
        const drift = formatDecimal(audit.drift);
        return {
          body: {
            ...counts,
            balancedAsOf,
            olderAuditedAsOf,
            drift,
            priceDataAge: age,
            heldPricePacks: held,
            expiringKeys: keys
              .filter((key) => keyState(key, now) !== 'active')
              .map(({ id, name, expiresAt }) => ({ id, name, expiresAt: isoTime(expiresAt) })),
          },
        };
      },
    }),
  ];
}

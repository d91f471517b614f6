import { breakdownAnswerSchema, breakdownQuery } from '../../contracts/api/series.ts';
import { formatDecimal, ratio } from '../../core/money/decimal.ts';
import { parseDimension } from '../../core/spend/dimension.ts';
import { pageOf } from '../../core/spend/paging.ts';
import { type BreakdownId, readBreakdown } from '../../core/spend/read-breakdown.ts';
import { boundedDays } from '../../core/spend/read-totals.ts';
import { type ApiPorts, dayRange, pageRequest, readContext } from './ports.ts';
import { presentRange } from './present.ts';
import { type Route, route } from './route.ts';
import { spendFilters } from './spend-filter.ts';

/** Spending by name. */
export function breakdownRoutes(ports: ApiPorts): Route[] {
  const { trackedTags } = ports.settings;
  return [
    route({
      method: 'GET',
      path: '/breakdown/{dimension}',
      summary: 'Spending by provider, service, model, operation, user, group, resource or tag:NAME',
      access: 'readers',
      query: breakdownQuery,
      answer: breakdownAnswerSchema,
      handle: async ({ path, query, now }) => {
        const dimension = parseDimension(path.dimension, trackedTags);
        const { closed, ...range } = dayRange(query, ports, now);
        const days = await boundedDays(range, readContext(ports, now));
        const { items, total, scanned } = await readBreakdown(
          dimension,
          spendFilters(query, trackedTags),
          days,
          readContext(ports, now),
        );
        const { limit, cursor } = pageRequest(query);
        const page = pageOf(items, limit, cursor);
        const shown = page.items.map(({ name, cost, events, unpriced, reference, ids }) => ({
          key: name,
          ...reference,
          totalUsd: formatDecimal(cost),
          events: events ?? null,
          unpricedEvents: unpriced ?? null,
          share: ratio(cost, total),
          ...(ids ? { ids: ids.map(presentId) } : {}),
        }));
        const totalUsd = formatDecimal(total);
        return {
          closed,
          body: {
            dimension: path.dimension,
            ...presentRange(range),
            items: shown,
            totalUsd,
            scanned,
            nextCursor: page.nextCursor,
          },
        };
      },
    }),
  ];
}

function presentId({ id, cost, events }: BreakdownId) {
  return { id, totalUsd: formatDecimal(cost), events: events ?? null };
}

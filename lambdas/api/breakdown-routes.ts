import { breakdownAnswerSchema, breakdownQuery } from '../../contracts/api/breakdown.ts';
import { SYSTEM_NAME } from '../../contracts/system-user.ts';
import { formatDecimal, ratio } from '../../core/money/decimal.ts';
import { parseDimension } from '../../core/spend/dimension.ts';
import { pageOf } from '../../core/spend/paging.ts';
import { neverUsedFilters } from '../../core/spend/never-used.ts';
import { type BreakdownId, readBreakdown } from '../../core/spend/read-breakdown.ts';
import { boundedDays } from '../../core/spend/read-totals.ts';
import type { Reference } from '../../core/usage/entry.ts';
import { type ApiPorts, dayRange, lifeContext, pageRequest, readContext } from './ports.ts';
import { presentRange } from './present.ts';
import { type Route, route } from './route.ts';
import { readScopeNames, type ScopeNames } from './scope-names.ts';
import { spendFilters } from './spend-filter.ts';

/** Spending by name. */
export function breakdownRoutes(ports: ApiPorts): Route[] {
  const { trackedTags } = ports.settings;
  return [
    route({
      method: 'GET',
      path: '/breakdown/{dimension}',
      slashes: true,
      summary: 'Spending by provider, service, model, operation, user, group, resource or tag:NAME',
      access: 'readers',
      query: breakdownQuery,
      answer: breakdownAnswerSchema,
      handle: async ({ path, query, now }) => {
        const dimension = parseDimension(path.dimension, trackedTags);
        const { closed, ...range } = dayRange(query, ports, now);
        const days = await boundedDays(range, readContext(ports, now));
        const filters = spendFilters(query, trackedTags);
        const { items, total, unpriced, scanned } = await readBreakdown(
          dimension,
          filters,
          days,
          readContext(ports, now),
        );
        const neverUsed = items.length === 0 ? await neverUsedFilters(filters, lifeContext(ports, now)) : [];
        const { limit, cursor } = pageRequest(query);
        const page = pageOf(items, limit, cursor);
        const scopeOf = (item: (typeof items)[number]) => scopeNamed(path.dimension, item);
        const nameOf = await readScopeNames(
          page.items.flatMap((item) => scopeOf(item) ?? []),
          ports.names,
        );
        const shown = page.items.map((item) => ({
          key: item.name,
          ...item.reference,
          ...(item.unnamed ? { unnamed: item.unnamed } : {}),
          ...namedBy(scopeOf(item), nameOf),
          totalUsd: formatDecimal(item.cost),
          events: item.events ?? null,
          unpricedEvents: item.unpriced ?? null,
          share: ratio(item.cost, total),
          ...(item.ids ? { ids: item.ids.map(presentId) } : {}),
        }));
        const totalUsd = formatDecimal(total);
        return {
          closed: closed && neverUsed.length === 0,
          body: {
            dimension: path.dimension,
            ...presentRange(range),
            items: shown,
            totalUsd,
            unpricedEvents: unpriced ?? null,
            scanned,
            ...(neverUsed.length === 0 ? {} : { neverUsed }),
            nextCursor: page.nextCursor,
          },
        };
      },
    }),
  ];
}

/** What an item is of, where that may have a name: a user, a resource or a group. */
function scopeNamed(
  dimension: string,
  {
    name,
    reference,
    unnamed,
  }: {
    readonly name: string;
    readonly reference?: Reference | undefined;
    readonly unnamed?: true | undefined;
  },
) {
  if (unnamed) return undefined;
  if (reference) return { kind: dimension, ...reference };
  return dimension === 'user' && name !== SYSTEM_NAME ? { kind: dimension, id: name } : undefined;
}

/** The name as a field of an item; no field without one. */
function namedBy(scope: ReturnType<typeof scopeNamed>, nameOf: ScopeNames) {
  const name = scope ? nameOf(scope) : null;
  return name === null ? {} : { name };
}

function presentId({ id, cost, events }: BreakdownId) {
  return { id, totalUsd: formatDecimal(cost), events: events ?? null };
}

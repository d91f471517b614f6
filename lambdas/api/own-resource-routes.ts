import * as z from 'zod/mini';
import {
  ownResourceListSchema,
  ownResourceSchema,
  ownResourcesQuery,
} from '../../contracts/api/resources.ts';
import { periodTotalsQuery } from '../../contracts/api/totals.ts';
import { ALL_ENTRIES } from '../../core/spend/entry-filter.ts';
import { readCreatedPart, readCreatedResources } from '../../core/spend/read-created.ts';
import { readOwnPart, readOwnParts } from '../../core/spend/read-own-part.ts';
import { boundedDays } from '../../core/spend/read-totals.ts';
import type { Sums } from '../../core/spend/total.ts';
import type { RangeQuery } from '../../core/time/range.ts';
import type { Reference } from '../../core/usage/entry.ts';
import type { Caller } from './caller.ts';
import { type ApiPorts, dayRange, pageRequest, readContext } from './ports.ts';
import { presentOwnPart, presentRange, presentSum, presentTimes } from './present.ts';
import { namesOf, referenceOf } from './resource-routes.ts';
import { type ReadAnswer, type Route, route } from './route.ts';
import { ownId } from './user-routes.ts';

function presentCreatedPart(sums: Sums) {
  const { totalUsd, unpricedEvents } = presentSum(sums);
  return { totalUsd, unpricedEvents };
}

/** What the caller's own calls cost within resources: a person follows their own job, and no one else's part. */
export function ownResourceRoutes(ports: ApiPorts): Route[] {
  const one = async (
    resource: Reference,
    query: RangeQuery,
    caller: Caller,
    now: number,
  ): Promise<ReadAnswer<typeof ownResourceSchema>> => {
    const { closed, ...range } = dayRange(query, ports, now);
    const context = readContext(ports, now);
    const userId = ownId(caller, ports);
    const filter = { ...ALL_ENTRIES, userId, resource };
    const days = await boundedDays(range, context);
    const [total, created, names] = await Promise.all([
      readOwnPart(filter, days, context),
      readCreatedPart(userId, resource, days, { ...context, names: ports.names }),
      namesOf('resource', [resource], ports),
    ]);
    const { name } = names(resource);
    return {
      // A creator may be changed.
      closed: closed && created === undefined,
      body: {
        resource,
        name,
        ...presentRange(range),
        ...presentOwnPart(total),
        ...(created === undefined ? {} : { created: presentCreatedPart(created) }),
      },
    };
  };
  return [
    route({
      method: 'GET',
      path: '/me/resources/{type}/{id}',
      slashes: true,
      summary: "The caller's own part of one resource, live",
      access: 'token',
      query: periodTotalsQuery,
      answer: ownResourceSchema,
      handle: ({ path, query, caller, now }) => one(referenceOf(path), query, caller, now),
    }),
    route({
      method: 'GET',
      path: '/me/resources',
      summary:
        "The caller's own part of each resource, and those they created, the most expensive first; with type and id of that one",
      access: 'token',
      query: ownResourcesQuery,
      answer: z.union([ownResourceListSchema, ownResourceSchema]),
      handle: async ({ query, caller, now }) => {
        const { type, id } = query;
        if (id !== undefined) return one(referenceOf({ type, id }), query, caller, now);
        const { closed, ...range } = dayRange(query, ports, now);
        const context = readContext(ports, now);
        const userId = ownId(caller, ports);
        const filter = { ...ALL_ENTRIES, userId };
        const [days, created] = await Promise.all([
          boundedDays(range, context),
          readCreatedResources(userId, type, range, { ...context, names: ports.names }),
        ]);
        const page = await readOwnParts(filter, type, created.resources, days, pageRequest(query), context);
        const names = await namesOf(
          'resource',
          page.items.map(({ of }) => of),
          ports,
        );
        const resources = page.items.map(({ of, total, created: part }) => ({
          ...of,
          name: names(of).name,
          ...presentSum(total),
          ...presentTimes(total),
          ...(part && { created: presentCreatedPart(part) }),
        }));
        return {
          // A creator may be changed.
          closed: closed && created.resources.length === 0,
          body: {
            ...presentRange(range),
            resources,
            complete: created.complete,
            nextCursor: page.nextCursor,
          },
        };
      },
    }),
  ];
}

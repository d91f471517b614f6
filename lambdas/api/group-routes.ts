import * as z from 'zod/mini';
import { groupListSchema, groupQuery, groupSchema, groupsQuery } from '../../contracts/api/groups.ts';
import { isNeverUsed } from '../../core/spend/never-used.ts';
import { readGroup, readGroups } from '../../core/spend/read-totals.ts';
import type { RangeQuery } from '../../core/time/range.ts';
import type { Reference } from '../../core/usage/entry.ts';
import { budgetsOfScope } from './budgets-of-scope.ts';
import { type ApiPorts, dayRange, lifeContext, pageRequest, readContext } from './ports.ts';
import { presentRange, presentSum, presentTotal } from './present.ts';
import { namesOf, referenceOf, resourceLines } from './resource-routes.ts';
import { type ReadAnswer, type Route, route } from './route.ts';

type GroupQuery = RangeQuery & { readonly limit?: string | undefined; readonly cursor?: string | undefined };

/** What groups of resources cost: podcasts, campaigns, projects. */
export function groupRoutes(ports: ApiPorts): Route[] {
  const one = async (
    group: Reference,
    query: GroupQuery,
    now: number,
  ): Promise<ReadAnswer<typeof groupSchema>> => {
    const { closed, ...range } = dayRange(query, ports, now);
    const [{ total, resources }, budgets, names] = await Promise.all([
      readGroup(group, range, pageRequest(query), readContext(ports, now)),
      budgetsOfScope({ kind: 'group', ...group }, ports, now),
      namesOf('group', [group], ports),
    ]);
    const { items, nextCursor } = resources;
    const scope = { kind: 'group', ...group } as const;
    const neverUsed = await isNeverUsed(scope, total, range, lifeContext(ports, now));
    return {
      closed: closed && !neverUsed,
      body: {
        group,
        ...names(group),
        ...presentRange(range),
        ...presentTotal(total, budgets),
        neverUsed,
        resources: await resourceLines(items, ports),
        nextCursor,
      },
    };
  };
  return [
    route({
      method: 'GET',
      path: '/groups/{type}/{id}',
      slashes: true,
      summary: 'Totals of one group with its resources, the most expensive first',
      access: 'readers',
      query: groupQuery,
      answer: groupSchema,
      handle: ({ path, query, now }) => one(referenceOf(path), query, now),
    }),
    route({
      method: 'GET',
      path: '/groups',
      summary: 'The most expensive groups; with type and id the totals of that one',
      access: 'readers',
      query: groupsQuery,
      answer: z.union([groupListSchema, groupSchema]),
      handle: async ({ query, now }) => {
        const { type, id } = query;
        if (id !== undefined) return one(referenceOf({ type, id }), query, now);
        const { closed, ...range } = dayRange(query, ports, now);
        const page = await readGroups(type, range, pageRequest(query), readContext(ports, now));
        const names = await namesOf(
          'group',
          page.items.map(({ of }) => of),
          ports,
        );
        const groups = page.items.map(({ of, total }) => ({ ...of, ...names(of), ...presentSum(total) }));
        return { closed, body: { ...presentRange(range), groups, nextCursor: page.nextCursor } };
      },
    }),
  ];
}

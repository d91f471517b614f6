import { receiptSchema, resourceListSchema, resourcesQuery } from '../../contracts/api/resources.ts';
import { periodTotalsQuery } from '../../contracts/api/totals.ts';
import * as z from 'zod/mini';
import { ownerKey } from '../../core/names/name-record.ts';
import { InvalidInputError } from '../../core/errors.ts';
import { isNeverUsed } from '../../core/spend/never-used.ts';
import { type OnTheWay, readOnTheWay } from '../../core/spend/read-pending.ts';
import type { Total } from '../../core/spend/total.ts';
import { type Ranked, readReceipt, readResources } from '../../core/spend/read-totals.ts';
import type { RangeQuery } from '../../core/time/range.ts';
import type { Reference } from '../../core/usage/entry.ts';
import { budgetsOfScope } from './budgets-of-scope.ts';
import { referenceFilter } from './entry-query.ts';
import { type ApiPorts, dayRange, lifeContext, pageRequest, readContext } from './ports.ts';
import { presentRange, presentSum, presentThing, presentTimes, presentTotal } from './present.ts';
import { type ReadAnswer, type Route, route } from './route.ts';

/** What resources cost: episodes, sessions, jobs. */
export function resourceRoutes(ports: ApiPorts): Route[] {
  const receipt = async (
    resource: Reference,
    query: RangeQuery,
    now: number,
  ): Promise<ReadAnswer<typeof receiptSchema>> => {
    const { closed, ...range } = dayRange(query, ports, now);
    // Before the totals: what is counted in between may be told twice, and never not at all.
    const onTheWay = await readOnTheWay(ports.totals, ports.marks, ports.queue, now);
    const [{ groups, total }, budgets, names] = await Promise.all([
      readReceipt(resource, range, readContext(ports, now)),
      budgetsOfScope({ kind: 'resource', ...resource }, ports, now),
      namesOf('resource', [resource], ports),
    ]);
    const scope = { kind: 'resource', ...resource } as const;
    const [groupNames, neverUsed] = await Promise.all([
      namesOf('group', groups, ports),
      isNeverUsed(scope, total, range, lifeContext(ports, now)),
    ]);
    return {
      closed: closed && !neverUsed,
      body: {
        resource,
        ...names(resource),
        groups: groups.map((group) => {
          const { name } = groupNames(group);
          return name === null ? group : { ...group, name };
        }),
        ...presentRange(range),
        ...presentTotal(total, budgets),
        neverUsed,
        pending: presentPending(total, budgets.heldUsd, onTheWay),
      },
    };
  };
  return [
    route({
      method: 'GET',
      path: '/resources/{type}/{id}',
      slashes: true,
      summary: 'The live receipt of one resource',
      access: 'readers',
      query: periodTotalsQuery,
      answer: receiptSchema,
      handle: ({ path, query, now }) => receipt(referenceOf(path), query, now),
    }),
    route({
      method: 'GET',
      path: '/resources',
      summary: 'The most expensive resources; with type and id the receipt of that one',
      access: 'readers',
      query: resourcesQuery,
      answer: z.union([resourceListSchema, receiptSchema]),
      handle: async ({ query, now }) => {
        const { type, id } = query;
        if (id !== undefined) return receipt(referenceOf({ type, id }), query, now);
        const { closed, ...range } = dayRange(query, ports, now);
        const group = referenceFilter('group', query.groupType, query.groupId);
        const page = await readResources({ type, group }, range, pageRequest(query), readContext(ports, now));
        const resources = await resourceLines(page.items, ports);
        return { closed, body: { ...presentRange(range), resources, nextCursor: page.nextCursor } };
      },
    }),
  ];
}

function presentPending({ unpriced }: Total, heldUsd: string, { uncounted, queued }: OnTheWay) {
  return {
    heldUsd,
    unpricedEvents: unpriced,
    uncountedEvents: uncounted,
    queuedMessages: queued ?? null,
    complete: heldUsd === '0' && unpriced === 0 && uncounted === 0 && queued === 0,
  };
}

/** Type and id of a path or a query. Throws InvalidInputError when one is missing. */
export function referenceOf({
  type,
  id,
}: {
  readonly type?: string | undefined;
  readonly id?: string | undefined;
}): Reference {
  if (type !== undefined && id !== undefined) return { type, id };
  throw new InvalidInputError('type and id belong together', [
    { field: type === undefined ? 'type' : 'id', message: 'is missing: send both' },
  ]);
}

/** Resources of a list, with their names. */
export async function resourceLines(items: readonly Ranked<Reference>[], ports: ApiPorts) {
  const names = await namesOf(
    'resource',
    items.map(({ of }) => of),
    ports,
  );
  return items.map(({ of, total }) => ({
    ...of,
    ...names(of),
    ...presentSum(total),
    ...presentTimes(total),
  }));
}

/** Reads what is known of resources or groups; answers how each is shown. */
export async function namesOf(
  kind: 'resource' | 'group',
  references: readonly Reference[],
  { names }: ApiPorts,
) {
  const found = await names.read(references.map((reference) => ({ kind, ...reference })));
  return (reference: Reference) => {
    const record = found.get(ownerKey({ kind, ...reference }));
    const { name, createdBy, deletedAt } = presentThing(reference, record);
    return { name, createdBy, deletedAt };
  };
}

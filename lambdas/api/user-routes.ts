import * as z from 'zod/mini';
import { shownUserId, storedUserId } from '../../contracts/system-user.ts';
import { periodTotalsQuery } from '../../contracts/api/totals.ts';
import { userListSchema, userSchema, usersQuery } from '../../contracts/api/users.ts';
import { ownerKey } from '../../core/names/name-record.ts';
import { ForbiddenError } from '../../core/errors.ts';
import { readUserLifetime, readUsersLifetime } from '../../core/spend/read-lifetime.ts';
import { readCreated } from '../../core/spend/read-created.ts';
import { isNeverUsed } from '../../core/spend/never-used.ts';
import { isLifetime, readUser, readUsers } from '../../core/spend/read-totals.ts';
import type { RangeQuery } from '../../core/time/range.ts';
import { budgetsOfScope } from './budgets-of-scope.ts';
import type { Caller } from './caller.ts';
import { type ApiPorts, dayRange, lifeContext, pageRequest, readContext } from './ports.ts';
import { presentCreated } from './present-created.ts';
import { presentPerson, presentRange, presentSum, presentTotal } from './present.ts';
import { type ReadAnswer, type Route, route } from './route.ts';

/** What users cost, and what the caller itself costs. */
export function userRoutes(ports: ApiPorts): Route[] {
  const one = async (
    userId: string,
    query: RangeQuery,
    now: number,
  ): Promise<ReadAnswer<typeof userSchema>> => {
    const { closed, ...range } = dayRange(query, ports, now);
    const [total, budgets, records, created] = await Promise.all([
      isLifetime(range)
        ? readUserLifetime(userId, ports.months, readContext(ports, now))
        : readUser(userId, range, readContext(ports, now)),
      budgetsOfScope({ kind: 'user', id: userId }, ports, now),
      personRecords([userId], ports),
      readCreated(userId, range, { ...readContext(ports, now), names: ports.names }).then((cost) =>
        presentCreated(cost, ports.names),
      ),
    ]);
    const record = records(userId);
    const scope = { kind: 'user', id: userId } as const;
    const neverUsed = await isNeverUsed(scope, total, range, lifeContext(ports, now));
    return {
      // A name may be erased, a creator changed and a first entry come: an answer without these is never kept for long.
      closed: closed && record === undefined && created.items.length === 0 && !neverUsed,
      body: {
        userId: shownUserId(userId),
        ...presentPerson(record),
        ...presentRange(range),
        ...presentTotal(total, budgets),
        neverUsed,
        created,
      },
    };
  };
  return [
    route({
      method: 'GET',
      path: '/users/{id}',
      slashes: true,
      summary: 'Totals of one user; `system` is work without a user',
      access: 'own',
      query: periodTotalsQuery,
      answer: userSchema,
      ownerOf: ({ path }) => path.id,
      handle: ({ path, query, now }) => one(storedUserId(path.id), query, now),
    }),
    route({
      method: 'GET',
      path: '/me',
      summary: 'Totals of the caller',
      access: 'token',
      query: periodTotalsQuery,
      answer: userSchema,
      handle: ({ caller, query, now }) => one(ownId(caller, ports), query, now),
    }),
    route({
      method: 'GET',
      path: '/users',
      summary: 'The biggest spenders of a period, or of all time; with id the totals of that one',
      access: 'own',
      query: usersQuery,
      answer: z.union([userListSchema, userSchema]),
      ownerOf: ({ query }) => query.id,
      handle: async ({ query, now }) => {
        if (query.id !== undefined) return one(storedUserId(query.id), query, now);
        const { closed, ...range } = dayRange(query, ports, now);
        const page = isLifetime(range)
          ? await readUsersLifetime(pageRequest(query), ports.months, readContext(ports, now))
          : await readUsers(range, pageRequest(query), readContext(ports, now));
        const records = await personRecords(
          page.items.map(({ of }) => of),
          ports,
        );
        const users = page.items.map(({ of, total }) => ({
          userId: shownUserId(of),
          ...presentPerson(records(of)),
          ...presentSum(total),
        }));
        return {
          closed: closed && page.items.every(({ of }) => records(of) === undefined),
          body: { ...presentRange(range), users, nextCursor: page.nextCursor },
        };
      },
    }),
  ];
}

/** Reads what is known of people; answers it of each, undefined where there is nothing. */
async function personRecords(ids: readonly string[], { names }: ApiPorts) {
  const found = await names.read(ids.map((id) => ({ kind: 'user', id })));
  return (id: string) => found.get(ownerKey({ kind: 'user', id }));
}

/** The caller's own user id. Throws ForbiddenError when its token has none. */
export function ownId(caller: Caller, { settings }: ApiPorts): string {
  if (caller.userId !== undefined) return caller.userId;
  throw new ForbiddenError(`this token has no claim "${settings.userClaim}", which names the user`);
}

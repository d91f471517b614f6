import { lookUp } from '../../contracts/look-up.ts';
import { type Role, ROLE_GROUPS } from '../../contracts/role-groups.ts';
import { SYSTEM_NAME } from '../../contracts/system-user.ts';
import { ForbiddenError } from '../../core/errors.ts';
import type { Caller } from './caller.ts';
import type { Access, Route, RouteRequest } from './route.ts';

const ALLOWED: Readonly<Record<Exclude<Access, 'open' | 'token' | 'own' | 'spenders'>, readonly Role[]>> = {
  readers: ['admin', 'reader'],
  writers: ['admin', 'writer'],
  staff: ['admin', 'reader', 'writer'],
  admins: ['admin'],
};

/** What shows people their own part of what a route shows of everybody. */
const OWN_WAYS: Readonly<Record<string, string>> = {
  '/entries': '/me/entries',
  '/resources': '/me/resources',
  '/resources/{type}/{id}': '/me/resources/{type}/{id}',
};

/** Whether the roles of a caller open a route. Throws ForbiddenError, which names the route of their own, if any. */
export function allowByRole(
  { access, method, path }: Pick<Route, 'access' | 'method' | 'path'>,
  { roles, userId }: Caller,
): void {
  if (access === 'open' || access === 'token' || access === 'own' || access === 'spenders') return;
  const allowed = ALLOWED[access];
  if (allowed.some((role) => roles.has(role))) return;
  const groups = allowed.map((role) => ROLE_GROUPS[role]).join(' or ');
  const own = method === 'GET' && userId !== undefined ? lookUp(OWN_WAYS, path) : undefined;
  const way = own === undefined ? '' : `; GET ${own} shows your own part`;
  throw new ForbiddenError(`this needs a token of the group ${groups}${way}`);
}

/** Whether a read is of the caller's own costs, or by a reader. Throws ForbiddenError. */
export function allowOwner(route: Route, request: RouteRequest<unknown, unknown>): void {
  const { caller } = request;
  if (ALLOWED.readers.some((role) => caller.roles.has(role))) return;
  const owner = route.ownerOf(request);
  if (owner !== undefined && owner !== SYSTEM_NAME && owner === caller.userId) return;
  throw new ForbiddenError(
    'this shows the costs of others: ask for your own user id or /me, or use a token of the group ' +
      ROLE_GROUPS.reader,
  );
}

/** Whether a call spends for the caller alone, or is a writer's. Throws ForbiddenError. */
export function allowSpender(route: Route, request: RouteRequest<unknown, unknown>): void {
  const { caller } = request;
  if (ALLOWED.writers.some((role) => caller.roles.has(role))) return;
  if (caller.userId !== undefined && route.ownerOf(request) === caller.userId) return;
  throw new ForbiddenError(
    'this spends for another user: leave userId out or name yourself, or use a token of the group ' +
      ROLE_GROUPS.writer,
  );
}

import type { KeyScope } from '../../contracts/key-scopes.ts';
import { ForbiddenError } from '../../core/errors.ts';
import type { Role } from '../../contracts/role-groups.ts';
import type { Caller } from './caller.ts';
import type { Route } from './route.ts';

/** The role that each scope of a key of a machine gives. */
export const ROLE_OF: Readonly<Record<KeyScope, Role>> = { record: 'writer', gate: 'writer', read: 'reader' };

/** Throws ForbiddenError where a caller with a key asks for what its scopes do not hold. */
export function allowByScope({ method, path }: Pick<Route, 'method' | 'path'>, { key }: Caller): void {
  if (!key) return;
  const wanted: KeyScope = method === 'GET' ? 'read' : path.startsWith('/budgets/') ? 'gate' : 'record';
  if (key.scopes.has(wanted)) return;
  throw new ForbiddenError(`${method} ${path} needs a key with the scope "${wanted}"`);
}

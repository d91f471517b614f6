import { PROFILE_KINDS } from '../../contracts/scopes.ts';
import { shownUserId, storedUserId } from '../../contracts/system-user.ts';
import type { Alert } from '../../core/alerts/alert.ts';
import { alertAnswer } from '../../core/alerts/alert-answer.ts';
import { shownScope } from '../../core/budgets/kept-scope.ts';
import type { Entry } from '../../core/usage/entry.ts';
import { type NameOwner, type NameStore, ownerKey } from '../../core/names/name-record.ts';

/** A scope as answers show it. */
interface ShownScope {
  readonly kind: string;
  readonly type?: string | undefined;
  readonly id: string;
}

/** How a scope is called, null without a name. */
export type ScopeNames = (scope: ShownScope) => string | null;

const NAMED: ReadonlySet<string> = new Set(PROFILE_KINDS);

function ownerOf({ kind, type, id }: ShownScope): NameOwner[] {
  if (!NAMED.has(kind)) return [];
  const owner = kind === 'user' ? { kind, id: storedUserId(id) } : { kind, type, id };
  return [owner as NameOwner];
}

/**
 * Reads the names of users, groups and resources; answers how each scope is called, null without a name. Rejects on
 * outages.
 */
export async function readScopeNames(
  scopes: readonly ShownScope[],
  names: Pick<NameStore, 'read'>,
): Promise<ScopeNames> {
  const owners = scopes.flatMap(ownerOf);
  if (owners.length === 0) return () => null;
  const found = await names.read(owners);
  return (scope) => ownerOf(scope).map((owner) => found.get(ownerKey(owner))?.name ?? null)[0] ?? null;
}

/** What an entry, or a hold for one, may be of. */
interface NamedParts {
  readonly userId?: string | null | undefined;
  readonly group?: Entry['group'] | null;
  readonly resource?: Entry['resource'] | null;
}

/** Users, groups and resources of some entries that have a name, each once, by one read. Rejects on outages. */
export async function namesOfEntries(entries: readonly NamedParts[], names: Pick<NameStore, 'read'>) {
  const scopes = entries.flatMap(({ userId, group, resource }): ShownScope[] => [
    ...(userId ? [{ kind: 'user', id: shownUserId(userId) }] : []),
    ...(group ? [{ kind: 'group', type: group.type, id: group.id }] : []),
    ...(resource ? [{ kind: 'resource', type: resource.type, id: resource.id }] : []),
  ]);
  return await namesOfScopes(scopes, names);
}

/** Those of some scopes that have a name, each once, by one read. Rejects on outages. */
export async function namesOfScopes(scopes: readonly ShownScope[], names: Pick<NameStore, 'read'>) {
  const unique = [...new Map(scopes.map((scope) => [JSON.stringify(scope), scope])).values()];
  const nameOf = await readScopeNames(unique, names);
  return unique.flatMap((scope) => {
    const name = nameOf(scope);
    return name === null ? [] : [{ ...scope, name }];
  });
}

/** An alert with the name of whose it is, where there is one. */
export function namedAlert(alert: Alert, nameOf: ScopeNames) {
  const answer = alertAnswer(alert);
  const name = nameOf(answer.scope);
  return name === null ? answer : { ...answer, scope: { ...answer.scope, name } };
}

/** Alerts with the names of whose they are, by one read. Rejects on outages. */
export async function namedAlerts(alerts: readonly Alert[], names: Pick<NameStore, 'read'>) {
  const nameOf = await readScopeNames(
    alerts.map(({ key }) => shownScope(key.value)),
    names,
  );
  return alerts.map((alert) => namedAlert(alert, nameOf));
}

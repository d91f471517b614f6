import type { ScopeKind } from '../../contracts/scopes.ts';
import { SYSTEM_USER } from '../../contracts/system-user.ts';
import { ORGANISATION, type Scope } from './scope.ts';

/** What scopes ask of a call or an entry. */
export interface Subject {
  readonly userId?: string | undefined;
  readonly resource?: { readonly type: string; readonly id: string } | undefined;
  readonly group?: { readonly type: string; readonly id: string } | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly provider?: string | undefined;
  readonly service?: string | undefined;
  readonly model?: string | undefined;
  readonly operation?: string | undefined;
}

/** The same where every one of them is said, also as undefined: a new one is not forgotten by who makes one. */
export type WholeSubject = { readonly [Name in keyof Required<Subject>]: Subject[Name] };

/** How a call or an entry belongs to the scopes of each kind. */
const BELONGS: { readonly [K in ScopeKind]: (subject: Subject) => readonly Scope<K>[] } = {
  organisation: () => [ORGANISATION],
  operation: ({ operation: id }) => (id === undefined ? [] : [{ kind: 'operation', id }]),
  user: ({ userId }) => [{ kind: 'user', id: userId ?? SYSTEM_USER }],
  resource: ({ resource }) => (resource ? [{ kind: 'resource', ...resource }] : []),
  group: ({ group }) => (group ? [{ kind: 'group', ...group }] : []),
  tag: ({ tags = {} }) => Object.entries(tags).map(([type, id]) => ({ kind: 'tag', type, id })),
  provider: ({ provider: id }) => (id === undefined ? [] : [{ kind: 'provider', id }]),
  service: ({ service: id }) => (id === undefined ? [] : [{ kind: 'service', id }]),
  model: ({ model: id }) => (id === undefined ? [] : [{ kind: 'model', id }]),
};

/** The scopes that something belongs to, of these kinds and in their order; work without a user is the system's. */
export function scopesOf<K extends ScopeKind>(subject: Subject, kinds: readonly K[]): Scope<K>[] {
  return kinds.flatMap((kind) => BELONGS[kind](subject) as readonly Scope<K>[]);
}

/** True when something belongs to a scope. */
export function belongsTo(scope: Scope, subject: Subject): boolean {
  return scopesOf(subject, [scope.kind]).some(({ type, id }) => type === scope.type && id === scope.id);
}

import type { ScopeKind } from '../../contracts/scopes.ts';
import { SYSTEM_USER } from '../../contracts/system-user.ts';
import type { Scope } from './scope.ts';

const WORDS: { readonly [K in ScopeKind]: (scope: Scope<K>) => string } = {
  organisation: () => 'the organisation',
  operation: ({ id }) => `operation ${id}`,
  user: ({ id }) => (id === SYSTEM_USER ? 'the system' : `user ${id}`),
  resource: ({ type, id }) => `${type} ${id}`,
  group: ({ type, id }) => `${type} ${id}`,
  tag: ({ type, id }) => `tag ${type}=${id}`,
  provider: ({ id }) => `provider ${id}`,
  service: ({ id }) => `service ${id}`,
  model: ({ id }) => `model ${id}`,
};

/** A scope in words: `the organisation`, `user user-42`, `episode ep-7`. */
export function describeScope<K extends ScopeKind>(scope: Scope<K>): string {
  const words = WORDS[scope.kind as K] as (scope: Scope<K>) => string;
  return words(scope);
}

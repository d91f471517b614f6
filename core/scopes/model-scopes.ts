import type { ScopeKind } from '../../contracts/scopes.ts';
import { canonicalModel, isMeant } from '../pricing/model-identity.ts';
import { type Scope, scopeText } from './scope.ts';
import { belongsTo, scopesOf, type Subject } from './scopes-of.ts';

/** A scope by the one name of its model; every other scope as it is. */
function canonicalScope<S extends Scope>(scope: S): S {
  return scope.kind === 'model' ? { ...scope, id: canonicalModel(scope.id) } : scope;
}

/** The scopes that something belongs to, a model by its one name. */
export function canonicalScopesOf<K extends ScopeKind>(subject: Subject, kinds: readonly K[]): Scope<K>[] {
  return scopesOf(subject, kinds).map(canonicalScope);
}

/** True when something belongs to a scope; a model's has its dated ids and aliases too. */
export function isCovered(scope: Scope, subject: Subject): boolean {
  if (scope.kind !== 'model') return belongsTo(scope, subject);
  return subject.model !== undefined && isMeant(scope.id, subject.model);
}

/** Scopes with those of the models' one names beside the ids that were used, each once: budgets may watch either. */
export function withCanonical<S extends Scope>(scopes: readonly S[]): S[] {
  const all = scopes.flatMap((scope) => [canonicalScope(scope), scope]);
  return [...new Map(all.map((scope) => [scopeText(scope), scope])).values()];
}

import { cutText } from '../../contracts/cut-text.ts';
import {
  type CellKind,
  CELL_KINDS,
  isTypedKind,
  ORGANISATION_ID,
  SCOPES,
  type ScopeKind,
  type TypedKind,
} from '../../contracts/scopes.ts';
import { InvalidInputError } from '../errors.ts';

/** Whose costs: one user, one resource, … the organisation. A narrower set of kinds makes a narrower type. */
export type Scope<K extends ScopeKind = ScopeKind> = K extends TypedKind
  ? {
      readonly kind: K;
      /** Type of a resource or group, name of a tag. */
      readonly type: string;
      readonly id: string;
    }
  : { readonly kind: K; readonly type?: undefined; readonly id: string };

/** The one organisation. */
export const ORGANISATION: Scope<'organisation'> = { kind: 'organisation', id: ORGANISATION_ID };

/** A scope from its parts; a type is kept only where the kind has one. */
export function makeScope<K extends ScopeKind>(kind: K, id: string, type: string | undefined): Scope<K> {
  return (isTypedKind(kind) ? { kind, type: type ?? '', id } : { kind, id }) as Scope<K>;
}

/** A text that is equal for equal scopes; the id may be ANY_ID or, for a whole kind, empty. */
export function scopeText({
  kind,
  type,
  id,
}: {
  readonly kind: ScopeKind;
  readonly type?: string | undefined;
  readonly id: string;
}): string {
  return JSON.stringify([kind, type ?? '', id]);
}

/** Reads the text of scopeText. Throws InvalidInputError. */
export function parseScope(text: string): Scope {
  const parts: unknown = JSON.parse(text);
  if (Array.isArray(parts) && parts.length === 3 && parts.every((part) => typeof part === 'string')) {
    const [kind = '', type, id = ''] = parts;
    if (Object.hasOwn(SCOPES, kind)) return makeScope(kind as ScopeKind, id, type);
  }
  throw new InvalidInputError(`"${cutText(text, 80)}" is not a scope: ["kind","type","id"]`);
}

/** True when the scope's totals are sums of the organisation's cells. */
export function isCellScope<S extends Scope>(scope: S): scope is S & { readonly kind: CellKind } {
  return CELL_KINDS.some((kind) => kind === scope.kind);
}

/** True for a scope of one of these kinds. */
export function isOfKind<K extends ScopeKind>(scope: Scope, kinds: readonly K[]): scope is Scope<K> {
  return kinds.some((kind) => kind === scope.kind);
}

import { canonicalJson, parseExactJson } from '../../core/usage/exact-json.ts';
import { type HideUser, hideUsers } from '../../core/usage/hide-users.ts';
import type { Caller } from './caller.ts';
import type { Route } from './route.ts';

/** What of a request may name users. */
export interface NamingRequest {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Fields of bodies beside those of users whose value is a user. */
const CREATOR = 'createdBy';

/**
 * A request as if it had been sent with the names that the ledger keeps: users in the path, in the query and
 * in a body of JSON. Values of a budget are left to its routes, for only the budget tells whether they are users.
 */
export function hideRequest(route: Route, request: NamingRequest, hide: HideUser): NamingRequest {
  const ofUsers = /^\/users(\/|$)/.test(route.path);
  const hidden = (values: Readonly<Record<string, string>>) =>
    ofUsers && values['id'] !== undefined ? { ...values, id: hide(values['id']) } : values;
  return {
    path: hidden(request.path),
    query: hideUsers(hidden(request.query), hide) as Record<string, string>,
    text: hideText(request.text, hide),
  };
}

/** The caller under the name of its costs; functions keep their role. */
export function hideCaller(caller: Caller, isPerson: boolean, hide: HideUser): Caller {
  const { id, userId } = caller;
  if (!isPerson) return caller;
  return { ...caller, id: hide(id), userId: userId === undefined ? undefined : hide(userId) };
}

/** What is no JSON (a bill as CSV, a mistake) stays; it is refused or names no user. */
function hideText(text: string, hide: HideUser): string {
  if (text === '') return text;
  let content: unknown;
  try {
    content = parseExactJson(text);
  } catch {
    return text;
  }
  return canonicalJson(hideScopes(hideUsers(content, hide), hide));
}

/** Scopes of kind `user`, and creators. */
function hideScopes(value: unknown, hide: HideUser): unknown {
  if (Array.isArray(value)) return value.map((item) => hideScopes(item, hide));
  if (typeof value !== 'object' || value === null) return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const object = value as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(object).map(([key, item]) => {
      const isUser = key === CREATOR || (key === 'id' && object['kind'] === 'user');
      return [key, isUser && typeof item === 'string' ? hide(item) : hideScopes(item, hide)];
    }),
  );
}

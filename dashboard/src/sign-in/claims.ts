import { jwtDecode } from 'jwt-decode';
import type { SignInConfig } from '../../../contracts/dashboard-config.ts';
import { ROLE_GROUPS } from '../../../contracts/role-groups.ts';
import { SETTING_DEFAULTS } from '../../../contracts/setting-defaults.ts';

type GroupNames = Pick<SignInConfig, 'groupsClaim' | 'groupsPrefix'>;

/** Who is signed in, as the token says. The API decides what may be seen; the page only leaves out what it would refuse. */
export interface Person {
  readonly name: string;
  readonly isAdmin: boolean;
  /** Sees the costs of all users. */
  readonly isReader: boolean;
}

/** The claims of a JSON Web Token; the signature is for the API to check. */
function readClaims(token: string): Record<string, unknown> {
  try {
    return jwtDecode<Record<string, unknown>>(token);
  } catch {
    // An opaque token: nothing can be said about the person, and the API still can.
    return {};
  }
}

/** When a token ends, epoch milliseconds; never, where it does not say. */
export function expiryOf(token: string): number {
  const { exp } = readClaims(token);
  return typeof exp === 'number' ? exp * 1000 : Infinity;
}

/** Who the token is of; groups are read from the stage's claim, name by name. */
export function readPerson(
  token: string,
  { groupsClaim = SETTING_DEFAULTS.groupsClaim, groupsPrefix = '' }: GroupNames = {},
): Person {
  const claims = readClaims(token);
  const groups: readonly unknown[] = [claims[groupsClaim]].flat();
  const isIn = (group: string) => groups.includes(`${groupsPrefix}${group}`);
  const named = [
    claims['name'],
    claims['email'],
    claims['cognito:username'],
    claims['username'],
    claims['sub'],
  ];
  const isAdmin = isIn(ROLE_GROUPS.admin);
  return {
    name: named.find((value): value is string => typeof value === 'string' && value !== '') ?? 'signed in',
    isAdmin,
    isReader: isAdmin || isIn(ROLE_GROUPS.reader),
  };
}

import { jwtDecode } from 'jwt-decode';

/** Who is signed in, as the token says. The API decides what may be seen; the page only leaves out what it would refuse. */
export interface Person {
  readonly name: string;
  readonly isAdmin: boolean;
  /** Sees everybody's costs. */
  readonly isReader: boolean;
}

const GROUP_CLAIMS = ['cognito:groups', 'groups'];

/** The claims of a JSON Web Token; the signature is for the API to check. */
function readClaims(token: string): Record<string, unknown> {
  try {
    return jwtDecode<Record<string, unknown>>(token);
  } catch {
    // An opaque token: nothing can be said about the person, and the API still can.
    return {};
  }
}

export function readPerson(token: string): Person {
  const claims = readClaims(token);
  const groups = GROUP_CLAIMS.flatMap((name) => {
    const value = claims[name];
    if (Array.isArray(value)) return value.map(String);
    return typeof value === 'string' ? value.split(/[\s,[\]"]+/) : [];
  });
  const named = [
    claims['name'],
    claims['email'],
    claims['cognito:username'],
    claims['username'],
    claims['sub'],
  ];
  const isAdmin = groups.includes('cost-admins');
  return {
    name: named.find((value): value is string => typeof value === 'string' && value !== '') ?? 'signed in',
    isAdmin,
    isReader: isAdmin || groups.includes('cost-readers'),
  };
}

import { lookUp } from '../../contracts/look-up.ts';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { KeyScope } from '../../contracts/key-scopes.ts';
import { LIMITS } from '../../contracts/message-limits.ts';
import { type Role, ROLE_GROUPS } from '../../contracts/role-groups.ts';
import { boundedText } from '../../contracts/bounded-text.ts';
import { SYSTEM_USER } from '../../contracts/system-user.ts';
import { UnauthenticatedError } from '../../core/errors.ts';
import { type GroupNames, groupsOf } from './caller-groups.ts';
import { SERVICE_PATH } from './paths.ts';

/** Who sends a request. */
export interface Caller {
  /** Names the caller for its limit and for logs of changes. */
  readonly id: string;
  /** The userId of messages that belongs to this caller; undefined for functions and tokens without it. */
  readonly userId: string | undefined;
  readonly roles: ReadonlySet<Role>;
  /** Of a machine with a key: what the key allows, and when it ends where that is soon. */
  readonly key?: { readonly scopes: ReadonlySet<KeyScope>; readonly expires: string | undefined };
}

const ROLES: Readonly<Record<string, Role>> = Object.fromEntries(
  (Object.keys(ROLE_GROUPS) as Role[]).map((role) => [ROLE_GROUPS[role], role]),
);

/** Values that name no user: the second is the system's work in totals. */
const NO_USER: ReadonlySet<string> = new Set(['', SYSTEM_USER]);

/** Which claims of the stage's tokens say what. */
export interface ClaimNames extends GroupNames {
  /** The claim that equals the userId of messages. */
  readonly userClaim: string;
}

/** What names a caller: as long as a message's userId may be. */
const SUBJECT = boundedText(LIMITS.nameCharacters);

interface Authorizer {
  readonly jwt?: { readonly claims?: Readonly<Record<string, unknown>> };
  readonly iam?: { readonly userArn?: string };
}

/** The caller that the gateway's authorizer found. Throws UnauthenticatedError when no authorizer ran. */
export function callerOf(event: APIGatewayProxyEventV2, names: ClaimNames): Caller {
  const { authorizer } = event.requestContext as { authorizer?: Authorizer };
  if (authorizer?.iam?.userArn) {
    return { id: roleOf(authorizer.iam.userArn), userId: undefined, roles: rolesOfFunction(event) };
  }
  const claims = authorizer?.jwt?.claims;
  const subject = claims?.['sub'];
  if (!claims || typeof subject !== 'string') {
    throw new UnauthenticatedError('send "Authorization: Bearer" with a token of this stage');
  }
  if (!SUBJECT.safeParse(subject).success) {
    throw new UnauthenticatedError(
      `the token's "sub" must have 1 to ${LIMITS.nameCharacters} characters, none of them a control character`,
    );
  }
  const userId = claims[names.userClaim];
  const groups = groupsOf(claims, event.headers['authorization'], names);
  return {
    id: subject,
    userId: isUser(userId) ? userId : undefined,
    roles: new Set(groups.flatMap((group) => lookUp(ROLES, group) ?? [])),
  };
}

/** A role of AWS is what its policies let through: the methods that they name are the roles that it has here. */
function rolesOfFunction({ rawPath, requestContext }: APIGatewayProxyEventV2): ReadonlySet<Role> {
  const reads = requestContext.http.method === 'GET' && rawPath.startsWith(`${SERVICE_PATH}/`);
  return new Set<Role>(reads ? ['reader', 'writer'] : ['writer']);
}

/** What no message can name is no user's id. */
function isUser(userId: unknown): userId is string {
  return SUBJECT.safeParse(userId).success && !NO_USER.has(String(userId));
}

/** True for a caller with a token, false for a function with a role. */
export function isPerson(event: APIGatewayProxyEventV2): boolean {
  const { authorizer } = event.requestContext as { authorizer?: Authorizer };
  return authorizer?.iam?.userArn === undefined;
}

/** True for what spends for others: backends and admins; every other caller spends for itself alone. */
export function isBackend({ roles }: Caller): boolean {
  return roles.has('admin') || roles.has('writer');
}

/** A session of a role counts as the role: every function that runs has a session of its own. */
function roleOf(arn: string): string {
  return arn.replace(/^(arn:[^:]*:sts::\d*:assumed-role\/[^/]+)\/.*$/, '$1');
}

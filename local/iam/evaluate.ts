import { allHold, type Context } from './conditions.ts';
import type { Statement } from './policy.ts';
import { fits } from './wildcard.ts';

/** Who calls: a role of the account, its administrator, or a service of AWS that acts for itself. */
export type Principal =
  | { readonly kind: 'role'; readonly arn: string; readonly session: string; readonly account: string }
  | { readonly kind: 'admin'; readonly account: string }
  | { readonly kind: 'service'; readonly service: string };

/** One action on one resource. */
export interface Need {
  /** As IAM writes it, `dynamodb:PutItem`. */
  readonly action: string;
  /** ARN, or `*` for actions that know no resources. */
  readonly resource: string;
  readonly context: Context;
}

/** The statements that bear on a call. */
export interface Policies {
  readonly identity: readonly Statement[];
  /** Of the resource; undefined where it has no policy of its own. */
  readonly resource: readonly Statement[] | undefined;
  /** Whether the resource's policy must let the account in before the policies of its roles count, as for keys. */
  readonly resourceDecides: boolean;
}

/** The verdict with its reason, worded as AWS does. */
export type Decision = { readonly allowed: true } | { readonly allowed: false; readonly because: string };

const ALLOWED: Decision = { allowed: true };

/**
 * Decides as IAM does within one account: an explicit deny wins; else a statement of the role or of the resource must
 * allow. A service is let in by the resource's policy alone.
 */
export function decide(principal: Principal, need: Need, policies: Policies): Decision {
  const { identity, resource = [], resourceDecides } = policies;
  const own = identity.filter((statement) => isAbout(statement, need));
  const theirs = resource.filter((statement) => isAbout(statement, need));
  const denied = own.some(({ allows }) => !allows);
  if (denied) return refused(need, 'with an explicit deny in an identity-based policy');
  if (theirs.some((one) => !one.allows && names(one, principal) !== undefined))
    return refused(need, 'with an explicit deny in a resource-based policy');
  const named = theirs.filter(({ allows }) => allows).map((one) => names(one, principal));
  if (named.includes('directly')) return ALLOWED;
  if (principal.kind === 'service') return refused(need, 'because no resource-based policy allows');
  if (resourceDecides && !named.includes('account'))
    return refused(need, 'because no resource-based policy allows');
  if (own.some(({ allows }) => allows)) return ALLOWED;
  return refused(need, 'because no identity-based policy allows');
}

function refused({ action }: Need, reason: string): Decision {
  return { allowed: false, because: reason.endsWith('allows') ? `${reason} the ${action} action` : reason };
}

/** Whether a statement is about this action, resource and circumstances, for any caller. */
function isAbout(statement: Statement, { action, resource, context }: Need): boolean {
  const wanted = action.toLowerCase();
  const isAction = statement.actions.some((pattern) => fits(pattern, wanted));
  if (isAction === statement.notActions) return false;
  const { resources, notResources } = statement;
  const isResource = resources.length === 0 || resources.some((pattern) => fits(pattern, resource));
  if (isResource === notResources) return false;
  return allHold(statement.conditions, context);
}

/** How a statement of a resource's policy means the caller: directly, as one of its account, or not at all. */
function names({ principals }: Statement, principal: Principal): 'directly' | 'account' | undefined {
  if (principals === undefined || principals.everybody) return 'directly';
  if (principal.kind === 'service')
    return principals.services.some((name) => name === '*' || name === principal.service)
      ? 'directly'
      : undefined;
  const { account } = principal;
  const isAccount = principals.aws.some(
    (name) => name === account || name === `arn:aws:iam::${account}:root`,
  );
  if (principal.kind === 'admin') return isAccount ? 'directly' : undefined;
  if (principals.aws.includes(principal.arn)) return 'directly';
  return isAccount ? 'account' : undefined;
}

/** The caller as AWS's messages name it. */
export function principalText(principal: Principal): string {
  if (principal.kind === 'service') return principal.service;
  if (principal.kind === 'admin') return `arn:aws:iam::${principal.account}:root`;
  const role = principal.arn.slice(principal.arn.lastIndexOf('/') + 1);
  return `arn:aws:sts::${principal.account}:assumed-role/${role}/${principal.session}`;
}

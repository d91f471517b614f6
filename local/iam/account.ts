import { createHash } from 'node:crypto';
import type { Resolver } from '../resolve.ts';
import { list, record, text, word } from '../template.ts';
import type { Resource } from '../template.ts';
import { type Decision, decide, principalText, type Need, type Principal } from './evaluate.ts';
import { encryptionKeys, keyNeeds } from './encryption.ts';
import { type Statement, readPolicy, texts } from './policy.ts';
import { resourcePolicies, resourceWithPolicy } from './resource-policies.ts';

/** A role of the templates. */
export interface Role {
  readonly arn: string;
  /** Logical id, which stays the same from stage to stage. */
  readonly id: string;
  readonly account: string;
  readonly statements: readonly Statement[];
  /** Who may act as the role. */
  readonly trust: readonly Statement[];
}

/** A call that was decided, for a record of them. */
export interface DecidedCall {
  readonly principal: Principal;
  readonly need: Need;
  readonly decision: Decision;
}

/** Told of calls as they are decided; the same call may be left out when it comes again. */
export type Listener = (call: DecidedCall) => void;

/** What an administrator may do; explicit denials of resources' policies hold for one too. */
const EVERYTHING = readPolicy(
  { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
  'the account’s administrator',
);

/** Decisions kept; names of objects have no end. */
const MOST_DECISIONS = 10_000;

/**
 * Roles, policies and keys of the account that the templates describe. Access keys of no role are the
 * administrator's: a reader of the endpoints file is the developer of this machine.
 */
export class Account {
  readonly roles: readonly Role[];
  /** The account's number. */
  readonly id: string;
  readonly #policies: ReadonlyMap<string, readonly Statement[]>;
  /** Keys that resources are encrypted with. */
  readonly #keys: ReadonlyMap<string, string>;
  readonly #byKey = new Map<string, Principal>();
  readonly #decisions = new Map<string, Decision>();
  #listener: Listener | undefined;

  /** @throws on a policy that cannot be judged here */
  constructor(resolver: Resolver) {
    const [any] = resolver.resources;
    this.id = any ? resolver.stackOf(any).account : '000000000000';
    this.roles = resolver.ofType('AWS::IAM::Role').map((role) => readRole(role, resolver, this.id));
    this.#policies = resourcePolicies(resolver);
    this.#keys = encryptionKeys(resolver);
  }

  /** Tells of every call from now on that was not decided before. */
  listen(listener: Listener): void {
    this.#listener = listener;
  }

  /** Whether any policy has a condition on this key, in lower case. */
  asks(key: string): boolean {
    const all = [
      ...this.roles.flatMap(({ statements }) => statements),
      ...[...this.#policies.values()].flat(),
    ];
    return all.some(({ conditions }) => conditions.some((condition) => condition.key === key));
  }

  /** The role with this ARN. @throws when the templates have none */
  role(arn: string): Role {
    const found = this.roles.find((role) => role.arn === arn);
    if (!found) throw new Error(`no role of the templates has the ARN ${arn}`);
    return found;
  }

  /** Who acts as the role in a session of this name. */
  as(role: Role, session: string): Principal {
    return { kind: 'role', arn: role.arn, session, account: role.account };
  }

  /** An access key of the principal's own; the same in every start. */
  keyOf(principal: Principal): string {
    const hash = createHash('sha256').update(principalText(principal)).digest('hex').toUpperCase();
    const key = `ASIA${hash.slice(0, 16)}`;
    this.#byKey.set(key, principal);
    return key;
  }

  /** Whose access key this is. */
  owner(accessKey: string | undefined): Principal {
    return this.#byKey.get(accessKey ?? '') ?? { kind: 'admin', account: this.id };
  }

  /** Whether the principal may do this, by its own policies and the resource's. */
  decide(principal: Principal, need: Need): Decision {
    const key = JSON.stringify([principalText(principal), need.action, need.resource, need.context]);
    const known = this.#decisions.get(key);
    if (known) return known;
    const decision = this.#ofCall(principal, need);
    if (this.#decisions.size >= MOST_DECISIONS) this.#decisions.clear();
    this.#decisions.set(key, decision);
    this.#listener?.({ principal, need, decision });
    return decision;
  }

  #ofCall(principal: Principal, need: Need): Decision {
    for (const one of [need, ...keyNeeds(need, this.#keys)]) {
      const decision = decide(principal, one, {
        identity: this.#identity(principal),
        resource: this.#policies.get(resourceWithPolicy(one.resource)),
        resourceDecides: one.resource.startsWith('arn:aws:kms:'),
      });
      if (!decision.allowed) return one === need ? decision : ofKey(one, decision.because);
    }
    return { allowed: true };
  }

  /** The first of the needs that is refused, in AWS's words; undefined when all are allowed. */
  refusal(principal: Principal, needs: readonly Need[]): string | undefined {
    for (const need of needs) {
      const decision = this.decide(principal, need);
      if (!decision.allowed) return refusalText(principal, need, decision.because);
    }
    return undefined;
  }

  /** Whether a service may act as the role. */
  trusts(role: Role, service: string, context: Need['context'] = {}): boolean {
    const need = { action: 'sts:AssumeRole', resource: role.arn, context };
    const policies = { identity: [], resource: role.trust, resourceDecides: false };
    return decide({ kind: 'service', service }, need, policies).allowed;
  }

  #identity(principal: Principal): readonly Statement[] {
    if (principal.kind === 'service') return [];
    return principal.kind === 'admin' ? EVERYTHING : this.role(principal.arn).statements;
  }
}

/** A refusal for want of the key, which names what is wanted of it. */
function ofKey({ action, resource }: Need, because: string): Decision {
  return { allowed: false, because: `without ${action} on its key ${resource}, ${because}` };
}

/** A refusal as AWS words it. */
function refusalText(principal: Principal, { action, resource }: Need, because: string): string {
  return `User: ${principalText(principal)} is not authorized to perform: ${action} on resource: ${resource} ${because}`;
}

function readRole(role: Resource, resolver: Resolver, account: string): Role {
  const properties = resolver.properties(role);
  const { ref, attributes } = resolver.identity(role);
  const arn = attributes['Arn'] ?? ref;
  const inline = list(properties['Policies']).flatMap((policy) =>
    readPolicy(record(policy)['PolicyDocument'], `${role.logicalId}/${word(record(policy)['PolicyName'])}`),
  );
  const attached = resolver
    .ofType('AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy')
    .filter((policy) => isOf(policy, resolver, ref, properties))
    .flatMap((policy) => readPolicy(resolver.properties(policy)['PolicyDocument'], policy.logicalId));
  const trust = readPolicy(properties['AssumeRolePolicyDocument'], `${role.logicalId}/trust`);
  return { arn, id: role.logicalId, account, statements: [...inline, ...attached], trust };
}

/** Whether a policy is attached to the role of this name, from either side. */
function isOf(policy: Resource, resolver: Resolver, name: string, role: Record<string, unknown>): boolean {
  const { Roles, RoleName } = resolver.properties(policy);
  const named =
    policy.type === 'AWS::IAM::RolePolicy' ? text(RoleName) === name : texts(Roles).includes(name);
  return named || texts(role['ManagedPolicyArns']).includes(resolver.identity(policy).ref);
}

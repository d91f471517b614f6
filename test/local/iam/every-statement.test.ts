import { beforeAll, describe, expect, it } from 'vitest';
import { Account } from '../../../local/iam/account.ts';
import type { Principal } from '../../../local/iam/evaluate.ts';
import type { RecordedCall } from '../../../local/iam/record-calls.ts';
import { Resolver } from '../../../local/resolve.ts';
import { record } from '../../../local/template.ts';
import type { Stack, Template } from '../../../local/template.ts';
import { EVERY_OPTION } from '../../lib/rules/stages.ts';
import { listOf, templatesOf } from '../../lib/rules/templates.ts';
import { readRecordedCalls } from '../../support/shared/recorded-calls.ts';
import { UNREACHABLE } from './unreachable.ts';

/**
 * The stage that the suite's systems run, with whatever else a stage can ask for that they reach; what roles may do
 * with logs of Bedrock and a feed of prices, whose calls no local system records, `rolesMayDoTheirWorkAlone` in test/lib/rules
 * holds them to.
 */
const STAGE = {
  ...EVERY_OPTION,
  bedrockLogs: false,
  priceFeed: undefined,
  jwt: undefined,
  userClaim: 'sub',
  groupsClaim: undefined,
  groupsPrefix: '',
  retainData: false,
  mailSender: 'costkeeper@example.com',
  dashboard: false,
  // No local call is of another account; `otherAccountsMaySend` in test/lib/rules holds what is theirs.
  senderAccounts: [],
  // Lambda itself sends traces, with no call of the function; test/lib/rules holds the two rights to the option.
  tracing: false,
  // CodeDeploy acts during a deployment alone; test/lib/rules holds its rights.
  gradualDeploys: false,
};
const PLACES = { sqs: 'http://127.0.0.1:1/secret', gateway: 'http://127.0.0.1:2' };
const TLS = { 'aws:securetransport': 'true' };

/** Something that a policy allows or forbids, and how to take it away. */
interface Part {
  /** `Policy action` or `Policy resource`, as the list of what is unreachable names it. */
  readonly name: string;
  readonly without: (stacks: readonly Stack[]) => readonly Stack[];
}

interface StatementPlace {
  readonly stack: string;
  readonly id: string;
  /** Property with the document, `PolicyDocument`, `KeyPolicy` or `AssumeRolePolicyDocument`. */
  readonly document: string;
  readonly index: number;
}

let stacks: readonly Stack[];
let resolver: Resolver;
let whole: Account;
let calls: readonly RecordedCall[];

beforeAll(() => {
  stacks = templatesOf('dev', STAGE).map(({ name, ...template }) => ({
    name,
    region: 'us-east-1',
    account: '000000000000',
    template: template as Template,
    assets: new Map(),
  }));
  resolver = new Resolver(stacks, PLACES);
  whole = new Account(resolver);
  // With own cost the API's function has a fixed name.
  const server = resolver
    .ofType('AWS::Lambda::Function')
    .find(({ stack }) => stack.startsWith('CostkeeperApi'));
  const arn = (server && resolver.identity(server).attributes['Arn']) ?? '';
  calls = readRecordedCalls().map((call) => ({
    ...call,
    resource: call.resource.replace(/^arn:aws:lambda:.*:function:CostkeeperApi-.*$/, arn),
  }));
});

function callerOf(account: Account, caller: string): Principal {
  const role = account.roles.find(({ id }) => id === caller);
  return role ? account.as(role, 'session') : { kind: 'service', service: caller };
}

function isAllowed(account: Account, { caller, action, resource, context }: RecordedCall): boolean {
  return account.decide(callerOf(account, caller), { action, resource, context }).allowed;
}

/** Calls of the suite that would be refused by these templates. */
function refusedBy(changed: readonly Stack[]): RecordedCall[] {
  const account = new Account(new Resolver(changed, PLACES));
  return calls.filter((call) => isAllowed(whole, call) && !isAllowed(account, call));
}

/** The stacks with one statement changed, or left out where `change` answers nothing. */
function withStatement(
  all: readonly Stack[],
  { stack, id, document, index }: StatementPlace,
  change: (statement: Record<string, unknown>) => Record<string, unknown> | undefined,
): readonly Stack[] {
  return all.map((one) => {
    const resource = one.name === stack ? one.template.Resources?.[id] : undefined;
    if (!resource) return one;
    const policy = record(resource.Properties?.[document]);
    const Statement = listOf<Record<string, unknown>>(policy['Statement']).flatMap((statement, place) =>
      place === index ? (change(statement) ?? []) : [statement],
    );
    const Properties = { ...resource.Properties, [document]: { ...policy, Statement } };
    const Resources = { ...one.template.Resources, [id]: { ...resource, Properties } };
    return { ...one, template: { ...one.template, Resources } };
  });
}

/** Every statement of the documents of these types. */
function statementsIn(
  document: string,
  ...types: string[]
): (StatementPlace & { statement: Record<string, unknown> })[] {
  return resolver.ofType(...types).flatMap(({ stack, logicalId, properties }) =>
    listOf<Record<string, unknown>>(record(properties[document])['Statement']).map((statement, index) => ({
      stack,
      id: logicalId,
      document,
      index,
      statement,
    })),
  );
}

function onlyIf({ statement, stack }: StatementPlace & { statement: Record<string, unknown> }): string {
  const conditions = Object.values(record(resolver.resolve(statement['Condition'], stack)));
  return conditions.map((condition) => ` if ${JSON.stringify(condition)}`).join('');
}

/** A statement part by part: each action, and each of several resources, can be taken away by itself. */
function partsOf(place: StatementPlace & { statement: Record<string, unknown> }): Part[] {
  const actions = listOf<string>(place.statement['Action']);
  const resources = listOf(place.statement['Resource']);
  const without = (kind: string, all: readonly unknown[], index: number) => (whole: readonly Stack[]) =>
    withStatement(whole, place, (statement) => {
      const rest = all.filter((_one, other) => other !== index);
      return rest.length === 0 ? undefined : { ...statement, [kind]: rest };
    });
  const ofActions = actions.map((action, index) => ({
    name: `${place.id}: ${action}${onlyIf(place)}`,
    without: without('Action', actions, index),
  }));
  if (resources.length < 2) return ofActions;
  const ofResources = resources.map((resource, index) => ({
    name: `${place.id}: ${actions.join(' ')} on ${String(resolver.resolve(resource, place.stack))}`,
    without: without('Resource', resources, index),
  }));
  return [...ofActions, ...ofResources];
}

function unnoticed(parts: readonly Part[]): string[] {
  return parts.filter(({ without }) => refusedBy(without(stacks)).length === 0).map(({ name }) => name);
}

/** Without the hashes that CDK ends logical ids with, so that the list of the unreachable outlives a rename. */
function readable(name: string): string {
  return name.replaceAll(/(?<=[a-z])[0-9A-F]{8}\b/gi, '');
}

describe('the calls that the suite’s local systems made', () => {
  it('are all allowed by the templates as they are', () => {
    expect(calls.length).toBeGreaterThan(80);
    expect(calls.filter((call) => !isAllowed(whole, call))).toEqual([]);
  });
});

describe('taken away, each part of a policy is missed by a call of the suite', () => {
  it('of the roles, but for what no local call reaches', () => {
    const parts = statementsIn('PolicyDocument', 'AWS::IAM::Policy').flatMap(partsOf);
    expect(parts.length).toBeGreaterThan(100);
    expect(unnoticed(parts).map(readable).toSorted()).toEqual(Object.keys(UNREACHABLE).toSorted());
  });

  it('of queues and topics that let services in', () => {
    const parts = statementsIn('PolicyDocument', 'AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy')
      .filter(({ statement }) => statement['Effect'] === 'Allow')
      .flatMap(partsOf);
    expect(parts.length).toBeGreaterThan(1);
    expect(unnoticed(parts)).toEqual([]);
  });

  it('of keys', () => {
    const parts = statementsIn('KeyPolicy', 'AWS::KMS::Key').flatMap(partsOf);
    expect(parts.length).toBeGreaterThan(1);
    expect(unnoticed(parts)).toEqual([]);
  });

  it('of functions: who may invoke them', () => {
    const permissions = resolver.ofType('AWS::Lambda::Permission');
    expect(permissions.length).toBeGreaterThan(1);
    for (const { stack, logicalId } of permissions) {
      const changed = stacks.map((one) => {
        if (one.name !== stack) return one;
        const { [logicalId]: _gone, ...Resources } = one.template.Resources ?? {};
        return { ...one, template: { ...one.template, Resources } };
      });
      expect({ logicalId, missed: refusedBy(changed).length > 0 }).toEqual({ logicalId, missed: true });
    }
  });
});

describe('taken away, each trust of a role', () => {
  it('keeps the service that acts as the role out', () => {
    const trusts = statementsIn('AssumeRolePolicyDocument', 'AWS::IAM::Role');
    expect(trusts.length).toBeGreaterThan(7);
    for (const place of trusts) {
      const [service = ''] = listOf<string>(record(place.statement['Principal'])['Service']);
      const trusted = (all: readonly Stack[]) => {
        const account = new Account(new Resolver(all, PLACES));
        const role = account.roles.find(({ id }) => id === place.id);
        return role !== undefined && account.trusts(role, service, { 'aws:sourceaccount': account.id });
      };
      expect(trusted(stacks)).toBe(true);
      expect(trusted(withStatement(stacks, place, () => undefined))).toBe(false);
    }
  });
});

describe('taken away, each prohibition', () => {
  it('lets plain HTTP in, which it keeps out', () => {
    const denials = statementsIn(
      'PolicyDocument',
      'AWS::SQS::QueuePolicy',
      'AWS::SNS::TopicPolicy',
      'AWS::S3::BucketPolicy',
    ).filter(({ statement }) => statement['Effect'] === 'Deny');
    expect(denials.length).toBeGreaterThan(5);
    for (const place of denials) {
      const [pattern = ''] = listOf<string>(place.statement['Action']);
      const [value] = listOf(place.statement['Resource']);
      const need = {
        action: pattern.replace('*', 'GetAnything'),
        resource: String(resolver.resolve(value, place.stack)),
        context: { ...TLS, 'aws:securetransport': 'false' },
      };
      const allowed = (all: readonly Stack[]) => {
        const account = new Account(new Resolver(all, PLACES));
        return account.decide(account.owner(undefined), need).allowed;
      };
      expect({ place: place.id, before: allowed(stacks) }).toEqual({ place: place.id, before: false });
      expect(allowed(withStatement(stacks, place, () => undefined))).toBe(true);
    }
  });
});

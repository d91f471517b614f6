import { KNOWN, unknownAttributes, unknownProperties } from './known.ts';
import { isCdkOwn } from './own.ts';
import {
  type Found,
  isSame,
  listOf,
  namedBy,
  nameOfResource,
  propertyOf,
  resourcesIn,
  type Rule,
  shown,
  type Statement,
  type Templates,
} from './templates.ts';

/** Whatever a stage is made of is of a type that the rules know, and says nothing of it that they do not read. */
export const nothingIsOpenedBeside: Rule = (templates) =>
  resourcesIn(templates).flatMap((found) => {
    const faults =
      KNOWN[found.Type] === undefined ? ['is of a type that nobody has said what it is for'] : [];
    if (faults.length === 0 && !isCdkOwn(found)) {
      const names = [...unknownProperties(found), ...unknownAttributes(found)];
      if (names.length > 0) faults.push(`has ${names.join(', ')}, which nobody has said what it is for`);
    }
    return faults.map((fault) => `${nameOfResource(found)} ${fault}`);
  });

/** Who acts as a role, by what names it. */
const USERS = [
  ['AWS::Lambda::Function', ['Role'], 'lambda.amazonaws.com'],
  ['AWS::Scheduler::Schedule', ['Target', 'RoleArn'], 'scheduler.amazonaws.com'],
  ['AWS::CodeDeploy::DeploymentGroup', ['ServiceRoleArn'], 'codedeploy.amazonaws.com'],
] as const;

/** The service that acts as a role is the one that the role trusts. */
export const rolesAreTakenByWhoUsesThem: Rule = (templates) =>
  USERS.flatMap(([type, path, service]) =>
    resourcesIn(templates, type).flatMap((user) => {
      const role = namedBy(propertyOf(user, ...path), user.stack, templates);
      if (!role) return [`${nameOfResource(user)} has no role of the stage`];
      return trusts(role, service)
        ? []
        : [`${nameOfResource(role)} does not let ${service} act for ${user.id}`];
    }),
  );

/** What has to be there before a resource, by `DependsOn`. */
function isAwaited(id: string, { DependsOn }: Found): boolean {
  return listOf<string>(DependsOn).includes(id);
}

/**
 * What acts as a role waits for its rights, or its first calls and its event source are refused; a stage waits for the
 * routes that it limits, which API Gateway looks for; and the log of calls is turned on when Bedrock may write it.
 */
export const whatIsNeededIsThereFirst: Rule = (templates) => [
  ...resourcesIn(templates, 'AWS::IAM::Policy').flatMap((policy) =>
    USERS.flatMap(([type, path]) =>
      resourcesIn(templates, type)
        .filter(
          (user) =>
            user.stack.name === policy.stack.name &&
            !isCdkOwn(user) &&
            listOf(propertyOf(policy, 'Roles')).some((role) =>
              isSame(
                namedBy(role, policy.stack, templates),
                namedBy(propertyOf(user, ...path), user.stack, templates),
              ),
            ) &&
            !isAwaited(policy.id, user),
        )
        .map((user) => `${nameOfResource(user)} does not wait for its rights, ${policy.id}`),
    ),
  ),
  ...resourcesIn(templates, 'AWS::ApiGatewayV2::Stage').flatMap((stage) =>
    resourcesIn(templates, 'AWS::ApiGatewayV2::Route')
      .filter(
        (route) =>
          Object.keys(propertyOf(stage, 'RouteSettings') ?? {}).includes(
            shown(propertyOf(route, 'RouteKey')),
          ) && !isAwaited(route.id, stage),
      )
      .map((route) => `${nameOfResource(stage)} does not wait for ${route.id}, which it limits`),
  ),
  ...resourcesIn(templates, 'Custom::BedrockInvocationLogging').flatMap((logging) =>
    resourcesIn([logging.stack], 'AWS::IAM::Policy', 'AWS::S3::BucketPolicy')
      .filter(({ id }) => /^InvocationLogs(LoggingCustomResourcePolicy|BucketPolicy)/.test(id))
      .filter(({ id }) => !isAwaited(id, logging))
      .map(({ id }) => `${nameOfResource(logging)} does not wait for ${id}`),
  ),
];

function trusts(role: Found, service: string): boolean {
  return listOf<Statement>(propertyOf(role, 'AssumeRolePolicyDocument', 'Statement')).some(
    ({ Principal }) => (Principal as { Service?: unknown } | undefined)?.Service === service,
  );
}

const BUCKET_FOLDERS = /^(|\/\*|\/bedrock\/AWSLogs\/.*\/BedrockModelInvocationLogs\/\*)$/;

/** A statement on a queue, topic or bucket is about the whole of it, or about the folder that a service writes. */
export const policiesCoverTheirStore: Rule = (templates) =>
  (
    [
      ['AWS::SQS::QueuePolicy', 'Queues'],
      ['AWS::SNS::TopicPolicy', 'Topics'],
      ['AWS::S3::BucketPolicy', 'Bucket'],
    ] as const
  ).flatMap(([type, property]) =>
    resourcesIn(templates, type).flatMap((policy) => {
      const stores = listOf(propertyOf(policy, property));
      const statements = listOf<Statement>(propertyOf(policy, 'PolicyDocument', 'Statement'));
      const another = resourcesIn(templates, type).filter(
        (other) => other.id !== policy.id && isAboutTheSame(other, policy, property, templates),
      );
      return [
        ...another.map(
          ({ id }) => `${nameOfResource(policy)} and ${id} are about one store: one replaces the other`,
        ),
        ...statements
          .filter(({ Resource }) => !coversStore(type, listOf(Resource)))
          .map(
            ({ Action }) =>
              `${nameOfResource(policy)}: ${String(Action)} is about a part of ${JSON.stringify(stores)}`,
          ),
      ];
    }),
  );

function isAboutTheSame(one: Found, other: Found, property: string, templates: Templates): boolean {
  const stores = (policy: Found) =>
    listOf(propertyOf(policy, property)).map((value) => namedBy(value, policy.stack, templates));
  return stores(one).some((store) => stores(other).some((two) => isSame(store, two)));
}

function coversStore(type: string, resources: readonly unknown[]): boolean {
  return resources.every((resource) => {
    const parts = (resource as { 'Fn::Join'?: [string, unknown[]] } | null)?.['Fn::Join']?.[1];
    if (parts === undefined) return true;
    const behind = parts
      .slice(1)
      .map((part) => (typeof part === 'string' ? part : '{}'))
      .join('');
    return type === 'AWS::S3::BucketPolicy' && BUCKET_FOLDERS.test(behind);
  });
}

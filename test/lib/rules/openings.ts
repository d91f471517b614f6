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
  type Statement,
  type Templates,
} from './templates.ts';

/** The types that a stage is made of, by service. Another one brings doors and costs that no rule looks at. */
const TYPES: Readonly<Record<string, string>> = {
  'AWS::ApiGatewayV2': 'Api Authorizer Integration Route Stage',
  'AWS::CDK': 'Metadata',
  'AWS::CloudFront': 'Distribution OriginAccessControl ResponseHeadersPolicy',
  'AWS::CloudWatch': 'Alarm Dashboard',
  'AWS::Cognito': 'UserPool UserPoolClient UserPoolDomain UserPoolGroup',
  'AWS::DynamoDB': 'GlobalTable',
  'AWS::Events': 'EventBus Rule',
  'AWS::IAM': 'Policy Role',
  'AWS::KMS': 'Key',
  'AWS::Lambda': 'EventInvokeConfig EventSourceMapping Function LayerVersion Permission',
  'AWS::Logs': 'LogGroup',
  'AWS::S3': 'Bucket BucketPolicy',
  'AWS::SES': 'EmailIdentity',
  'AWS::SNS': 'Subscription Topic TopicPolicy',
  'AWS::SQS': 'Queue QueuePolicy',
  'AWS::SSM': 'Parameter',
  'AWS::Scheduler': 'Schedule',
  Custom: 'BedrockInvocationLogging CDKBucketDeployment S3AutoDeleteObjects',
};

/** Properties that open a resource to others, or to another way in, each with what it would do. */
const DOORS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'AWS::IAM::Role': { PermissionsBoundary: 'narrows the role by a policy that no rule reads' },
  'AWS::S3::Bucket': {
    AccessControl: 'opens objects by an access control list',
    CorsConfiguration: 'lets pages of others call the bucket',
    ReplicationConfiguration: 'copies objects to another bucket',
    WebsiteConfiguration: 'serves objects by plain HTTP',
  },
  'AWS::Cognito::UserPool': { LambdaConfig: 'lets a function change who signs in and as what' },
  'AWS::Events::EventBus': { Policy: 'lets others put events' },
};

/** Whatever a stage is made of is of a type that the rules know, and has no door beside those that they look at. */
export const nothingIsOpenedBeside: Rule = (templates) =>
  resourcesIn(templates).flatMap((found) => {
    const cut = found.Type.lastIndexOf('::');
    const known = (TYPES[found.Type.slice(0, cut)] ?? '').split(' ').includes(found.Type.slice(cut + 2));
    const faults = known ? [] : ['is of a type that nobody has said what it is for'];
    for (const [name, does] of Object.entries(DOORS[found.Type] ?? {}))
      if (propertyOf(found, name) !== undefined && !isCdkOwn(found)) faults.push(`has ${name}: it ${does}`);
    if (
      found.Type === 'AWS::DynamoDB::GlobalTable' &&
      /"ResourcePolicy"/.test(JSON.stringify(found.Properties))
    )
      faults.push('has a policy of its own: roles alone say who may use the table');
    return faults.map((fault) => `${nameOfResource(found)} ${fault}`);
  });

/** Keys of conditions that a statement that allows something may have, by the document's type and the action. */
function conditionsOf(type: string, { Action, Principal }: Statement): readonly string[] {
  const actions = listOf<string>(Action);
  if (type === 'AWS::IAM::Policy')
    return (NARROWING[actions[0] ?? ''] ?? []).slice(0, actions.length === 1 ? 1 : 0);
  // Other accounts use a key for the queue's messages alone.
  if (type === 'AWS::KMS::Key') return ['kms:viaservice'];
  return JSON.stringify(Principal ?? '').includes('"Service"') ? ['aws:sourceaccount', 'aws:sourcearn'] : [];
}

const NARROWING: Readonly<Record<string, readonly string[]>> = {
  'cloudwatch:PutMetricData': ['cloudwatch:namespace'],
  's3:ListBucket': ['s3:prefix'],
  'ses:SendRawEmail': ['ses:fromaddress'],
};

/** What allows something asks for nothing besides: a condition more, and the call is refused. */
export const nothingIsNarrowedBesides: Rule = (templates) =>
  resourcesIn(templates)
    .filter((found) => !isCdkOwn(found))
    .flatMap((found) =>
      ['PolicyDocument', 'AssumeRolePolicyDocument', 'KeyPolicy'].flatMap((name) =>
        listOf<Statement>(propertyOf(found, name, 'Statement'))
          .filter(({ Effect }) => Effect === 'Allow')
          .flatMap((statement) => {
            const known = conditionsOf(found.Type, statement);
            return Object.values((statement.Condition ?? {}) as Record<string, object>)
              .flatMap((condition) => Object.keys(condition))
              .filter((key) => !known.includes(key.toLowerCase()))
              .map((key) => `${nameOfResource(found)} allows ${String(statement.Action)} only by ${key}`);
          }),
      ),
    );

/** Who acts as a role, by what names it. */
const USERS = [
  ['AWS::Lambda::Function', ['Role'], 'lambda.amazonaws.com'],
  ['AWS::Scheduler::Schedule', ['Target', 'RoleArn'], 'scheduler.amazonaws.com'],
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

import type { Mutation } from './mutations.ts';
import {
  listOf,
  propertyOf,
  resourcesIn,
  type Found,
  type StackTemplate,
  type TemplateResource,
  type Templates,
} from './templates.ts';

/** Properties that hold a policy. */
const DOCUMENTS = ['PolicyDocument', 'KeyPolicy', 'AssumeRolePolicyDocument'] as const;

/** A statement that lets anybody do anything, and one that keeps everybody out. */
const EVERYTHING = { Effect: 'Allow', Action: '*', Resource: '*' };
const NOTHING = { Effect: 'Deny', Action: '*', Resource: '*' };
const ANYBODY = { Principal: { AWS: '*' } };

function arnOf(id: string): object {
  return { 'Fn::GetAtt': [id, 'Arn'] };
}

function withResource(
  templates: Templates,
  stack: StackTemplate,
  id: string,
  to: TemplateResource,
): Templates {
  return templates.map((one) =>
    one.name === stack.name ? { ...one, Resources: { ...one.Resources, [id]: to } } : one,
  );
}

/** Something that is put beside what a stack has. */
function beside({ stack, id }: Found, what: string, to: TemplateResource): Mutation {
  return {
    name: `${stack.name}: ${id} has ${to.Type} ${what} beside it`,
    kind: `${to.Type} added`,
    apply: (all) => withResource(all, stack, `Added${id}`, to),
  };
}

/** Something that a resource has besides. */
function within(found: Found, name: string, value: unknown): Mutation {
  const { stack, id, Type, Properties } = found;
  return {
    name: `${stack.name}: ${id} ${name} added`,
    kind: `${Type} ${name} added`,
    apply: (all) => {
      const { DeletionPolicy, UpdateReplacePolicy } = found;
      const policies = {
        ...(DeletionPolicy === undefined ? {} : { DeletionPolicy }),
        ...(UpdateReplacePolicy === undefined ? {} : { UpdateReplacePolicy }),
      };
      return withResource(all, stack, id, {
        Type,
        ...policies,
        Properties: { ...Properties, [name]: value },
      });
    },
  };
}

function statementAdded(found: Found, statement: object): Mutation[] {
  return DOCUMENTS.flatMap((name) => {
    const document = propertyOf(found, name) as { Statement?: unknown } | undefined;
    if (document === undefined) return [];
    const rest = found.Type === 'AWS::IAM::Policy' ? {} : ANYBODY;
    const Statement = [...listOf(document.Statement), { ...statement, ...rest }];
    const { name: said, kind, apply } = within(found, name, { ...document, Statement });
    return [{ name: `${said}: ${JSON.stringify(statement)}`, kind, apply }];
  });
}

/** What somebody could open beside each resource, by its type. */
function opened(found: Found): Mutation[] {
  const { id } = found;
  switch (found.Type) {
    case 'AWS::IAM::Role':
      return [
        within(found, 'ManagedPolicyArns', ['arn:aws:iam::aws:policy/AdministratorAccess']),
        within(found, 'Policies', [{ PolicyName: 'All', PolicyDocument: { Statement: [EVERYTHING] } }]),
        within(found, 'PermissionsBoundary', 'arn:aws:iam::aws:policy/ReadOnlyAccess'),
        ...['AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy'].map((Type) =>
          beside(found, 'for everything', {
            Type,
            Properties: { Roles: [{ Ref: id }], PolicyDocument: { Statement: [EVERYTHING] } },
          }),
        ),
      ];
    case 'AWS::Lambda::Function':
      return [
        beside(found, 'for everybody', {
          Type: 'AWS::Lambda::Permission',
          Properties: { Action: 'lambda:InvokeFunction', FunctionName: arnOf(id), Principal: '*' },
        }),
        beside(found, 'for everybody', {
          Type: 'AWS::Lambda::Url',
          Properties: { TargetFunctionArn: arnOf(id), AuthType: 'NONE' },
        }),
      ];
    case 'AWS::ApiGatewayV2::Route':
      return ['$default', 'ANY /{proxy+}', 'GET /cost-tracking/everything'].map((RouteKey) =>
        beside(found, RouteKey, {
          Type: found.Type,
          Properties: {
            ApiId: propertyOf(found, 'ApiId'),
            Target: propertyOf(found, 'Target'),
            RouteKey,
            AuthorizationType: 'NONE',
          },
        }),
      );
    case 'AWS::CloudWatch::Alarm':
      return [beside(found, 'of its name', { Type: found.Type, Properties: { ...found.Properties } })];
    case 'AWS::S3::Bucket':
      return [
        within(found, 'WebsiteConfiguration', { IndexDocument: 'index.html' }),
        within(found, 'CorsConfiguration', {
          CorsRules: [{ AllowedMethods: ['PUT'], AllowedOrigins: ['*'] }],
        }),
        within(found, 'AccessControl', 'PublicRead'),
        within(found, 'ReplicationConfiguration', {
          Role: 'arn:aws:iam::999999999999:role/other',
          Rules: [],
        }),
        besidePolicy(found, 'AWS::S3::BucketPolicy', 'Bucket', { Ref: id }),
      ];
    case 'AWS::SQS::Queue':
      return [besidePolicy(found, 'AWS::SQS::QueuePolicy', 'Queues', [{ Ref: id }])];
    case 'AWS::SNS::Topic':
      return [
        besidePolicy(found, 'AWS::SNS::TopicPolicy', 'Topics', [{ Ref: id }]),
        beside(found, 'elsewhere', {
          Type: 'AWS::SNS::Subscription',
          Properties: { TopicArn: { Ref: id }, Protocol: 'http', Endpoint: 'http://example.com' },
        }),
      ];
    case 'AWS::DynamoDB::GlobalTable':
      return [
        within(
          found,
          'Replicas',
          listOf<object>(propertyOf(found, 'Replicas')).map((replica) => ({
            ...replica,
            ResourcePolicy: { PolicyDocument: { Statement: [{ ...EVERYTHING, ...ANYBODY }] } },
          })),
        ),
      ];
    case 'AWS::Events::EventBus':
      return [
        within(found, 'Policy', { Statement: [{ ...EVERYTHING, ...ANYBODY }] }),
        beside(found, 'for everybody', {
          Type: 'AWS::Events::EventBusPolicy',
          Properties: {
            EventBusName: { Ref: id },
            StatementId: 'all',
            Statement: { ...EVERYTHING, ...ANYBODY },
          },
        }),
      ];
    case 'AWS::Cognito::UserPool':
      return [
        within(found, 'LambdaConfig', {
          PreTokenGeneration: 'arn:aws:lambda:us-east-1:999999999999:function:o',
        }),
        beside(found, 'without a sign-in', {
          Type: 'AWS::Cognito::IdentityPool',
          Properties: { AllowUnauthenticatedIdentities: true },
        }),
      ];
    default:
      return [];
  }
}

function besidePolicy(found: Found, Type: string, property: string, value: unknown): Mutation {
  return beside(found, 'for everybody', {
    Type,
    Properties: {
      [property]: value,
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ ...EVERYTHING, ...ANYBODY, Resource: arnOf(found.id) }],
      },
    },
  });
}

/** Every single thing that somebody could put into the templates by mistake: rights, doors, prohibitions. */
export function additionsTo(templates: Templates): Mutation[] {
  return resourcesIn(templates).flatMap((found) => [
    ...opened(found),
    ...statementAdded(found, EVERYTHING),
    ...statementAdded(found, NOTHING),
  ]);
}

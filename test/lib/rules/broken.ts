import type { RULES } from './all.ts';
import { BROKEN_FUNCTIONS } from './broken-functions.ts';
import { stackOf, type TemplateResource, type Templates } from './templates.ts';

/** A template that breaks each rule, with a part of what the rule says. */
export const BROKEN: Readonly<Record<keyof typeof RULES, readonly [Templates, string]>> = {
  ...BROKEN_FUNCTIONS,
  rolesMayDoTheirWorkAlone: [
    stackOf({ UsageIntakeRecordUsageRole: { Type: 'AWS::IAM::Role' } }),
    'lacks dynamodb:PutItem',
  ],
  nothingIsAllowedToAll: [
    stackOf({ Policy: policyOf([{ Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' }]) }),
    'allows the pattern dynamodb:*',
  ],
  rolesAreTakenByWhoUsesThem: [
    stackOf({
      Role: roleOf('ec2.amazonaws.com'),
      Fn: { Type: 'AWS::Lambda::Function', Properties: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
    }),
    'does not let lambda.amazonaws.com act for Fn',
  ],
  whatIsNeededIsThereFirst: [
    stackOf({
      Role: roleOf('lambda.amazonaws.com'),
      Policy: { Type: 'AWS::IAM::Policy', Properties: { Roles: [{ Ref: 'Role' }] } },
      Fn: { Type: 'AWS::Lambda::Function', Properties: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
    }),
    'does not wait for its rights, Policy',
  ],
  nothingIsOpenedBeside: [
    stackOf({ Url: { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'NONE' } } }),
    'of a type that nobody has said what it is for',
  ],
  statementsSayWhatTheyMean: [
    stackOf({
      Role: roleOf('scheduler.amazonaws.com'),
      Policy: {
        Type: 'AWS::SNS::TopicPolicy',
        Properties: {
          PolicyDocument: {
            Statement: [
              { Effect: 'Allow', Action: 'sns:Subscribe', Principal: { AWS: '999999999999' }, Resource: '*' },
            ],
          },
        },
      },
    }),
    'lets in whom nobody has said: AWS::SNS::TopicPolicy: 999999999999 sns:Subscribe',
  ],
  policiesCoverTheirStore: [
    stackOf({
      Bucket: { Type: 'AWS::S3::Bucket' },
      Policy: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: {
          Bucket: { Ref: 'Bucket' },
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Deny',
                Action: 's3:*',
                Resource: [{ 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, '/exports/*']] }],
              },
            ],
          },
        },
      },
    }),
    's3:* is about a part of',
  ],
  variablesAndRightsAgree: [
    stackOf({
      Queue: { Type: 'AWS::SQS::Queue' },
      Role: { Type: 'AWS::IAM::Role' },
      Fn: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Environment: { Variables: { JOB_QUEUE_URL: { Ref: 'Queue' } } },
        },
      },
    }),
    'is told JOB_QUEUE_URL and may not use it',
  ],
  alarmsAreThoseOfTheRunbook: [stackOf({}), 'no alarm usage-dead-letters'],
  alarmsWatchSomething: [
    stackOf({
      Alarm: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          AlarmName: 'costkeeper-dev-usage-queue-age',
          Namespace: 'AWS/SQS',
        },
      },
    }),
    'has no dimension QueueName',
  ],
  alarmsWatchWhatTheyAreFor: [
    stackOf({
      Queue: { Type: 'AWS::SQS::Queue' },
      Alarm: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          AlarmName: 'costkeeper--usage-queue-age',
          Threshold: 1_000_000,
          Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': ['Queue', 'QueueName'] } }],
        },
      },
    }),
    'has Threshold 1000000, not 900',
  ],
  functionsAreToldTheirStage: [
    stackOf({
      Fn: {
        Type: 'AWS::Lambda::Function',
        Properties: { Environment: { Variables: { NODE_OPTIONS: '--inspect=0.0.0.0' } } },
      },
    }),
    'is told NODE_OPTIONS = --inspect=0.0.0.0',
  ],
  namesLeadToTheirOwn: [
    stackOf(
      { DeadLetters: { Type: 'AWS::SQS::Queue' } },
      { Outputs: { UsageQueueUrl: { Value: { Ref: 'DeadLetters' } } } },
    ),
    'the output UsageQueueUrl of Broken leads to DeadLetters',
  ],
  dashboardsShowTheStage: [
    stackOf({
      Queue: { Type: 'AWS::SQS::Queue' },
      Dashboard: {
        Type: 'AWS::CloudWatch::Dashboard',
        Properties: { DashboardName: 'costkeeper-dev', DashboardBody: '{"widgets":[]}' },
      },
    }),
    'does not show AWS::SQS::Queue Queue',
  ],
  somebodyIsTold: [
    stackOf({
      Topic: { Type: 'AWS::SNS::Topic' },
      Table: { Type: 'AWS::DynamoDB::GlobalTable', DeletionPolicy: 'Retain' },
    }),
    'takes alarms that nobody reads',
  ],
  whatIsGivenUpIsTold: [
    stackOf({
      Stop: { Type: 'AWS::SQS::Queue' },
      Queue: {
        Type: 'AWS::SQS::Queue',
        Properties: { RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Stop', 'Arn'] } } },
      },
    }),
    'no alarm looks at it',
  ],
  routesAskWhoCalls: [apiOf('POST /cost-tracking/{proxy+}', '/*/*/*'), 'asks for nothing, not JWT'],
  authorizersAreWhole: [
    stackOf({ Jwt: { Type: 'AWS::ApiGatewayV2::Authorizer', Properties: { AuthorizerType: 'JWT' } } }),
    'takes tokens of anybody',
  ],
  apisAreLimited: [
    stackOf({ Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { StageName: '$default' } } }),
    'takes any number of calls',
  ],
  sourcesMayWake: [
    stackOf({ Rule: { Type: 'AWS::Events::Rule', Properties: { Targets: [] } } }),
    'has no target',
  ],
  permissionsNameTheirSource: [
    stackOf({
      Permission: {
        Type: 'AWS::Lambda::Permission',
        Properties: { Action: 'lambda:InvokeFunction', Principal: 'events.amazonaws.com' },
      },
    }),
    'lets more than one source of ours in',
  ],
  policiesNameTheirOwn: [
    stackOf({
      Queue: { Type: 'AWS::SQS::Queue' },
      Policy: {
        Type: 'AWS::SQS::QueuePolicy',
        Properties: {
          Queues: [{ Ref: 'Queue' }],
          PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Resource: '*' }] },
        },
      },
    }),
    'a statement about something else',
  ],
  functionsAreWoken: [stackOf({ Fn: { Type: 'AWS::Lambda::Function' } }), 'is woken by nothing'],
  versionsComeGradually: [
    stackOf({
      Fn: {
        Type: 'AWS::Lambda::Function',
        Properties: { Environment: { Variables: { POWERTOOLS_SERVICE_NAME: 'serve-api' } } },
      },
      Live: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'Fn' }, Name: 'live' } },
    }),
    'jumps to a new version at once',
  ],
  functionsMayLog: [stackOf({ Fn: { Type: 'AWS::Lambda::Function' } }), 'may not write its log'],
  storesTakeTlsAlone: [stackOf({ Queue: { Type: 'AWS::SQS::Queue' } }), 'takes plain HTTP'],
  pageFilesAreReplaced: [
    stackOf({ PageAssets: { Type: 'Custom::CDKBucketDeployment', Properties: { Prune: false } } }),
    'PageAssets of Broken has another Prune than true',
  ],
  resourcesAreProtected: [stackOf({ Bucket: { Type: 'AWS::S3::Bucket' } }), 'can be opened to the public'],
  whatIsKeptIsKeptTwice: [
    stackOf({ Table: { Type: 'AWS::DynamoDB::GlobalTable', DeletionPolicy: 'Retain' } }),
    'is deleted by Retain and replaced by default',
  ],
  outputsAreTold: [stackOf({}), 'no stack tells TableName'],
  parametersAreWritten: [
    stackOf(
      {},
      { Parameters: { P: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/costkeeper/dev/x' } } },
    ),
    'no stack writes /costkeeper/dev/x',
  ],
  tasksAreScheduled: [stackOf({}), 'no schedule runs close-months'],

  everythingIsSpecified: [
    stackOf({ Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeOut: 30 } } }),
    'there is no property VisibilityTimeOut',
  ],
  everyReferenceLeadsSomewhere: [
    stackOf({
      Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::GetAtt': ['Other', 'Arn'] } } },
    }),
    'names Other',
  ],
  valuesAreAllowed: [
    stackOf({ Fn: { Type: 'AWS::Lambda::Function', Properties: { Timeout: 901 } } }),
    'Timeout is 901',
  ],
  // CloudFormation hands tags of a stack on to what it can tag, and a global table is not among it.
  whatIsBilledIsTagged: [
    stackOf({ Table: { Type: 'AWS::DynamoDB::GlobalTable' } }, { tags: { app: 'costkeeper' } }),
    'has no tag',
  ],
  actionsFitTheirResources: [
    stackOf({
      Queue: { Type: 'AWS::SQS::Queue' },
      Policy: policyOf([
        { Effect: 'Allow', Action: 'dynamodb:PutItem', Resource: { 'Fn::GetAtt': ['Queue', 'Arn'] } },
      ]),
    }),
    'dynamodb:PutItem does not work on',
  ],
  alarmTopicsArePublishable: [
    stackOf({
      Topic: { Type: 'AWS::SNS::Topic' },
      Policy: {
        Type: 'AWS::SNS::TopicPolicy',
        Properties: {
          Topics: [{ Ref: 'Topic' }],
          PolicyDocument: { Statement: [{ Effect: 'Deny', Action: 'sns:Publish', Principal: '*' }] },
        },
      },
      Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmActions: [{ Ref: 'Topic' }] } },
    }),
    'does not let cloudwatch.amazonaws.com publish',
  ],
  alarmsTellSomeone: [
    stackOf({ Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { EvaluationPeriods: 1 } } }),
    'has no action',
  ],
  noRouteTakesPreflights: [apiOf('$default', 'api/*/*/*'), 'takes preflights'],
  routesMayCallTheirFunction: [apiOf('$default', '/*/*/*'), 'no permission covers /$default/$default'],
  noFunctionFeedsItself: [
    stackOf({
      Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 60 } },
      Role: { Type: 'AWS::IAM::Role' },
      Fn: {
        Type: 'AWS::Lambda::Function',
        Properties: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } },
      },
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: { EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] }, FunctionName: { Ref: 'Fn' } },
      },
      Policy: policyOf([
        { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: { 'Fn::GetAtt': ['Queue', 'Arn'] } },
      ]),
    }),
    'sends to the queue that wakes it',
  ],
  noBucketBlocksItsDeletion: [
    stackOf({ Bucket: { Type: 'AWS::S3::Bucket', DeletionPolicy: 'Delete' } }),
    'nothing empties it',
  ],
  sendersMayUseTheQueuesKey: [
    stackOf({
      Key: { Type: 'AWS::KMS::Key' },
      Queue: { Type: 'AWS::SQS::Queue', Properties: { KmsMasterKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } } },
      Role: { Type: 'AWS::IAM::Role' },
      Policy: policyOf([
        { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: { 'Fn::GetAtt': ['Queue', 'Arn'] } },
      ]),
    }),
    'lacks kms:GenerateDataKey, kms:Decrypt',
  ],
  otherAccountsMaySend: [
    stackOf({
      Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Statement: [] } } },
      Queue: { Type: 'AWS::SQS::Queue', Properties: { KmsMasterKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } } },
      Policy: {
        Type: 'AWS::SQS::QueuePolicy',
        Properties: {
          Queues: [{ Ref: 'Queue' }],
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Action: 'sqs:SendMessage',
                Principal: { AWS: 'arn:aws:iam::111122223333:root' },
                Resource: { 'Fn::GetAtt': ['Queue', 'Arn'] },
              },
            ],
          },
        },
      },
    }),
    'do not let in the same accounts: "arn:aws:iam::111122223333:root"',
  ],
  everythingFits: [
    stackOf({
      Fn: {
        Type: 'AWS::Lambda::Function',
        Properties: { Environment: { Variables: { SETTINGS: 'x'.repeat(4_090) } } },
      },
    }),
    '4106 bytes',
  ],
};

function roleOf(Service: string): TemplateResource {
  const Statement = [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service } }];
  return { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement } } };
}

function policyOf(Statement: readonly object[]): TemplateResource {
  return {
    Type: 'AWS::IAM::Policy',
    Properties: { Roles: [{ Ref: 'Role' }], PolicyDocument: { Statement } },
  };
}

function apiOf(RouteKey: string, sourcePath: string): Templates {
  return stackOf({
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { CorsConfiguration: { AllowOrigins: ['*'] } } },
    Fn: { Type: 'AWS::Lambda::Function' },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: { IntegrationUri: { 'Fn::GetAtt': ['Fn', 'Arn'] } },
    },
    Route: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'Api' },
        RouteKey,
        Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'Integration' }]] },
      },
    },
    Permission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Principal: 'apigateway.amazonaws.com',
        FunctionName: { 'Fn::GetAtt': ['Fn', 'Arn'] },
        SourceArn: {
          'Fn::Join': ['', ['arn:aws:execute-api:us-east-1:111111111111:', { Ref: 'Api' }, sourcePath]],
        },
      },
    },
  });
}

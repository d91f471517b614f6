import { describe, expect, it } from 'vitest';
import { eventSourcesFitTheirFunction, functionsAnswerInTime, valuesAreAllowed } from './arithmetic.ts';
import { faultsOfUpdate, sharedNames } from './changes.ts';
import { actionsFitTheirResources } from './permissions.ts';
import { everythingFits } from './sizes.ts';
import {
  everyReferenceLeadsSomewhere,
  everythingIsSpecified,
  whatIsBilledIsTagged,
} from './specification.ts';
import { EVERY_OPTION, NO_OPTION, STAGES, SWITCHES } from './stages.ts';
import {
  type Rule,
  stackOf,
  type StackTemplate,
  type TemplateResource,
  type Templates,
  templatesOf,
} from './templates.ts';
import {
  alarmsTellSomeone,
  alarmTopicsArePublishable,
  noBucketBlocksItsDeletion,
  noFunctionFeedsItself,
  noRouteTakesPreflights,
  routesMayCallTheirFunction,
  sendersMayUseTheQueuesKey,
} from './wiring.ts';

const RULES: Readonly<Record<string, Rule | ((templates: Templates) => Promise<string[]>)>> = {
  everythingIsSpecified,
  everyReferenceLeadsSomewhere,
  valuesAreAllowed,
  whatIsBilledIsTagged,
  actionsFitTheirResources,
  alarmTopicsArePublishable,
  alarmsTellSomeone,
  noRouteTakesPreflights,
  routesMayCallTheirFunction,
  noFunctionFeedsItself,
  noBucketBlocksItsDeletion,
  sendersMayUseTheQueuesKey,
  eventSourcesFitTheirFunction,
  functionsAnswerInTime,
  everythingFits,
};

describe.each(STAGES)('the templates of %s', (_, templates) => {
  it.each(Object.entries(RULES))('keep the rule %s', async (_name, rule) => {
    expect(await rule(templates())).toEqual([]);
  });
});

const STAGE = { dashboard: false } as const;

describe('an option and its opposite', () => {
  it.each(SWITCHES)('%s: AWS takes the update in both directions', (_name, on, off) => {
    const [one, other] = [
      templatesOf('production', { ...STAGE, ...on }),
      templatesOf('production', { ...STAGE, ...off }),
    ];
    expect(faultsOfUpdate(one, other)).toEqual([]);
    expect(faultsOfUpdate(other, one)).toEqual([]);
  });

  it('all at once', () => {
    const [all, none] = [templatesOf('production', EVERY_OPTION), templatesOf('production', NO_OPTION)];
    expect(faultsOfUpdate(all, none)).toEqual([]);
    expect(faultsOfUpdate(none, all)).toEqual([]);
  });
});

describe('two deployments in one account', () => {
  it('of one stage in two regions share no name', () => {
    const europe = templatesOf('production', { region: 'eu-central-1' });
    expect(sharedNames(templatesOf('production'), europe, 'another')).toEqual([]);
  });

  it('of two stages in one region share no name', () => {
    expect(sharedNames(templatesOf('staging'), templatesOf('production'), 'same')).toEqual([]);
  });
});

/** A template that breaks each rule, with a part of what the rule says. */
const BROKEN: Readonly<Record<keyof typeof RULES, readonly [Templates, string]>> = {
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
  eventSourcesFitTheirFunction: [
    stackOf({
      Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 30 } },
      Fn: { Type: 'AWS::Lambda::Function', Properties: { Timeout: 10 } },
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: { EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] }, FunctionName: { Ref: 'Fn' } },
      },
    }),
    'six time-outs and the window are 60',
  ],
  functionsAnswerInTime: [
    stackOf({
      Fn: { Type: 'AWS::Lambda::Function', Properties: { Timeout: 30 } },
      Integration: {
        Type: 'AWS::ApiGatewayV2::Integration',
        Properties: { IntegrationUri: { 'Fn::GetAtt': ['Fn', 'Arn'] }, TimeoutInMillis: 29_000 },
      },
    }),
    'may take longer than the gateway waits',
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

function tableOf(AttributeName: string): Templates {
  return stackOf({
    Table: {
      Type: 'AWS::DynamoDB::GlobalTable',
      Properties: { KeySchema: [{ AttributeName, KeyType: 'HASH' }] },
    },
  });
}

function producerOf(Outputs: StackTemplate['Outputs'] = {}): StackTemplate {
  return { name: 'Producer', Resources: {}, Outputs };
}

describe('a template that breaks it is found by the rule', () => {
  it.each(Object.entries(RULES))('%s', async (name, rule) => {
    const [templates, part] = BROKEN[name] ?? [[], ''];
    expect((await rule(templates)).join('\n')).toContain(part);
  });

  it('of exports in use', () => {
    const consumer = {
      name: 'Consumer',
      Resources: {
        Fn: { Type: 'AWS::Lambda::Function', Properties: { Role: { 'Fn::ImportValue': 'Producer:Key' } } },
      },
    };
    const before = [producerOf({ Key: { Value: 'key', Export: { Name: 'Producer:Key' } } }), consumer];
    expect(faultsOfUpdate(before, [producerOf({}), consumer])).toEqual([
      'Producer takes away the export Producer:Key, which Consumer still imports',
    ]);
  });

  it('of a table that is replaced', () => {
    expect(faultsOfUpdate(tableOf('pk'), tableOf('id')).join()).toContain('is replaced: KeySchema changes');
  });

  it('of names that two regions share', () => {
    const policy = stackOf({
      Headers: {
        Type: 'AWS::CloudFront::ResponseHeadersPolicy',
        Properties: { ResponseHeadersPolicyConfig: { Name: 'costkeeper' } },
      },
    });
    expect(sharedNames(policy, policy, 'another')).toEqual([
      'AWS::CloudFront::ResponseHeadersPolicy costkeeper',
    ]);
  });
});

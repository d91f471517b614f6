import { stackOf, type Templates } from './templates.ts';

/** A template that breaks each rule about what functions wait for, with a part of what the rule says. */
export const BROKEN_FUNCTIONS = {
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
  whatTheCdkBringsIsWhole: [
    stackOf({
      CustomCDKBucketDeploymentServiceRole: {
        Type: 'AWS::IAM::Role',
        Properties: { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] },
      },
    }),
    'is not as the CDK brings it',
  ],
  namesAreTakenOnce: [
    stackOf({
      One: { Type: 'AWS::ApiGatewayV2::Route', Properties: { RouteKey: 'GET /x' } },
      Other: { Type: 'AWS::ApiGatewayV2::Route', Properties: { RouteKey: 'GET /x' } },
    }),
    '"GET /x"] is there twice',
  ],
  nothingWaitsForItself: [
    stackOf({
      Queue: { Type: 'AWS::SQS::Queue', DependsOn: ['Fn'] },
      Fn: { Type: 'AWS::Lambda::Function', Properties: { Role: { 'Fn::Sub': '${Role.Arn}' } } },
      Role: { Type: 'AWS::IAM::Role', Properties: { Path: { 'Fn::GetAtt': ['Queue', 'Arn'] } } },
    }),
    'Queue, Fn, Role of Broken wait for each other',
  ],
  functionsTakeTheirTime: [
    stackOf({
      Fn: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Timeout: 900,
          Environment: { Variables: { POWERTOOLS_SERVICE_NAME: 'record-usage' } },
        },
      },
    }),
    'has 900 s; lib/timeouts.ts says 60',
  ],
} as const satisfies Readonly<Record<string, readonly [Templates, string]>>;

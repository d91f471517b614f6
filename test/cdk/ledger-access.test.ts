import { Match, Template } from 'aws-cdk-lib/assertions';
import { Distribution, LambdaEdgeEventType } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { AccountRootPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime, SingletonFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { DefinitionBody, Pass, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { CustomResource, Stack } from 'aws-cdk-lib/core';
import { Provider } from 'aws-cdk-lib/custom-resources';
import type { Construct } from 'constructs';
import { describe, expect, it } from 'vitest';
import { Costkeeper } from '../../cdk/costkeeper.ts';
import { createApp } from '../support/synthesize.ts';

const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:usage';
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/k';
const FUNCTION = {
  runtime: Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: Code.fromInline('exports.handler = async () => {}'),
};
const SINGLETON = '1f2e3d4c-0000-4000-8000-123456789abc';

function functionIn(scope: Construct, id: string): LambdaFunction {
  return new LambdaFunction(scope, id, FUNCTION);
}

/** What a function of the template is told, by the beginning of its logical id. */
function variablesOf(template: Template, id: string): Record<string, unknown> {
  const all = Object.entries(template.findResources('AWS::Lambda::Function'));
  const [, resource] = all.find(([name]) => name.startsWith(id)) ?? [];
  const { Environment } = (resource?.['Properties'] ?? {}) as {
    Environment?: { Variables: Record<string, unknown> };
  };
  return Environment?.Variables ?? {};
}

function sendersIn(template: Template): number {
  return JSON.stringify(template.findResources('AWS::IAM::Policy')).split('"sqs:SendMessage"').length - 1;
}

describe('who is metered', () => {
  it('sends with its own right, knows where to and whose its calls are', () => {
    const stack = new Stack(createApp(), 'Mine');
    const costs = Costkeeper.fromStage(stack, 'Costs', 'staging', { customerManagedKey: true });
    costs.meter(functionIn(stack, 'Worker'), { operation: 'summary', tags: { team: 'a' } });
    costs.meter(new Role(stack, 'Role', { assumedBy: new AccountRootPrincipal() }));
    costs.meter(
      new StateMachine(stack, 'Flow', {
        definitionBody: DefinitionBody.fromChainable(new Pass(stack, 'Start')),
      }),
    );
    const template = Template.fromStack(stack);
    expect(sendersIn(template)).toBe(3);
    const { COSTKEEPER_DEFAULTS: defaults, COSTKEEPER_QUEUE_URL: url } = variablesOf(template, 'Worker');
    expect(JSON.parse(String(defaults))).toEqual({ operation: 'summary', tags: { team: 'a' } });
    expect(url).toEqual(stack.resolve(costs.queueUrl(stack)));
    for (const name of ['usage-queue-url', 'usage-queue-arn', 'ledger-key-arn']) {
      template.hasParameter('*', { Default: `/costkeeper/staging/${name}` });
    }
  });

  it('may be in another account, where the queue is known by its address alone', () => {
    const env = { account: '444455556666', region: 'us-east-1' };
    const stack = new Stack(createApp(), 'Elsewhere', { env });
    const costs = Costkeeper.fromQueueArn(stack, 'Costs', QUEUE, { keyArn: KEY });
    costs.meter(functionIn(stack, 'Worker'));
    const template = Template.fromStack(stack);
    expect(JSON.stringify(variablesOf(template, 'Worker'))).toMatch(
      /https:\/\/sqs\.eu-west-1\.(amazonaws\.com|.*URLSuffix.*)\/111122223333\/usage/,
    );
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Action: 'sqs:SendMessage', Resource: QUEUE }),
          Match.objectLike({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: KEY }),
        ],
      },
    });
    expect(JSON.stringify(template.toJSON())).not.toContain('/costkeeper/');
  });

  it.each([
    ['region', { account: '111122223333', region: 'us-east-1' }],
    ['account', { account: '444455556666', region: 'eu-west-1' }],
  ])('is refused in another %s than the ledger of the same app, with the way', (what, env) => {
    const app = createApp();
    const mine = new Stack(app, 'Mine', { env: { account: '111122223333', region: 'eu-west-1' } });
    const costs = new Costkeeper(mine, 'Costs', { dashboard: false });
    const far = functionIn(new Stack(app, 'Far', { env }), 'Worker');
    expect(() => costs.meter(far)).toThrow(new RegExp(`^Far/Worker is in the ${what} .*fromQueueArn`));
    expect(() => costs.grantGate(far)).toThrow(/^Far\/Worker is in the/);
  });

  it('is not what takes no right, such as a service: that is said, and not passed over', () => {
    const stack = new Stack(createApp(), 'Mine');
    const costs = Costkeeper.fromStage(stack, 'Costs', 'staging');
    expect(() => costs.meter(new ServicePrincipal('ecs-tasks.amazonaws.com'))).toThrow(/takes no right/);
  });

  it('is a whole app at once, but for functions of the ledger and of CDK', () => {
    const app = createApp();
    const stack = new Stack(app, 'Mine');
    const costs = new Costkeeper(stack, 'Costs', { dashboard: false });
    costs.meterAll(app, { operation: 'work' });
    functionIn(stack, 'Worker');
    const maker = { ...FUNCTION, uuid: SINGLETON, lambdaPurpose: 'Custom::Maker' };
    expect(new SingletonFunction(stack, 'Maker', maker).stack).toBe(stack);
    const later = new Stack(app, 'Later');
    functionIn(later, 'Second');
    const [mine, other] = [Template.fromStack(stack), Template.fromStack(later)];
    expect(variablesOf(mine, 'Worker')).toHaveProperty('COSTKEEPER_DEFAULTS', '{"operation":"work"}');
    expect(variablesOf(other, 'Second')).toHaveProperty('COSTKEEPER_QUEUE_URL');
    expect(variablesOf(mine, 'CustomMaker')).toEqual({});
    expect([sendersIn(mine), sendersIn(other)]).toEqual([1, 1]);
    const own = Template.fromStack(costs.stacks.pipeline).findResources('AWS::Lambda::Function');
    expect(JSON.stringify(own)).not.toContain('COSTKEEPER_QUEUE_URL');
    expect(later.dependencies).toContain(costs.stacks.data);
  });
});

/** A stack of which everything is metered. */
function meteredStack(): Stack {
  const stack = new Stack(createApp(), 'Mine', { env: { account: '444455556666', region: 'us-east-1' } });
  Costkeeper.fromQueueArn(stack, 'Costs', QUEUE).meterAll(stack, { operation: 'work' });
  return stack;
}

describe('a function that meterAll meets', () => {
  it('is left alone where CDK makes it: of a deployment with more memory, around a custom resource', () => {
    const stack = meteredStack();
    const sources = [Source.data('a.txt', 'a')];
    const destinationBucket = new Bucket(stack, 'Bucket');
    const sizes = [{}, { memoryLimit: 512 }];
    for (const [index, size] of sizes.entries()) {
      const props = { sources, destinationBucket, ...size };
      expect(new BucketDeployment(stack, `Page${index}`, props).node.scope).toBe(stack);
    }
    const onEventHandler = functionIn(stack, 'Handler');
    const { serviceToken } = new Provider(stack, 'Provider', { onEventHandler });
    expect(new CustomResource(stack, 'Resource', { serviceToken }).stack).toBe(stack);
    const template = Template.fromStack(stack);
    expect(Object.keys(template.findResources('AWS::Lambda::Function'))).toHaveLength(4);
    expect(sendersIn(template)).toBe(1);
    expect(variablesOf(template, 'Handler')).toHaveProperty('COSTKEEPER_QUEUE_URL');
  });

  it('runs at the edge without variables, which Lambda@Edge refuses, but with the right', () => {
    const stack = meteredStack();
    const fn = functionIn(stack, 'AtEdge');
    Costkeeper.fromStage(stack, 'Gate', 'staging').grantGate(fn);
    const eventType = LambdaEdgeEventType.VIEWER_REQUEST;
    const atEdge = { eventType, functionVersion: fn.currentVersion };
    const defaultBehavior = { origin: new HttpOrigin('example.com'), edgeLambdas: [atEdge] };
    expect(new Distribution(stack, 'Site', { defaultBehavior }).stack).toBe(stack);
    const template = Template.fromStack(stack);
    expect(variablesOf(template, 'AtEdge')).toEqual({});
    expect(sendersIn(template)).toBe(1);
  });
});

describe('a stage that other accounts send to', () => {
  it('lets them in at the queue, and at its key for messages alone', () => {
    const stack = new Stack(createApp(), 'Mine', { env: { region: 'eu-west-1' } });
    const { stacks } = new Costkeeper(stack, 'Costs', {
      dashboard: false,
      customerManagedKey: true,
      senderAccounts: ['444455556666'],
    });
    const template = Template.fromStack(stacks.data);
    const admitted = { AWS: 'arn:aws:iam::444455556666:root' };
    const policies = JSON.stringify(template.findResources('AWS::SQS::QueuePolicy'));
    const admission = JSON.stringify({ Action: 'sqs:SendMessage', Effect: 'Allow', Principal: admitted });
    expect(policies).toContain(admission.slice(0, -1));
    const [key] = Object.values(template.findResources('AWS::KMS::Key'));
    expect(key).toHaveProperty(
      'Properties.KeyPolicy.Statement',
      expect.arrayContaining([
        expect.objectContaining({
          Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
          Principal: admitted,
          Condition: { StringEquals: { 'kms:ViaService': 'sqs.eu-west-1.amazonaws.com' } },
        }),
      ]),
    );
  });

  it('is told of a slip in an account', () => {
    const stack = new Stack(createApp(), 'Mine');
    expect(() => new Costkeeper(stack, 'Costs', { senderAccounts: ['4444'] })).toThrow(
      'senderAccounts.0: must be the 12 digits of an AWS account',
    );
  });
});

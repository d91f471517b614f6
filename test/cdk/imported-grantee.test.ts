import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { experimental } from 'aws-cdk-lib/aws-cloudfront';
import { type IGrantable, Role } from 'aws-cdk-lib/aws-iam';
import { Alias, Code, Function as LambdaFunction, Runtime, SingletonFunction } from 'aws-cdk-lib/aws-lambda';
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Stack } from 'aws-cdk-lib/core';
import { describe, expect, it } from 'vitest';
import { Costkeeper } from '../../cdk/costkeeper.ts';
import type { LedgerAccess } from '../../cdk/ledger-access.ts';
import { createApp } from '../support/synthesize.ts';

const FUNCTION = {
  runtime: Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: Code.fromInline('exports.handler = async () => {}'),
};
const ROLE = 'arn:aws:iam::111122223333:role/mine';
const FAR_ROLE = 'arn:aws:iam::444455556666:role/theirs';
const FUNCTION_ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:mine';

function metered(make: (stack: Stack) => IGrantable, act: 'meter' | 'grantGate' = 'meter') {
  const stack = new Stack(createApp(), 'Mine', { env: { account: '111122223333', region: 'eu-west-1' } });
  const costs: LedgerAccess = Costkeeper.fromStage(stack, 'Costs', 'staging');
  costs[act](make(stack));
  return { stack, template: Template.fromStack(stack) };
}

/** What is said at synthesis of what costs are metered of. */
function warningsOf(stack: Stack): string[] {
  const found = Annotations.fromStack(stack).findWarning('/Mine/Costs', Match.stringLikeRegexp('.*'));
  return found.map(({ entry }) => JSON.stringify(entry.data));
}

const KEPT: readonly [string, (stack: Stack) => IGrantable, RegExp][] = [
  [
    'a role of another account',
    (stack) => Role.fromRoleArn(stack, 'It', FAR_ROLE),
    /^"Mine\/It .*give its role sqs:SendMessage on the queue whose address is in the SSM parameter \/costkeeper\/staging\/usage-queue-arn \[/,
  ],
  [
    'a role that is not to be changed',
    (stack) => Role.fromRoleArn(stack, 'It', ROLE, { mutable: false }),
    /give its role sqs:SendMessage/,
  ],
  [
    'a function known by its ARN',
    (stack) => LambdaFunction.fromFunctionArn(stack, 'It', FUNCTION_ARN),
    /give its role sqs:SendMessage .*, and give it the environment variable COSTKEEPER_QUEUE_URL/,
  ],
  [
    'a function with a role that takes the right',
    (stack) =>
      LambdaFunction.fromFunctionAttributes(stack, 'It', {
        functionArn: FUNCTION_ARN,
        role: Role.fromRoleArn(stack, 'Role', ROLE),
        sameEnvironment: true,
      }),
    /where it is made, give it the environment variable COSTKEEPER_QUEUE_URL/,
  ],
  [
    'a state machine',
    (stack) =>
      StateMachine.fromStateMachineArn(
        stack,
        'It',
        'arn:aws:states:eu-west-1:111122223333:stateMachine:mine',
      ),
    /give its role sqs:SendMessage/,
  ],
];

const CHANGED: readonly [string, (stack: Stack) => IGrantable][] = [
  ['a role of this account', (stack) => Role.fromRoleArn(stack, 'It', ROLE)],
  ['a role known by its name', (stack) => Role.fromRoleName(stack, 'It', 'mine')],
  ['a function', (stack) => new LambdaFunction(stack, 'It', FUNCTION)],
];

describe('what is metered though it was imported', () => {
  it.each(KEPT)('is warned of: %s', (_what, make, says) => {
    const { stack } = metered(make);
    expect(warningsOf(stack)).toEqual([expect.stringMatching(says)]);
  });

  it.each(CHANGED)('is not warned of where it takes the right: %s', (_what, make) => {
    const { stack, template } = metered(make);
    expect(warningsOf(stack)).toEqual([]);
    template.resourceCountIs('AWS::IAM::Policy', 1);
  });

  it('is warned of as well where it may ask the gate', () => {
    const { stack } = metered(
      (scope) => LambdaFunction.fromFunctionArn(scope, 'It', FUNCTION_ARN),
      'grantGate',
    );
    expect(warningsOf(stack)).toEqual([
      expect.stringMatching(/execute-api:Invoke on POST\S+ of the API .*api-id.*COSTKEEPER_API_URL/),
    ]);
  });
});

describe('a function behind another construct', () => {
  it.each<[string, (stack: Stack) => IGrantable]>([
    [
      'an alias',
      (stack) => {
        const fn = new LambdaFunction(stack, 'It', FUNCTION);
        return new Alias(stack, 'Live', { aliasName: 'live', version: fn.currentVersion });
      },
    ],
    ['a version', (stack) => new LambdaFunction(stack, 'It', FUNCTION).currentVersion],
    ['a singleton', (stack) => new SingletonFunction(stack, 'It', { ...FUNCTION, uuid: 'one' })],
  ])('is told where to send: %s', (_what, make) => {
    const { stack, template } = metered(make);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { COSTKEEPER_QUEUE_URL: Match.anyValue() } },
    });
    expect(warningsOf(stack)).toEqual([]);
  });
});

describe('a function at the edge', () => {
  it('has the right, and its author is told that it takes no variable', () => {
    const env = { account: '111122223333', region: 'eu-west-1' };
    const stack = new Stack(createApp(), 'Mine', { env });
    const edge = new experimental.EdgeFunction(stack, 'Edge', FUNCTION);
    const costs = Costkeeper.fromQueueArn(stack, 'Costs', 'arn:aws:sqs:eu-west-1:111122223333:usage');
    expect(costs.meter(edge).success).toBe(true);
    expect(warningsOf(stack)).toEqual([
      expect.stringMatching(/Edge runs at the edge, .*COSTKEEPER_QUEUE_URL is not set, and its code names/),
    ]);
    // What is read from parameters is not there to be read.
    const here = Costkeeper.fromStage(stack, 'Here', 'staging');
    expect(() => here.meter(edge)).toThrow(/is in the region us-east-1, .*fromQueueArn/);
  });

  it('is left out of a whole app with a warning where the ledger is in another region', () => {
    const app = createApp();
    const stack = new Stack(app, 'Mine', { env: { account: '111122223333', region: 'eu-west-1' } });
    Costkeeper.fromStage(stack, 'Costs', 'staging').meterAll(app);
    const far = new Stack(app, 'Far', { env: { account: '111122223333', region: 'us-east-1' } });
    const fn = new LambdaFunction(far, 'Worker', FUNCTION);
    Template.fromStack(far).hasResourceProperties('AWS::Lambda::Function', { Environment: Match.absent() });
    const [warning] = Annotations.fromStack(far).findWarning(`/${fn.node.path}`, Match.anyValue());
    expect(warning?.entry.data).toMatch(/^not metered: Far\/Worker is in the region us-east-1/);
  });
});

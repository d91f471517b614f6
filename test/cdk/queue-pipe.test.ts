import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Stack } from 'aws-cdk-lib/core';
import { describe, expect, it } from 'vitest';
import { Costkeeper } from '../../cdk/costkeeper.ts';
import { createApp } from '../support/synthesize.ts';

const ENV = { account: '111122223333', region: 'eu-west-1' };
const LEDGER_QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:usage';

/** A stack with the queue of a ledger that is there already. */
function stackWithLedger(queueArn = LEDGER_QUEUE) {
  const stack = new Stack(createApp(), 'Mine', { env: ENV });
  return { stack, costs: Costkeeper.fromQueueArn(stack, 'Costs', queueArn) };
}

describe('a queue that is metered', () => {
  it('has its messages moved to the ledger, as they are, by a pipe that may do that alone', () => {
    const { stack, costs } = stackWithLedger();
    const encryptionMasterKey = new Key(stack, 'Key');
    const queue = new Queue(stack, 'Calls', { encryption: QueueEncryption.KMS, encryptionMasterKey });
    costs.meter(queue);
    const template = Template.fromStack(stack);
    template.hasResource('AWS::Pipes::Pipe', {
      Properties: {
        Source: stack.resolve(queue.queueArn) as object,
        SourceParameters: { SqsQueueParameters: { BatchSize: 10 } },
        Target: LEDGER_QUEUE,
        TargetParameters: { InputTemplate: '<$.body>' },
      },
      // The policy of its role is there before it.
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('DefaultPolicy')]),
    });
    const [policy] = Object.values(template.findResources('AWS::IAM::Policy'));
    const { PolicyDocument } = (policy?.['Properties'] ?? {}) as {
      PolicyDocument?: { Statement: { Action: string | string[]; Resource: unknown }[] };
    };
    const resources = PolicyDocument?.Statement.map(({ Action, Resource }) => [
      [Action].flat().sort(),
      Resource,
    ]);
    expect(resources).toEqual([
      [
        [
          'sqs:ChangeMessageVisibility',
          'sqs:DeleteMessage',
          'sqs:GetQueueAttributes',
          'sqs:GetQueueUrl',
          'sqs:ReceiveMessage',
        ],
        stack.resolve(queue.queueArn),
      ],
      [['kms:Decrypt'], stack.resolve(encryptionMasterKey.keyArn)],
      [['sqs:SendMessage'], LEDGER_QUEUE],
    ]);
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Principal: { Service: 'pipes.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
          },
        ],
      },
    });
  });

  it('may be one of a ledger in the same app, and one that was there before', () => {
    const app = createApp();
    const stack = new Stack(app, 'Mine', { env: ENV });
    const costs = new Costkeeper(stack, 'Costs', { dashboard: false });
    costs.meter(new Queue(stack, 'Calls'));
    costs.meter(Queue.fromQueueArn(stack, 'Old', 'arn:aws:sqs:eu-west-1:111122223333:old'));
    const template = Template.fromStack(stack);
    expect(Object.keys(template.findResources('AWS::Pipes::Pipe'))).toHaveLength(2);
    template.hasParameter('*', { Default: '/costkeeper/production/usage-queue-arn' });
  });

  it.each([
    ['us-east-1:111122223333:usage', "the ledger's queue is in the region us-east-1"],
    ['eu-west-1:444455556666:usage', "the ledger's queue is in the account 444455556666"],
  ])('is refused where no pipe reaches: a ledger at %s', (place, says) => {
    const { stack, costs } = stackWithLedger(`arn:aws:sqs:${place}`);
    expect(() => costs.meter(new Queue(stack, 'Calls'))).toThrow(`${says}: meter a function`);
  });

  it('is refused where it is of another account itself', () => {
    const { stack, costs } = stackWithLedger();
    const far = Queue.fromQueueArn(stack, 'Far', 'arn:aws:sqs:eu-west-1:444455556666:calls');
    expect(() => costs.meter(far)).toThrow('imported from the account 444455556666');
  });

  it('takes no attribution, which its messages have themselves', () => {
    const { stack, costs } = stackWithLedger();
    expect(() => costs.meter(new Queue(stack, 'Calls'), { operation: 'work' })).toThrow(
      'leave the attribution out',
    );
  });
});

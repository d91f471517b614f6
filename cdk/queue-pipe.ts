import type { Grant } from 'aws-cdk-lib/aws-iam';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnPipe } from 'aws-cdk-lib/aws-pipes';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Arn, ArnFormat, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

/** Messages that SQS takes at once. */
const BATCH = 10;

/** Where the messages of a queue go. */
export interface PipeTarget {
  /** The address of the ledger's queue as the pipe's stack has it. */
  readonly queueArn: (reader: Construct) => string;
  /** Lets the role of the pipe send there. */
  readonly grantRecord: (role: Role) => Grant;
}

/**
 * Moves every message of an application's queue to the ledger's: an EventBridge pipe, which needs no code. A message
 * that the ledger's queue does not take stays in its own, and its dead-letter queue takes it as the application says.
 */
export function pipeMessages(source: IQueue, { queueArn, grantRecord }: PipeTarget): Grant {
  const scope = new Construct(source, 'CostkeeperPipe');
  const target = queueArn(scope);
  refuseOtherPlaces(source, target);
  const { account } = Stack.of(scope);
  const role = new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('pipes.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': account } },
    }),
  });
  source.grantConsumeMessages(role);
  const grant = grantRecord(role);
  const pipe = new CfnPipe(scope, 'Pipe', {
    description: 'Usage messages of an application, to the queue of its ledger',
    roleArn: role.roleArn,
    source: source.queueArn,
    sourceParameters: { sqsQueueParameters: { batchSize: BATCH } },
    target,
    // The message alone: without it the ledger would get the record around it.
    targetParameters: { inputTemplate: '<$.body>' },
  });
  // It looks at once whether its role may read and send.
  pipe.node.addDependency(role);
  return grant;
}

/** A pipe is where both of its queues are. @throws Error with the way out where one of them is elsewhere */
function refuseOtherPlaces(source: IQueue, target: string): void {
  const { account, region } = Stack.of(source);
  const there = Token.isUnresolved(target) ? {} : Arn.split(target, ArnFormat.NO_RESOURCE_NAME);
  const others = [
    ...differences(source.env, { account, region }, 'the queue is imported from'),
    ...differences(there, { account, region }, "the ledger's queue is in"),
  ];
  const [first] = others;
  if (first === undefined) return;
  throw new Error(
    `meter: a pipe moves messages within one account and region, and ${first}: meter a function there that reads ` +
      `${source.node.path} and sends its messages with @costkeeper/client`,
  );
}

interface Place {
  readonly account?: string;
  readonly region?: string;
}

function differences(there: Place, here: Place, says: string): string[] {
  return (['account', 'region'] as const).flatMap((what) => {
    const [one, other] = [there[what], here[what]];
    const unknown =
      one === undefined || other === undefined || Token.isUnresolved(one) || Token.isUnresolved(other);
    return unknown || one === other ? [] : [`${says} the ${what} ${one}`];
  });
}

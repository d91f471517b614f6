import { CfnEventInvokeConfig } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Duration, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { AlarmRegister } from './alarm-register.ts';
import type { LedgerFunction } from './ledger-function.ts';

/**
 * Where asynchronous calls go that could not be delivered or failed to the end: runs of schedules, events of rules.
 * Each is done by a later run too, so this queue shows what went wrong and loses nothing.
 */
export class UndeliveredCalls extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, { alarms }: { readonly alarms: AlarmRegister }) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this.queue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is the last stop: what is here was given up and waits for an operator, with an alarm.',
    });
    alarms.add({
      name: 'calls-undelivered',
      severity: 'medium',
      description:
        'A run of a schedule or an event could not be delivered to its function or failed to the end.',
      metric: this.queue.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(5),
        statistic: 'Maximum',
      }),
      above: 0,
    });
  }

  /** Keeps calls that the function failed on: Lambda puts them here by the function's own role. */
  keepFailuresOf(fn: LedgerFunction): void {
    fn.allow(['sqs:SendMessage'], [this.queue.queueArn]);
    new CfnEventInvokeConfig(fn, 'Failures', {
      functionName: fn.functionName,
      qualifier: '$LATEST',
      maximumRetryAttempts: 2,
      destinationConfig: { onFailure: { destination: this.queue.queueArn } },
    });
  }
}

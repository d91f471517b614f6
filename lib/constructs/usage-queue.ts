import { Duration } from 'aws-cdk-lib/core';
import { AccountPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../../contracts/environment-variables.ts';
import { TIMEOUTS, visibilityTimeoutFor } from '../timeouts.ts';
import type { AlarmRegister } from './alarm-register.ts';
import type { LedgerFunction } from './ledger-function.ts';
import type { LedgerKey } from './ledger-key.ts';
import { ACCESS_PARAMETER, parameterNameOf, SharedValue } from './shared-value.ts';

/**
 * Bad messages are recorded with their reason and leave the queue; only an outage makes a message come
 * back. A small number would move a whole backlog to the dead-letter queue within half an hour of one.
 */
const MAX_RECEIVE_COUNT = 100;
/** What a function has to do with a queue that Lambda polls for it. */
export const RECEIVE_ACTIONS = [
  'sqs:ReceiveMessage',
  'sqs:DeleteMessage',
  'sqs:ChangeMessageVisibility',
  'sqs:GetQueueAttributes',
] as const;
/** SQS's longest. */
const RETENTION = Duration.days(14);

export interface UsageQueueProps {
  readonly stage: string;
  /** Seconds that the event source waits to fill a batch; lengthens the visibility. */
  readonly windowSeconds: number;
  readonly alarms: AlarmRegister;
  /** Other accounts that may send. */
  readonly senderAccounts: readonly string[];
  /** Default: SQS's own key, which is free. */
  readonly key?: LedgerKey | undefined;
}

/** Where applications send usage messages, and where those go that no recorder could take. */
export class UsageQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  /** Names of both queues, for another stack that reads their metrics. */
  readonly names: readonly [queue: SharedValue, deadLetters: SharedValue];
  /** Address and ARN of the queue, for applications. */
  readonly url: SharedValue;
  readonly arn: SharedValue;
  readonly #key: LedgerKey | undefined;

  constructor(scope: Construct, id: string, props: UsageQueueProps) {
    super(scope, id);
    this.#key = props.key;
    const common = {
      enforceSSL: true,
      retentionPeriod: RETENTION,
      ...(props.key
        ? { encryption: QueueEncryption.KMS, encryptionMasterKey: props.key.key }
        : { encryption: QueueEncryption.SQS_MANAGED }),
    };
    this.deadLetters = new Queue(this, 'DeadLetters', common);
    this.queue = new Queue(this, 'Queue', {
      ...common,
      visibilityTimeout: visibilityTimeoutFor(TIMEOUTS.recordUsage, props.windowSeconds),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVE_COUNT },
    });
    this.names = [
      this.#shareName('QueueName', 'usage-queue-name', this.queue, props.stage),
      this.#shareName('DeadLettersName', 'usage-dead-letters-name', this.deadLetters, props.stage),
    ];
    const share = (id: string, what: string, value: string) =>
      new SharedValue(this, id, { parameterName: parameterNameOf(props.stage, what), value });
    this.url = share('QueueUrlValue', ACCESS_PARAMETER.usageQueueUrl, this.queue.queueUrl);
    this.arn = share('QueueArnValue', ACCESS_PARAMETER.usageQueueArn, this.queue.queueArn);
    this.#admit(props.senderAccounts);
    this.#watch(props.alarms);
  }

  /** Lets other accounts in; which of their roles may send is for their own policies to say. */
  #admit(accounts: readonly string[]): void {
    if (accounts.length === 0) return;
    const principals = accounts.map((account) => new AccountPrincipal(account));
    this.queue.addToResourcePolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], principals, resources: [this.queue.queueArn] }),
    );
    this.#key?.admit(principals);
  }

  #shareName(id: string, what: string, { queueName }: Queue, stage: string): SharedValue {
    return new SharedValue(this, id, { parameterName: parameterNameOf(stage, what), value: queueName });
  }

  /** Allows the function to send usage messages, and tells it the queue's address. */
  allowSend(fn: LedgerFunction): void {
    fn.allow(['sqs:SendMessage'], [this.queue.queueArn]);
    this.#key?.allow(fn);
    fn.addEnvironment(ENVIRONMENT.usageQueueUrl, this.queue.queueUrl);
  }

  /** Allows the function to ask how many messages wait. */
  allowCount(fn: LedgerFunction): void {
    fn.allow(['sqs:GetQueueAttributes'], [this.queue.queueArn]);
  }

  /** Allows the function to be an event source's target; Lambda polls with the function's role. */
  allowReceive(fn: LedgerFunction): void {
    fn.allow([...RECEIVE_ACTIONS], [this.queue.queueArn]);
    this.#key?.allow(fn);
  }

  #watch(alarms: AlarmRegister): void {
    alarms.add({
      name: 'usage-dead-letters',
      severity: 'high',
      description: 'Usage messages were given up after 100 attempts and are not counted.',
      metric: this.deadLetters.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(5),
        statistic: 'Maximum',
      }),
      above: 0,
    });
    alarms.add({
      name: 'usage-queue-age',
      severity: 'high',
      description: 'A usage message has waited for more than 15 minutes: the recorder is behind or failing.',
      metric: this.queue.metricApproximateAgeOfOldestMessage({
        period: Duration.minutes(5),
        statistic: 'Maximum',
      }),
      above: Duration.minutes(15).toSeconds(),
    });
  }
}

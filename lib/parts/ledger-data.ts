import { Fn, Stack } from 'aws-cdk-lib/core';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct, type IConstruct } from 'constructs';
import type { RestoredTable } from '../../config/restored-table.ts';
import { STACK_OUTPUT } from '../../contracts/stack-outputs.ts';
import { AlertChannels } from '../constructs/alert-channels.ts';
import { createAlarmTopic, AlarmRegister } from '../constructs/alarm-register.ts';
import { LedgerBucket } from '../constructs/ledger-bucket.ts';
import { LedgerKey } from '../constructs/ledger-key.ts';
import { LedgerTable } from '../constructs/ledger-table.ts';
import { parameterNameOf } from '../constructs/shared-value.ts';
import { tellOutput, tellOutputs } from '../constructs/stack-outputs.ts';
import { UsageQueue } from '../constructs/usage-queue.ts';
import { UserKey } from '../constructs/user-key.ts';
import { areDeployedTogether } from '../placement.ts';

export interface LedgerDataProps {
  readonly stage: string;
  /** What the table and its replica are to be found by. */
  readonly tags: Readonly<Record<string, string>>;
  readonly retainData: boolean;
  readonly customerManagedKey: boolean;
  /** A restored table that is used in the place of the stack's own. */
  readonly restoredTable: RestoredTable | undefined;
  readonly alarmMail: string | undefined;
  /** Address that mails to people come from. */
  readonly mailSender: string | undefined;
  /** Domain or address that SES is to verify. Default: it is verified elsewhere. */
  readonly mailIdentity: string | undefined;
  /** Make the key that encrypts addresses of webhooks. */
  readonly webhooks: boolean;
  /** Make the key behind the hashes of user ids. */
  readonly hashUserIds: boolean;
  /** Other accounts that may send to the queue. */
  readonly senderAccounts: readonly string[];
  /** Seconds that the queue's event source waits to fill a batch. */
  readonly queueWindowSeconds: number;
}

/** Everything that holds something that cannot be made again. */
export class LedgerData extends Construct {
  readonly table: LedgerTable;
  readonly queue: UsageQueue;
  readonly bucket: LedgerBucket;
  readonly channels: AlertChannels;
  /** Only where the ledger keeps hashes of user ids. */
  readonly userKey: UserKey | undefined;
  readonly alarmTopic: Topic;
  readonly alarms: AlarmRegister;
  /** The stage's own key, where it has one. */
  readonly key: LedgerKey | undefined;
  readonly #streamParameterName: string;

  constructor(scope: Construct, id: string, props: LedgerDataProps) {
    super(scope, id);
    const retain = props.retainData;
    this.key = props.customerManagedKey
      ? new LedgerKey(this, 'Key', { retain, stage: props.stage })
      : undefined;
    this.alarmTopic = createAlarmTopic(this, props.alarmMail);
    this.alarms = new AlarmRegister(this, 'Alarms', { stage: props.stage, topic: this.alarmTopic });
    const { restoredTable: restored } = props;
    this.table = new LedgerTable(this, 'Ledger', {
      retain,
      key: this.key,
      tags: { ...props.tags },
      restored,
    });
    this.queue = new UsageQueue(this, 'Usage', {
      stage: props.stage,
      windowSeconds: props.queueWindowSeconds,
      senderAccounts: props.senderAccounts,
      alarms: this.alarms,
      key: this.key,
    });
    this.bucket = new LedgerBucket(this, 'Files', { retain, key: this.key });
    this.channels = new AlertChannels(this, 'Channels', {
      retain,
      stage: props.stage,
      mailSender: props.mailSender,
      mailIdentity: props.mailIdentity,
      webhooks: props.webhooks,
    });
    this.userKey = props.hashUserIds ? new UserKey(this, 'Users', { retain, stage: props.stage }) : undefined;
    this.#streamParameterName = parameterNameOf(props.stage, 'table-stream-arn');
    new StringParameter(this, 'StreamArn', {
      parameterName: this.#streamParameterName,
      stringValue: this.table.streamArn,
    });
    this.#tellNames();
  }

  /** Address of the table's stream as `consumer` reads it; its stack is then deployed after this one. */
  streamArn(consumer: IConstruct): string {
    if (areDeployedTogether(this, consumer)) return this.table.streamArn;
    const stack = Stack.of(consumer);
    // The parameter is looked up by name, which CDK cannot see as a reference.
    stack.addStackDependency(Stack.of(this));
    return StringParameter.valueForStringParameter(stack, this.#streamParameterName);
  }

  #tellNames(): void {
    tellOutputs(this, {
      [STACK_OUTPUT.tableName]: this.table.tableName,
      [STACK_OUTPUT.bucketName]: this.bucket.bucket.bucketName,
      [STACK_OUTPUT.usageQueueUrl]: this.queue.queue.queueUrl,
      [STACK_OUTPUT.usageQueueArn]: this.queue.queue.queueArn,
      [STACK_OUTPUT.usageDeadLettersUrl]: this.queue.deadLetters.queueUrl,
      [STACK_OUTPUT.usageDeadLettersArn]: this.queue.deadLetters.queueArn,
      [STACK_OUTPUT.alarmTopicArn]: this.alarmTopic.topicArn,
    });
    const records = this.channels.identity?.dkimRecords ?? [];
    if (records.length > 0) {
      const texts = records.map(({ name, value }) => `${name} ${value}`);
      tellOutput(this, STACK_OUTPUT.mailRecords, Fn.join(', ', texts));
    }
  }
}

import { RECEIVE_ACTIONS } from './usage-queue.ts';
import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import { Duration } from 'aws-cdk-lib/core';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../../contracts/environment-variables.ts';
import { TIMEOUTS, visibilityTimeoutFor } from '../timeouts.ts';
import type { AlarmRegister } from './alarm-register.ts';
import type { LedgerBucket } from './ledger-bucket.ts';
import { type FunctionDefaults, LedgerFunction } from './ledger-function.ts';
import { type LedgerTable, TOTALS_ACTIONS } from './ledger-table.ts';

/** After three deliveries the function itself marks a job that keeps failing; the rest is for its crashes. */
const MAX_RECEIVE_COUNT = 5;

export interface JobRunnerProps {
  readonly defaults: FunctionDefaults;
  readonly table: LedgerTable;
  readonly bucket: LedgerBucket;
  /** Workers that may run at once. */
  readonly concurrency: number;
}

/** Long work in steps: a queue of job ids and `run-job`, which takes one at a time and goes on by a new message. */
export class JobRunner extends Construct {
  readonly runner: LedgerFunction;
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: JobRunnerProps) {
    super(scope, id);
    const common = {
      // The messages are ids; what a job is about is in the table.
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    };
    this.deadLetters = new Queue(this, 'DeadLetters', common);
    this.queue = new Queue(this, 'Queue', {
      ...common,
      visibilityTimeout: visibilityTimeoutFor(TIMEOUTS.runJob, 0),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVE_COUNT },
    });
    this.runner = new LedgerFunction(this, 'RunJob', {
      name: 'run-job',
      defaults: props.defaults,
      timeout: TIMEOUTS.runJob,
      memorySize: 1024,
      // A job goes on by a message to its own queue; Lambda would end such a chain after about 16 of them.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    props.table.allow(this.runner, TOTALS_ACTIONS);
    // A day's resources and groups are found through the index, by audits and by the close of a month.
    props.table.allowDayIndex(this.runner);
    props.bucket.allowWrite(this.runner, 'exports');
    props.bucket.allowWrite(this.runner, 'archive');
    props.bucket.allowRead(this.runner, 'archive');
    // What was too little for a part of an object when time was up.
    props.bucket.allowRead(this.runner, 'exports');
    this.#allowErasure(props);
    this.allowSend(this.runner);
    this.#receive(props.concurrency);
    this.#watch(props.defaults.alarms);
  }

  /** Allows the function to start jobs, and tells it the queue's address. */
  allowSend(fn: LedgerFunction): void {
    fn.allow(['sqs:SendMessage'], [this.queue.queueArn]);
    fn.addEnvironment(ENVIRONMENT.jobQueueUrl, this.queue.queueUrl);
  }

  /** Erasing a user looks at the whole table, mends bodies of rejected messages and deletes exports. */
  #allowErasure({ table, bucket }: JobRunnerProps): void {
    table.allow(this.runner, ['DeleteItem', 'Scan']);
    bucket.allowRead(this.runner, 'quarantine');
    bucket.allowWrite(this.runner, 'quarantine');
    bucket.allowDelete(this.runner, 'exports');
    bucket.allowList(this.runner, 'exports');
    // Without it S3 answers 403 for an object that is not there, and a day without entries has no file.
    bucket.allowList(this.runner, 'archive');
  }

  #receive(maxConcurrency: number): void {
    this.runner.allow([...RECEIVE_ACTIONS], [this.queue.queueArn]);
    this.runner.addEventSourceMapping('JobQueue', {
      eventSourceArn: this.queue.queueArn,
      batchSize: 1,
      maxConcurrency,
    });
  }

  #watch(alarms: AlarmRegister): void {
    alarms.add({
      name: 'job-dead-letters',
      severity: 'medium',
      description: 'A job could not be run to its end; what it had done so far stays.',
      metric: this.deadLetters.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(5),
        statistic: 'Maximum',
      }),
      above: 0,
    });
  }
}

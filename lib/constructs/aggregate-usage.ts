import { Duration, Validations } from 'aws-cdk-lib/core';
import { EventSourceMapping, FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { AGGREGATED_PREFIXES, PARTITION_KEY } from '../../contracts/table-layout.ts';
import type { Windows } from '../batch-windows.ts';
import { TIMEOUTS } from '../timeouts.ts';
import type { AlarmRegister } from './alarm-register.ts';
import { LedgerFunction } from './ledger-function.ts';
import { liveFunction } from './live-alias.ts';
import type { FunctionDefaults } from './ledger-function.ts';
import { TOTALS_ACTIONS } from './ledger-table.ts';
import type { LedgerTable } from './ledger-table.ts';

/** About ten transactions of 100 actions, well inside the time-out. */
const BATCH_SIZE = 1000;
/**
 * A batch that fails is tried again, halved, until it is this old. Half of the stream's own 24 hours
 * leaves time to redrive what is then in the failure queue.
 */
const MAX_RECORD_AGE = Duration.hours(12);

export interface UsageAggregationProps {
  readonly defaults: FunctionDefaults;
  readonly table: LedgerTable;
  /** Address of the table's stream; comes by parameter, see docs/adr/0006. */
  readonly streamArn: string;
  readonly windows: Windows;
}

/** From new entries to totals: `aggregate-usage`, woken by the table's stream. */
export class UsageAggregation extends Construct {
  readonly aggregator: LedgerFunction;
  /** Which stretches of the stream were given up; the entries themselves stay in the table. */
  readonly failures: Queue;

  constructor(scope: Construct, id: string, props: UsageAggregationProps) {
    super(scope, id);
    this.failures = new Queue(this, 'Failures', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this.failures).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is the last stop: what is here was given up and waits for an operator, with an alarm.',
    });
    this.aggregator = new LedgerFunction(this, 'AggregateUsage', {
      name: 'aggregate-usage',
      defaults: props.defaults,
      timeout: TIMEOUTS.aggregateUsage,
      memorySize: 1024,
    });
    // Marks and totals are read by their keys; what is open is found by repairs.
    props.table.allow(
      this.aggregator,
      TOTALS_ACTIONS.filter((action) => action !== 'Query'),
    );
    this.#allowStream(props);
    this.#readStream(props);
    this.#watch(props.defaults.alarms);
  }

  #allowStream({ streamArn }: UsageAggregationProps): void {
    this.aggregator.allow(
      ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      [streamArn],
    );
    // It knows no resources: on a stream's address it allows nothing, and Lambda refuses a mapping whose role
    // lacks it.
    this.aggregator.allow(['dynamodb:ListStreams'], ['*']);
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'DynamoDB has no resources to name for ListStreams; it answers names of streams and no data.',
    });
    this.aggregator.allow(['sqs:SendMessage'], [this.failures.queueArn]);
  }

  #readStream({ streamArn, windows, defaults }: UsageAggregationProps): void {
    new EventSourceMapping(this.aggregator, 'TableStream', {
      target: liveFunction(this.aggregator, defaults),
      eventSourceArn: streamArn,
      // After a gap of the mapping the whole stream is read again; marks drop what is already counted.
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: BATCH_SIZE,
      maxBatchingWindow: Duration.seconds(windows.streamWindowSeconds),
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      retryAttempts: -1,
      maxRecordAge: MAX_RECORD_AGE,
      filters: [newRecordsOnly()],
      // SqsDlq would grant more than the one call that Lambda makes.
      onFailure: { bind: () => ({ destination: this.failures.queueArn }) },
    });
  }

  #watch(alarms: AlarmRegister): void {
    alarms.add({
      name: 'aggregation-lag',
      severity: 'high',
      description: 'The totals are more than 10 minutes behind the entries.',
      metric: this.aggregator.metric('IteratorAge', { period: Duration.minutes(5), statistic: 'Maximum' }),
      above: Duration.minutes(10).toMilliseconds(),
    });
    alarms.add({
      name: 'aggregation-failures',
      severity: 'high',
      description: 'Entries were given up by the aggregator and are missing in the totals.',
      metric: this.failures.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(5),
        statistic: 'Maximum',
      }),
      above: 0,
    });
    alarms.add({
      name: 'records-unreadable',
      severity: 'high',
      description: 'Stored entries could not be read by the aggregator; they are kept and not in the totals.',
      metric: this.aggregator.ownMetric('RecordsUnreadable'),
      above: 0,
    });
    alarms.add({
      name: 'replays-refused',
      severity: 'high',
      description: 'Entries older than their marks were replayed; adding them could count them twice.',
      metric: this.aggregator.ownMetric('ReplaysRefused'),
      above: 0,
    });
  }
}

/** New entries and outcomes; the aggregator's own totals, marks and pages never wake it. */
function newRecordsOnly(): { [key: string]: unknown } {
  return FilterCriteria.filter({
    eventName: ['INSERT'],
    dynamodb: { Keys: { [PARTITION_KEY]: { S: AGGREGATED_PREFIXES.map((prefix) => ({ prefix })) } } },
  });
}

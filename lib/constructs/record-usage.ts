import { Duration } from 'aws-cdk-lib/core';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Windows } from '../batch-windows.ts';
import { TIMEOUTS } from '../timeouts.ts';
import type { LedgerBucket } from './ledger-bucket.ts';
import { LedgerFunction } from './ledger-function.ts';
import { liveFunction } from './live-alias.ts';
import type { FunctionDefaults } from './ledger-function.ts';
import type { LedgerTable } from './ledger-table.ts';
import type { UsageQueue } from './usage-queue.ts';

export interface UsageIntakeProps {
  readonly defaults: FunctionDefaults;
  readonly table: LedgerTable;
  readonly queue: UsageQueue;
  readonly bucket: LedgerBucket;
  readonly windows: Windows;
  /** Recorders that may run at once. */
  readonly concurrency: number;
}

/** From the usage queue to entries: `record-usage`. */
export class UsageIntake extends Construct {
  readonly recorder: LedgerFunction;

  constructor(scope: Construct, id: string, props: UsageIntakeProps) {
    super(scope, id);
    this.recorder = new LedgerFunction(this, 'RecordUsage', {
      name: 'record-usage',
      defaults: props.defaults,
      timeout: TIMEOUTS.recordUsage,
      memorySize: 1024,
    });
    // Entries and outcomes are put, tallies updated; a failed put brings the stored item with it.
    // Totals tell what is usual, where the stage asks.
    props.table.allow(this.recorder, ['BatchGetItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem']);
    props.bucket.allowWrite(this.recorder, 'quarantine');
    props.queue.allowReceive(this.recorder);
    // The limit is on the event source: reserved concurrency would take executions from the whole account.
    new EventSourceMapping(this.recorder, 'UsageQueue', {
      target: liveFunction(this.recorder, props.defaults),
      eventSourceArn: props.queue.queue.queueArn,
      batchSize: props.windows.queueBatchSize,
      maxBatchingWindow: Duration.seconds(props.windows.queueWindowSeconds),
      maxConcurrency: props.concurrency,
      reportBatchItemFailures: true,
    });
  }
}

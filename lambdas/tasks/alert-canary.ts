import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { DynamoAlertStore } from '../../adapters/dynamo/alert-store.ts';
import { DynamoCanaryStore } from '../../adapters/dynamo/canary-store.ts';
import { sqsClient } from '../../adapters/sqs/sqs-client.ts';
import { SqsUsageSender } from '../../adapters/sqs/usage-sender.ts';
import { flyCanary } from '../../core/alerts/canary.ts';
import { readVariable } from '../support/read-environment.ts';
import type { Task, TaskContext } from './task-context.ts';

/** Proves that a breach becomes an alert: sends usage that must raise one, and looks for the one before. */
export function alertCanaryTask({ client, table, logger, metrics }: TaskContext): Task {
  return async (scheduledAt) => {
    const result = await flyCanary(new Date(scheduledAt).toISOString(), {
      canaries: new DynamoCanaryStore(client, table),
      alerts: new DynamoAlertStore(client, table),
      // Only stages with the canary give the function the queue.
      sender: new SqsUsageSender(sqsClient(), readVariable('usageQueueUrl')),
    });
    logger.info('canary of alerting', { result });
    metrics.addMetric('CanaryMissed', MetricUnit.Count, result === 'missed' ? 1 : 0);
  };
}

import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { DynamoErasureStore } from '../../adapters/dynamo/erasure/erasure-store.ts';
import { continueErasures } from '../../core/erasure/erasure.ts';
import type { Task, TaskContext } from './task-context.ts';

/** Starts the passes of erasures that are due. */
export function continueErasuresTask({ client, table, jobs, clock, metrics }: TaskContext): Task {
  const erasures = new DynamoErasureStore(client, table);
  return async () => {
    const overdue = await continueErasures({ erasures, jobs, clock });
    metrics.addMetric('ErasuresOverdue', MetricUnit.Count, overdue);
  };
}

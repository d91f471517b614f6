import middy from '@middy/core';
import { type ScheduledTask, schedulePayloadSchema } from '../contracts/schedule-payloads.ts';
import { deployedLedger } from './composition/ledger.ts';
import { observability, observed } from './support/observability.ts';
import { jobQueueOnDemand } from './support/queues-on-demand.ts';
import { scheduledTasks, taskStores } from './tasks/scheduled-tasks.ts';
import type { Task } from './tasks/task-context.ts';

const { logger, metrics } = observability('scheduled-work');

/** Runs the task a schedule names; every task may run twice and changes nothing the second time. */
export function scheduledWorkHandler(tasks: Record<ScheduledTask, Task>) {
  return async (payload: unknown): Promise<void> => {
    const { task, scheduledAt } = schedulePayloadSchema.parse(payload);
    logger.info('scheduled work', { task, scheduledAt });
    await tasks[task](scheduledAt);
  };
}

const ledger = deployedLedger(taskStores);

export const handler = middy<unknown, void>()
  .use(observed({ logger, metrics }))
  .handler(scheduledWorkHandler(scheduledTasks({ ledger, queue: jobQueueOnDemand(), logger, metrics })));

import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import { systemClock } from '../adapters/clock/system-clock.ts';
import { documentClient } from '../adapters/dynamo/document-client.ts';
import { DynamoJobStore } from '../adapters/dynamo/job-store.ts';
import { SqsJobQueue } from '../adapters/sqs/job-queue.ts';
import { sqsClient } from '../adapters/sqs/sqs-client.ts';
import { type ScheduledTask, schedulePayloadSchema } from '../contracts/schedule-payloads.ts';
import { observability } from './support/observability.ts';
import { readSettings, readVariable } from './support/read-environment.ts';
import { alertCanaryTask } from './tasks/alert-canary.ts';
import { auditDaysTask } from './tasks/audit-days.ts';
import { archiveDaysTask } from './tasks/archive-days.ts';
import { closeMonthsTask } from './tasks/close-months.ts';
import { continueErasuresTask } from './tasks/continue-erasures.ts';
import { findAnomaliesTask } from './tasks/find-anomalies.ts';
import { findSavingsTask } from './tasks/find-savings.ts';
import { keepProjectionTask } from './tasks/keep-projection.ts';
import { publishSpendTask } from './tasks/publish-spend.ts';
import { pushOpenMarksTask } from './tasks/push-open-marks.ts';
import { recordOwnCostTask } from './tasks/record-own-cost.ts';
import { reportMailTask } from './tasks/report-mail.ts';
import { settleUnpricedTask } from './tasks/settle-unpriced.ts';
import type { Task, TaskContext } from './tasks/task-context.ts';

const { logger, metrics } = observability('scheduled-work');

/** Runs the task a schedule names; every task may run twice and changes nothing the second time. */
export function scheduledWorkHandler(tasks: Record<ScheduledTask, Task>) {
  return async (payload: unknown): Promise<void> => {
    const { task, scheduledAt } = schedulePayloadSchema.parse(payload);
    logger.info('scheduled work', { task, scheduledAt });
    await tasks[task](scheduledAt);
  };
}

function production(): ReturnType<typeof scheduledWorkHandler> {
  const client = documentClient();
  const table = readVariable('tableName');
  const queue = new SqsJobQueue(sqsClient(), readVariable('jobQueueUrl'));
  const jobs = { jobs: new DynamoJobStore(client, table), queue, clock: systemClock };
  const context: TaskContext = {
    client,
    table,
    settings: readSettings(),
    jobs,
    clock: systemClock,
    logger,
    metrics,
  };
  return scheduledWorkHandler({
    'push-open-marks': pushOpenMarksTask(context),
    'publish-spend': publishSpendTask(context),
    'audit-days': auditDaysTask(context),
    'close-months': closeMonthsTask(context),
    'archive-days': archiveDaysTask(context),
    'find-anomalies': findAnomaliesTask(context),
    'find-savings': findSavingsTask(context),
    'keep-projection': keepProjectionTask(context),
    'report-mail': reportMailTask(context),
    'settle-unpriced': settleUnpricedTask(context),
    'record-own-cost': recordOwnCostTask(context),
    'alert-canary': alertCanaryTask(context),
    'continue-erasures': continueErasuresTask(context),
  });
}

export const handler = middy<unknown, void>()
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics))
  .handler(production());

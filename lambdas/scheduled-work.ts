import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import { ulid } from 'ulid';
import { jitteredPause } from '../adapters/clock/jittered-pause.ts';
import { systemClock } from '../adapters/clock/system-clock.ts';
import { documentClient } from '../adapters/dynamo/document-client.ts';
import { DynamoJobStore } from '../adapters/dynamo/job-store.ts';
import { DynamoLedgerWriter } from '../adapters/dynamo/ledger-writer.ts';
import { DynamoMarkReader } from '../adapters/dynamo/mark-reader.ts';
import { DynamoTotalsWriter } from '../adapters/dynamo/totals-writer.ts';
import { SqsJobQueue } from '../adapters/sqs/job-queue.ts';
import { sqsClient } from '../adapters/sqs/sqs-client.ts';
import { type ScheduledTask, schedulePayloadSchema } from '../contracts/schedule-payloads.ts';
import { startAudit } from '../core/spend/audit.ts';
import { pushOpenMarks } from '../core/spend/push-open-marks.ts';
import { unreadableOutcome } from '../core/usage/unreadable.ts';
import { observability } from './support/observability.ts';
import { readSettings, readVariable } from './support/read-environment.ts';

const { logger, metrics } = observability('scheduled-work');

/** The stream keeps 24 hours: what is older can only come back through the table. */
const HOURS_LOOKED_AT = 26;

export type ScheduledTasks = Record<ScheduledTask, (scheduledAt: string) => Promise<void>>;

/** Runs the task a schedule names; every task may run twice and changes nothing the second time. */
export function scheduledWorkHandler(tasks: ScheduledTasks) {
  return async (payload: unknown): Promise<void> => {
    const { task, scheduledAt } = schedulePayloadSchema.parse(payload);
    logger.info('scheduled work', { task, scheduledAt });
    await tasks[task](scheduledAt);
  };
}

function production(): ReturnType<typeof scheduledWorkHandler> {
  const { timeZone } = readSettings();
  const client = documentClient();
  const table = readVariable('tableName');
  const ledger = new DynamoLedgerWriter(client, table);
  const aggregate = {
    totals: new DynamoTotalsWriter(client, table, () => ulid(systemClock.now())),
    clock: systemClock,
    pause: jitteredPause,
    quarantine: async ({ name }: { name: string }, reason: string) => {
      await ledger.putOutcome(unreadableOutcome(name, reason, systemClock.now()));
    },
  };
  const jobs = {
    jobs: new DynamoJobStore(client, table),
    queue: new SqsJobQueue(sqsClient(), readVariable('jobQueueUrl')),
    clock: systemClock,
  };
  const marks = new DynamoMarkReader(client, table, timeZone);
  return scheduledWorkHandler({
    'push-open-marks': async () => {
      const { open, failed } = await pushOpenMarks(marks, aggregate, HOURS_LOOKED_AT);
      metrics.addMetric('OpenMarks', MetricUnit.Count, open);
      metrics.addMetric('OpenRecordsFailed', MetricUnit.Count, failed);
    },
    'audit-days': (scheduledAt) => startAudit(jobs, Date.parse(scheduledAt), timeZone),
  });
}

export const handler = middy<unknown, void>()
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics))
  .handler(production());

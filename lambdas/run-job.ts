import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context, SQSEvent } from 'aws-lambda';
import { systemClock } from '../adapters/clock/system-clock.ts';
import { documentClient } from '../adapters/dynamo/document-client.ts';
import { DynamoJobStore } from '../adapters/dynamo/job-store.ts';
import { SqsJobQueue } from '../adapters/sqs/job-queue.ts';
import { sqsClient } from '../adapters/sqs/sqs-client.ts';
import { jobMessageSchema } from '../contracts/job-message.ts';
import { type JobKind, type JobPorts, runJob } from '../core/jobs/job.ts';
import { priceJobs } from './jobs/price-jobs.ts';
import { archiveJob } from './jobs/archive.ts';
import { eraseUserJob } from './jobs/erase-user.ts';
import { exportJob } from './jobs/export.ts';
import { reconcileJob } from './jobs/reconcile.ts';
import { recalculateJob } from './jobs/recalculate.ts';
import { rollUpJob } from './jobs/roll-up.ts';
import { observability } from './support/observability.ts';
import { readSettings, readVariable } from './support/read-environment.ts';

const { logger } = observability('run-job');

/** Steps stop this long before the function's time-out, so that the state is saved. */
const RESERVE_MS = 60_000;
/** Deliveries of a message after which a job that keeps throwing is shown as failed. */
const MAX_DELIVERIES = 3;

/** Runs the jobs that the queue names, each up to the time this invocation has. */
export function runJobHandler(ports: JobPorts, kinds: Readonly<Record<string, JobKind>>) {
  return async (event: SQSEvent, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<void> => {
    for (const { body, attributes } of event.Records) {
      const { jobId } = jobMessageSchema.parse(JSON.parse(body));
      const deadline = ports.clock.now() + Math.max(0, context.getRemainingTimeInMillis() - RESERVE_MS);
      const giveUp = Number(attributes.ApproximateReceiveCount) >= MAX_DELIVERIES;
      logger.info('job', { jobId });
      await runJob(ports, kinds, jobId, deadline, giveUp);
    }
  };
}

function production(): ReturnType<typeof runJobHandler> {
  const client = documentClient();
  const table = readVariable('tableName');
  const ports: JobPorts = {
    jobs: new DynamoJobStore(client, table),
    queue: new SqsJobQueue(sqsClient(), readVariable('jobQueueUrl')),
    clock: systemClock,
  };
  const settings = readSettings();
  const recalculate = recalculateJob(client, table, settings);
  return runJobHandler(ports, {
    recalculate,
    'roll-up': rollUpJob(client, table, settings),
    archive: archiveJob(client, table, settings),
    'erase-user': eraseUserJob(client, table, settings),
    export: exportJob(client, table, settings),
    reconcile: reconcileJob(client, table, settings),
    ...priceJobs(client, table, settings),
  });
}

export const handler = middy<SQSEvent, void>().use(injectLambdaContext(logger)).handler(production());

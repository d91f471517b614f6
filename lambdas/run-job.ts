import middy from '@middy/core';
import type { Context, SQSEvent } from 'aws-lambda';
import { jobMessageSchema } from '../contracts/job-message.ts';
import { type JobKind, type JobPorts, runJob } from '../core/jobs/job.ts';
import { deployedLedger } from './composition/ledger.ts';
import { jobKinds, jobStores } from './jobs/job-kinds.ts';
import { observability, observed } from './support/observability.ts';
import { jobQueueOnDemand } from './support/queues-on-demand.ts';

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

const ledger = deployedLedger(jobStores);
const ports = { jobs: ledger.jobs, queue: jobQueueOnDemand(), clock: ledger.clock };

export const handler = middy<SQSEvent, void>()
  .use(observed({ logger }))
  .handler(runJobHandler(ports, jobKinds(ledger)));

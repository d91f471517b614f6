import { SqsJobQueue } from '../../adapters/sqs/job-queue.ts';
import { sqsClient } from '../../adapters/sqs/sqs-client.ts';
import { SqsUsageQueueDepth } from '../../adapters/sqs/usage-queue-depth.ts';
import { SqsUsageSender } from '../../adapters/sqs/usage-sender.ts';
import type { JobQueue } from '../../core/jobs/job.ts';
import type { QueueDepth } from '../../core/spend/read-pending.ts';
import type { UsageSender } from '../../core/usage/accept-events.ts';
import { readVariable } from '../support/read-environment.ts';

/** The queue of the stage's jobs. Throws an Error when the function's environment does not name it. */
export function jobQueue(): JobQueue {
  return new SqsJobQueue(sqsClient(), readVariable('jobQueueUrl'));
}

/** The queue that takes usage. Throws an Error when the function's environment does not name it. */
export function usageSender(): UsageSender {
  return new SqsUsageSender(sqsClient(), readVariable('usageQueueUrl'));
}

/** How much waits in it. Throws an Error when the function's environment does not name it. */
export function usageQueueDepth(): QueueDepth {
  return new SqsUsageQueueDepth(sqsClient(), readVariable('usageQueueUrl'));
}

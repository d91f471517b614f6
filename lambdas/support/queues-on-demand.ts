import type { JobQueue } from '../../core/jobs/job.ts';
import { once } from '../../core/once.ts';
import type { QueueDepth } from '../../core/spend/read-pending.ts';
import type { UsageSender } from '../../core/usage/accept-events.ts';
import { readVariable } from './read-environment.ts';

/** The stage's queues as a function has them that mostly reads: their client is loaded by the first that is sent. */
interface Queues {
  readonly jobs: JobQueue;
  readonly sender: UsageSender;
  readonly depth: QueueDepth;
}

/** The queue of jobs alone. Throws an Error that names a missing variable at once. */
export function jobQueueOnDemand(): JobQueue {
  readVariable('jobQueueUrl');
  const open = once(async () => (await import('../composition/queues.ts')).jobQueue());
  return { send: async (...message) => await (await open()).send(...message) };
}

/** Throws an Error that names a missing variable at once. */
export function queuesOnDemand(): Queues {
  readVariable('jobQueueUrl');
  readVariable('usageQueueUrl');
  const open = once(openQueues);
  return {
    jobs: { send: async (...message) => await (await open()).jobs.send(...message) },
    sender: { send: async (...messages) => await (await open()).sender.send(...messages) },
    depth: { waiting: async () => await (await open()).depth.waiting() },
  };
}

async function openQueues(): Promise<Queues> {
  const { jobQueue, usageQueueDepth, usageSender } = await import('../composition/queues.ts');
  return { jobs: jobQueue(), sender: usageSender(), depth: usageQueueDepth() };
}

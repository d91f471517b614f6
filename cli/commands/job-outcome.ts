import type { z } from 'zod/mini';
import type { jobSchema } from '../../contracts/api/jobs.ts';
import type { Call } from '../command.ts';

/** A job as the API tells it. */
export type Job = z.infer<typeof jobSchema>;

/** How often a job is asked for, milliseconds. */
const EVERY_MS = 1000;

/** Waits for the end of a job, and says how far it is. */
export async function jobOutcome(
  { ledger, progress, wait }: Pick<Call, 'ledger' | 'progress' | 'wait'>,
  jobId: string,
): Promise<Job> {
  for (;;) {
    const job = await ledger.get<Job>(`/jobs/${encodeURIComponent(jobId)}`);
    if (job.status !== 'running') return job;
    progress(`${job.progress.done}${job.progress.total === undefined ? '' : ` of ${job.progress.total}`}`);
    await wait(EVERY_MS);
  }
}

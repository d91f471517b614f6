import type { JobName } from '../../contracts/job-message.ts';
import { inBatches } from '../in-batches.ts';
import { HOUR_MS } from '../time/ledger-time.ts';
import { type Job, type JobPorts, startJob } from './job.ts';

/** A part of a job that another worker takes. */
export interface JobPart {
  /** Names the part within its job. */
  readonly name: string;
  readonly input: unknown;
}

/** Parts of which none has moved for so long were lost. */
const LOST_AFTER_MS = HOUR_MS;

/**
 * Starts a job for each part; their ids follow from the job and the part, so that a step that runs twice starts each
 * once. They are of the same kind and by the same person.
 */
export async function startParts(ports: JobPorts, job: Job, parts: readonly JobPart[]): Promise<void> {
  const { createdBy } = job;
  // Its own kind was started once.
  const kind = job.kind as JobName;
  await inBatches(parts, ({ name, input }) =>
    startJob(ports, { id: partId(job, name), kind, input, createdBy }),
  );
}

/**
 * The results of parts that were started, in their order, once all are there; before that, how many are. Throws an
 * Error that names the first part that failed, or when none has moved for an hour.
 */
export async function joinParts(
  { jobs, clock }: Pick<JobPorts, 'jobs' | 'clock'>,
  job: Pick<Job, 'id' | 'createdAt'>,
  names: readonly string[],
): Promise<{ readonly results: readonly unknown[] | undefined; readonly done: number }> {
  const parts = await inBatches(names, (name) => jobs.read(partId(job, name)));
  const failed = parts.findIndex((part) => part === undefined || part.status === 'failed');
  if (failed >= 0) {
    throw new Error(`the part ${names[failed] ?? ''} failed: ${parts[failed]?.error ?? 'its job is gone'}`);
  }
  const done = parts.filter((part) => part?.status === 'done');
  if (done.length === parts.length) return { results: done.map((part) => part?.result), done: done.length };
  const movedAt = Math.max(job.createdAt, ...parts.map((part) => part?.updatedAt ?? 0));
  if (clock.now() - movedAt > LOST_AFTER_MS) {
    const waiting = names.filter((_, index) => parts[index]?.status === 'running');
    throw new Error(
      `no part has moved for an hour; ${waiting.length} are open, ${waiting[0] ?? ''} among them`,
    );
  }
  return { results: undefined, done: done.length };
}

function partId({ id }: Pick<Job, 'id'>, name: string): string {
  return `${id}-${name}`;
}

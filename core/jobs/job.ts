import type { JobStatus } from '../../contracts/api/jobs.ts';
import type { JobName } from '../../contracts/job-message.ts';
import type { Clock, Instant } from '../time/ledger-time.ts';

/** Long work: started by one call, carried out in steps, asked about by `GET /jobs/{id}`. */
export interface Job {
  readonly id: string;
  /** A JobName, or one that another version knows. */
  readonly kind: string;
  readonly input: unknown;
  readonly status: JobStatus;
  readonly progress: JobProgress;
  /** Where the next step goes on; the kind's own business. */
  readonly state?: unknown;
  readonly result?: unknown;
  /** Key in the bucket of a large result. */
  readonly resultKey?: string | undefined;
  readonly error?: string | undefined;
  readonly createdBy: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** Raised by every step: two deliveries of one message never save over each other. */
  readonly revision: number;
}

export interface JobProgress {
  readonly done: number;
  /** Absent while it is not known. */
  readonly total?: number | undefined;
}

/** The result of a step: more to do from `state`, or the end. */
export type JobStep =
  | {
      readonly done: false;
      readonly state: unknown;
      readonly progress: JobProgress;
      /** The next step waits for others: no earlier than after so many seconds, at most 900. */
      readonly waitSeconds?: number;
    }
  | {
      readonly done: true;
      readonly result?: unknown;
      readonly resultKey?: string;
      readonly progress: JobProgress;
    };

/**
 * One kind of long work. A step goes on from the saved state and ends well before `deadline`; it may run
 * twice from the same state and must come to the same end.
 */
export interface JobKind {
  step(job: Job, deadline: Instant): Promise<JobStep>;
}

/** Keeps jobs. Methods reject on outages. */
export interface JobStore {
  /** Stores a new job; a job of the same id stays as it is. */
  create(job: Job): Promise<void>;
  read(id: string): Promise<Job | undefined>;
  /** Saves the job if it was not saved since `job.revision`; answers false when it was. */
  save(job: Job): Promise<boolean>;
}

export interface JobQueue {
  /** `delaySeconds`, at most 900: no earlier than that. */
  send(jobId: string, delaySeconds?: number): Promise<void>;
}

export interface JobPorts {
  readonly jobs: JobStore;
  readonly queue: JobQueue;
  readonly clock: Clock;
}

/** Stores a new job and asks for its first step, at once or after some seconds; answers its id. */
export async function startJob(
  { jobs, queue, clock }: JobPorts,
  start: { readonly id: string; readonly kind: JobName; readonly input: unknown; readonly createdBy: string },
  delaySeconds = 0,
): Promise<string> {
  const now = clock.now();
  await jobs.create({
    ...start,
    status: 'running',
    progress: { done: 0 },
    createdAt: now,
    updatedAt: now,
    revision: 0,
  });
  await (delaySeconds > 0 ? queue.send(start.id, delaySeconds) : queue.send(start.id));
  return start.id;
}

/**
 * Runs steps of a job until it ends or `deadline` comes; then asks for the next delivery. A step that
 * throws is tried again by the queue, and on the last try (`giveUp`) the job is shown as failed.
 */
export async function runJob(
  ports: JobPorts,
  kinds: Readonly<Record<string, JobKind>>,
  jobId: string,
  deadline: Instant,
  giveUp: boolean,
): Promise<void> {
  const { jobs, queue, clock } = ports;
  let job = await jobs.read(jobId);
  while (job?.status === 'running') {
    const { next, waitSeconds } = await nextOf(job, kinds, deadline, giveUp);
    const saved: Job = { ...next, updatedAt: clock.now(), revision: job.revision + 1 };
    if (!(await jobs.save(saved))) return;
    job = saved;
    if (waitSeconds !== undefined) {
      await queue.send(jobId, waitSeconds);
      return;
    }
    if (job.status === 'running' && clock.now() >= deadline) {
      await queue.send(jobId);
      return;
    }
  }
}

async function nextOf(
  job: Job,
  kinds: Readonly<Record<string, JobKind>>,
  deadline: Instant,
  giveUp: boolean,
): Promise<{ readonly next: Job; readonly waitSeconds?: number | undefined }> {
  const kind = kinds[job.kind];
  if (!kind) {
    return { next: { ...job, status: 'failed', error: `no function knows jobs of kind ${job.kind}` } };
  }
  try {
    const step = await kind.step(job, deadline);
    const { progress } = step;
    if (!step.done) return { next: { ...job, state: step.state, progress }, waitSeconds: step.waitSeconds };
    const { result, resultKey } = step;
    return { next: { ...job, status: 'done', progress, result, resultKey } };
  } catch (error) {
    if (!giveUp) throw error;
    const text = error instanceof Error ? error.message : String(error);
    return { next: { ...job, status: 'failed', error: text } };
  }
}

/** Entries that one step of a job looks at: some ten seconds, more where each costs reads and writes. */
export const ENTRIES_PER_STEP = 100_000;

import type { JobName } from '../../contracts/job-message.ts';
import { type Job, type JobKind, type JobStep, runJob, startJob } from '../../core/jobs/job.ts';
import type { Ledger } from '../../lambdas/composition/ledger.ts';

let jobs = 0;

/** Starts a job of this kind and runs it to its end, as the function run-job does at its last try. */
export async function runToEnd(
  { jobs: store, clock }: Pick<Ledger, 'jobs' | 'clock'>,
  kinds: Readonly<Record<string, JobKind>>,
  kind: JobName,
  input: unknown,
): Promise<Job | undefined> {
  const ports = { jobs: store, queue: { send: () => Promise.resolve() }, clock };
  const id = await startJob(ports, { id: `job-${++jobs}`, kind, input, createdBy: 'test' });
  await runJob(ports, kinds, id, Infinity, true);
  return store.read(id);
}

/** More than any job of a test takes. */
const MOST_STEPS = 200;

/** Takes the steps of a job to its end, its state kept as JSON between them. */
export async function stepsToEnd(step: (state: unknown) => Promise<JobStep>) {
  const steps: JobStep[] = [];
  let state: unknown;
  while (steps.length < MOST_STEPS) {
    const last = await step(state);
    steps.push(last);
    if (last.done) return { steps, result: last.result, progress: last.progress };
    state = JSON.parse(JSON.stringify(last.state));
  }
  throw new Error('it does not end');
}

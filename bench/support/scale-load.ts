import { CALLS_PER_JOB, MODELS } from './trace-events.ts';

/** Seconds between the calls of a job: jobs run side by side. */
const SECONDS_BETWEEN = 3;
/** One user for so many jobs that run at once. */
const JOBS_PER_USER = 5;
const USERS_PER_GROUP = 5;
const LEAST_USERS = 60;
const OPERATIONS = ['research', 'outline', 'write', 'check', 'voice', 'review', 'publish'];

/** An event of a load of so many a second: the job that began its turn `call` turns ago makes it. */
export interface LoadEvent {
  readonly id: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * Event number `index` of a steady load that began at `start` and has run for long: seven calls of each job, three
 * seconds apart, so that the events of any second come from as many jobs. A customer that sends more has more users,
 * groups and jobs, and the same models, operations and tiers. The same number is the same event.
 */
export function loadEvent(index: number, eventsPerSecond: number, start: number): LoadEvent {
  const at = start + Math.floor((index / eventsPerSecond) * 1000);
  const call = index % CALLS_PER_JOB;
  const between = Math.round((SECONDS_BETWEEN * eventsPerSecond) / CALLS_PER_JOB);
  // Jobs begin one after the other; the call says how many turns of others were between.
  const job = Math.floor(index / CALLS_PER_JOB) + (CALLS_PER_JOB - call) * between;
  const jobsAtOnce = SECONDS_BETWEEN * eventsPerSecond;
  const users = Math.max(LEAST_USERS, Math.round(jobsAtOnce / JOBS_PER_USER));
  // A user of rank k has work in the proportion 1/k, by a fixed spread of the job's number.
  const user = Math.floor(users ** (((job * 37) % 101) / 101));
  const [provider, model] = MODELS[job % MODELS.length] ?? MODELS[0];
  const id = `load-${index}`;
  return {
    id,
    body: {
      id,
      occurredAt: new Date(at).toISOString(),
      provider,
      model,
      usage: { input_tokens: 200 + ((index * 7919) % 4000), output_tokens: 20 + ((index * 104_729) % 600) },
      operation: OPERATIONS[call],
      userId: `user-${user}`,
      resource: { type: 'job', id: `job-${job}` },
      group: { type: 'project', id: `project-${user % Math.ceil(users / USERS_PER_GROUP)}` },
      tags: { tier: `tier${1 + (user % 3)}` },
    },
  };
}

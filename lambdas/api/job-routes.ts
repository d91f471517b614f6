import { RECORD_LIFETIME_DAYS } from '../../contracts/job-and-alert-lifetimes.ts';
import { storedUserId } from '../../contracts/system-user.ts';
import { jobSchema, jobStartedSchema } from '../../contracts/api/jobs.ts';
import { noQuery } from '../../contracts/api/status.ts';
import {
  aggregateDailySchema,
  aggregateMonthlySchema,
  recalculateInputSchema,
  type JobName,
} from '../../contracts/job-message.ts';
import { InvalidInputError, NotFoundError } from '../../core/errors.ts';
import { type Job, startJob } from '../../core/jobs/job.ts';
import { closesAt } from '../../core/spend/close-month.ts';
import {
  addDays,
  dayOf,
  type Instant,
  isMonth,
  isoTime,
  type Month,
  monthOf,
} from '../../core/time/ledger-time.ts';
import type { Caller } from './caller.ts';
import type { ApiPorts } from './ports.ts';
import { type Route, route } from './route.ts';

/** Starts a job for a caller; the answer names it. */
export async function startCallersJob(
  { jobs, newId, clock }: ApiPorts,
  kind: JobName,
  input: unknown,
  caller: Caller,
): Promise<{ body: { jobId: string } }> {
  const createdBy = caller.id;
  return { body: { jobId: await startJob({ ...jobs, clock }, { id: newId(), kind, input, createdBy }) } };
}

/** Long work: its result, and the recalculation of totals from entries. */
export function jobRoutes(ports: ApiPorts): Route[] {
  return [
    route({
      method: 'GET',
      path: '/jobs/{id}',
      summary: 'How far long work is, and its result',
      access: 'readers',
      query: noQuery,
      answer: jobSchema,
      handle: async ({ path }) => {
        const job = await ports.jobs.jobs.read(path.id);
        if (!job)
          throw new NotFoundError(
            `there is no job ${path.id}: jobs are kept for ${RECORD_LIFETIME_DAYS.jobs} days`,
          );
        return { body: await presentJob(job, ports) };
      },
    }),
    route({
      method: 'POST',
      path: '/aggregate/daily',
      summary:
        'Rolls a day up again, yesterday without a date: totals equal to entries, most expensive entries, active users',
      access: 'admins',
      query: noQuery,
      body: aggregateDailySchema,
      answer: jobStartedSchema,
      status: 202,
      handle: ({ body, caller, now }) => {
        const { date = addDays(dayOf(now, ports.settings.timeZone), -1) } = body;
        return startCallersJob(ports, 'roll-up', { date }, caller);
      },
    }),
    route({
      method: 'POST',
      path: '/aggregate/monthly',
      summary:
        'Rolls all days of a month up again; with "close": true closes it for good when its time has come',
      access: 'admins',
      query: noQuery,
      body: aggregateMonthlySchema,
      answer: jobStartedSchema,
      status: 202,
      handle: ({ body, caller, now }) => {
        const month = isMonth(body.date) ? body.date : monthOf(body.date);
        const close = body.close === true;
        if (close) refuseEarlyClose(month, ports, now);
        return startCallersJob(ports, 'roll-up', { date: month, close }, caller);
      },
    }),
    route({
      method: 'POST',
      path: '/recalculate',
      summary: 'Makes totals equal their entries while traffic flows: one user, resource, group, day, or all',
      access: 'admins',
      query: noQuery,
      body: recalculateInputSchema,
      answer: jobStartedSchema,
      status: 202,
      handle: ({ body, caller }) => startCallersJob(ports, 'recalculate', body, caller),
    }),
    route({
      method: 'POST',
      path: '/users/{id}/recalculate',
      slashes: true,
      summary: "Makes one user's totals equal their entries while traffic flows",
      access: 'admins',
      query: noQuery,
      answer: jobStartedSchema,
      status: 202,
      handle: ({ path, caller }) => {
        const userId = storedUserId(path.id);
        return startCallersJob(ports, 'recalculate', { userId }, caller);
      },
    }),
  ];
}

/** Throws InvalidInputError for a month whose time to be closed has not come. */
function refuseEarlyClose(month: Month, { settings }: ApiPorts, now: Instant): void {
  const from = closesAt(month, settings.timeZone);
  if (now >= from) return;
  const message = `${month} can be closed from ${isoTime(from)} on: leave it out to roll the days up again`;
  throw new InvalidInputError(`close: ${message}`, [{ field: 'close', message }]);
}

async function presentJob(job: Job, { jobs }: ApiPorts) {
  const { id, kind, status, progress, result, resultKey, error, createdAt, updatedAt } = job;
  return {
    id,
    kind,
    status,
    progress,
    ...(result === undefined ? {} : { result }),
    resultUrl: resultKey === undefined ? null : await jobs.resultUrl(resultKey),
    error: error ?? null,
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(updatedAt),
  };
}

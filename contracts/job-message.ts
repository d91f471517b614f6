import * as z from 'zod/mini';
import { sentDay, sentMonth } from './date-schemas.ts';
import { LIMITS } from './message-limits.ts';
import { boundedText } from './bounded-text.ts';

/** Every kind of long work; `run-job` does not compile without a worker for each (lambdas/jobs/job-kinds.ts). */
export type JobName =
  | 'recalculate'
  | 'roll-up'
  | 'archive'
  | 'erase-user'
  | 'export'
  | 'reconcile'
  | 'fetch-prices'
  | 'fetch-rates'
  | 'replay-price'
  | 'settle'
  | 'what-if'
  | 'apply-what-if';

/** What the job queue carries: the job's id; everything else is in its item. */
export const jobMessageSchema = z.object({ jobId: z.string() });

export type JobMessage = z.infer<typeof jobMessageSchema>;

const name = boundedText(LIMITS.nameCharacters);
const reference = z.object({ type: name, id: name });

/** What can be recalculated: everything, one day, or one user, resource or group. */
export const recalculateInputSchema = z.union(
  [
    z.strictObject({ userId: name }),
    z.strictObject({ resource: reference }),
    z.strictObject({ group: reference }),
    z.strictObject({ day: sentDay }),
    z.strictObject({ all: z.literal(true) }),
    z.strictObject({}),
  ],
  { error: 'name one of userId, resource, group, day, or {"all": true}' },
);

export type RecalculateInput = z.infer<typeof recalculateInputSchema>;

/** POST /aggregate/daily: yesterday without a date. */
export const aggregateDailySchema = z.strictObject({ date: z.optional(sentDay) });

/** POST /aggregate/monthly: a month, or a day of it. */
export const aggregateMonthlySchema = z.strictObject({
  date: z.union([sentMonth, sentDay], { error: 'must be a month such as 2026-11, or a day of it' }),
  /** Closes the month too, for good, once its time has come: what is recorded later counts beside it. */
  close: z.optional(z.boolean({ error: 'must be true or false' })),
});

/** What a roll-up job works on: a day or a month. Jobs of earlier versions close without the word. */
export type AggregateInput = z.infer<typeof aggregateMonthlySchema>;

/** One pass of an erasure; the erasure itself names the user, and is deleted at its end. */
export const eraseInputSchema = z.object({
  erasureId: z.string(),
  requestedAt: z.number(),
  pass: z.number(),
});

import * as z from 'zod/mini';
import { asOf, countSchema, timeSchema } from './common.ts';

/** The answer of everything long: ask `GET /jobs/{id}`. */
export const jobStartedSchema = z.object({ jobId: z.string() });

/** How far long work is. */
const JOB_STATUSES = ['running', 'done', 'failed'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** GET /jobs/{id}. */
export const jobSchema = z.object({
  ...asOf,
  id: z.string(),
  kind: z.string(),
  status: z.enum(JOB_STATUSES),
  /** `total` is absent while it is not known. */
  progress: z.object({ done: countSchema, total: z.optional(countSchema) }),
  /** What the job found, when it is small. */
  result: z.optional(z.unknown()),
  /** Where a large result can be fetched from, for some minutes. */
  resultUrl: z.nullable(z.string()),
  error: z.nullable(z.string()),
  createdAt: timeSchema,
  updatedAt: timeSchema,
});

import * as z from 'zod/mini';
import type { AnswerOf } from './answer-of.ts';
import { type ProblemKind, PROBLEMS, problemType, type ProblemType } from '../problem-kinds.ts';
import { furtherRejectedSchema, rejectedEventSchema } from './record.ts';

/** An error, RFC 9457. */
export const problemSchema = z.object({
  type: z.enum((Object.keys(PROBLEMS) as ProblemKind[]).map((kind): ProblemType => problemType(kind))),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.optional(z.string()),
  /** What is wrong, by field. */
  errors: z.optional(z.array(z.object({ field: z.string(), message: z.string() }))),
  /** Where the form of the input is described: a page of the project, and its section. */
  help: z.optional(z.string()),
  /** The input as it would be accepted, to look at and to send: nothing was recorded. */
  rewritten: z.optional(z.record(z.string(), z.unknown())),
  /** The event in the ledger's own names as far as what was sent says it, and the fields that it still lacks. */
  incomplete: z.optional(
    z.object({ event: z.record(z.string(), z.unknown()), missing: z.array(z.string()) }),
  ),
  /** A list of which no event was accepted: each, as an answer of 202 names those that were not. */
  rejected: z.optional(z.array(rejectedEventSchema)),
  furtherRejected: z.optional(furtherRejectedSchema),
});

export type Problem = AnswerOf<typeof problemSchema>;

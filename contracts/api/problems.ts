import * as z from 'zod/mini';
import type { AnswerOf } from './answer-of.ts';
import { furtherRejectedSchema, rejectedEventSchema } from './record.ts';

interface ProblemRow {
  readonly status: number;
  readonly title: string;
}

/**
 * Every kind of error that the API answers, one row each. Callers tell them apart by `type`: sentences are for
 * people and may change.
 */
export const PROBLEMS = {
  'invalid-input': { status: 400, title: 'Invalid input' },
  unauthenticated: { status: 401, title: 'Not signed in' },
  forbidden: { status: 403, title: 'Not allowed' },
  /** The named thing does not exist. */
  'not-found': { status: 404, title: 'Not found' },
  /** The API has no such method and path. */
  'no-such-route': { status: 404, title: 'Not found' },
  /** The body is in an encoding that is not read. */
  'unsupported-media-type': { status: 415, title: 'Unsupported media type' },
  conflict: { status: 409, title: 'Conflict' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  /** A defect: the same request will fail again. */
  internal: { status: 500, title: 'Internal error' },
  /** Passes by itself: send the same request again. */
  unavailable: { status: 503, title: 'Unavailable' },
} as const satisfies Record<string, ProblemRow>;

export type ProblemKind = keyof typeof PROBLEMS;
/** The `type` of a kind, RFC 9457: a URI that stays as it is. */
export type ProblemType = `urn:costkeeper:${ProblemKind}`;

export function problemType<Kind extends ProblemKind>(kind: Kind): `urn:costkeeper:${Kind}` {
  return `urn:costkeeper:${kind}`;
}

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

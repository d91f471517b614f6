import * as z from 'zod/mini';
import { referenceSchema } from '../usage-message.ts';
import { flagQuery } from './common.ts';

const text = z.string();

/** POST /record/{provider}: attribution for every answer of the request. */
export const answerQuery = z.strictObject({
  userId: z.optional(text),
  resourceType: z.optional(text),
  resourceId: z.optional(text),
  groupType: z.optional(text),
  groupId: z.optional(text),
  operation: z.optional(text),
  /** Where the answer does not name it, as Bedrock's do not. */
  model: z.optional(text),
  /** Whose answer it is where another provider speaks the same protocol. */
  provider: z.optional(text),
  region: z.optional(text),
  dryRun: flagQuery,
});

const answer = z.record(z.string(), z.unknown());

/** An answer with fields of a usage message beside it. */
const attributedAnswer = z.looseObject({
  answer,
  userId: z.optional(text),
  resource: z.optional(referenceSchema),
  group: z.optional(referenceSchema),
  operation: z.optional(text),
  tags: z.optional(z.record(z.string(), z.string())),
});

/** POST /record/{provider}: the provider's own answer, or several. */
export const answerBodySchema = z.union([
  z.object({ items: z.array(z.union([attributedAnswer, answer])) }),
  attributedAnswer,
  answer,
]);

/** POST /otlp/v1/traces: names of attributes that a sender uses beside the usual ones. */
export const otlpQuery = z.strictObject({
  /** The attribute that names the user. */
  user: z.optional(text),
  /** `TYPE:ATTRIBUTE`, such as `job:app.job_id`. */
  resource: z.optional(text),
  group: z.optional(text),
  /** Attributes that become tags, with commas between them. */
  tags: z.optional(text),
});

/** POST /otlp/v1/traces: an ExportTraceServiceRequest. */
export const otlpBodySchema = z.object({ resourceSpans: z.optional(z.array(z.unknown())) });

/** What OTLP answers: an ExportTraceServiceResponse. */
export const otlpAnswerSchema = z.object({
  partialSuccess: z.object({
    /** A 64-bit integer, which JSON of protobuf writes as text. */
    rejectedSpans: z.optional(z.string()),
    errorMessage: z.optional(z.string()),
  }),
});

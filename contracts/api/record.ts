import { ENTRY_STATUSES } from '../usage-vocabulary.ts';
import * as z from 'zod/mini';
import { usageEventSchema } from '../usage-message.ts';
import { countSchema, decimalSchema, flagQuery } from './common.ts';
import { lineSchema } from './entries.ts';

/** Why an event was not accepted, by field. */
export const rejectedEventSchema = z.object({
  /** Position of the event in the request. */
  index: countSchema,
  /** In an answer that has no room for more, `invalid` alone: sent by itself, the event is told what is wrong. */
  errors: z.array(z.object({ field: z.string(), message: z.string() })),
  /** The event as it would be accepted, to look at and to send: it was not recorded. */
  rewritten: z.optional(z.record(z.string(), z.unknown())),
  /** The event in the ledger's own names as far as what was sent says it, and the fields that it still lacks. */
  incomplete: z.optional(
    z.object({ event: z.record(z.string(), z.unknown()), missing: z.array(z.string()) }),
  ),
});

/** Rejected events that are too many to be named one by one: they are invalid, and were not recorded. */
export const furtherRejectedSchema = z.object({
  events: countSchema,
  /** Their positions, ascending, such as `100-4999,5003`. */
  indexes: z.string(),
});

/** What an event costs by the prices of its time. */
const quotedCostSchema = z.object({
  index: countSchema,
  id: z.string(),
  costUsd: decimalSchema,
  status: z.enum(ENTRY_STATUSES),
  lines: z.array(lineSchema),
  /** Usage parts without a price. */
  unpriced: z.array(z.string()),
});

/** What a sender should know of an event that was taken all the same. */
const warningSchema = z.object({
  /** Position of the event in the request. */
  index: countSchema,
  field: z.string(),
  message: z.string(),
  /** What was probably meant. */
  suggestion: z.nullable(z.string()),
});

/** POST /record: ids in the order of the accepted events; `costs` with `dryRun=true` only. */
export const recordAnswerSchema = z.object({
  ids: z.array(z.string()),
  /** All of them up to 1,000. Of more, which a list of providers' answers may have, the first 100. */
  rejected: z.array(rejectedEventSchema),
  /** The others, where more than 1,000 were rejected. */
  furtherRejected: z.optional(furtherRejectedSchema),
  /** The first 20. */
  warnings: z.optional(z.array(warningSchema)),
  costs: z.optional(z.array(quotedCostSchema)),
});

export const recordQuery = z.strictObject({
  dryRun: flagQuery,
});

/** One event as /record takes it: `id` and `occurredAt` together, or neither and both are filled in. */
export const recordedEventSchema = z.partial(usageEventSchema, { id: true, occurredAt: true });

/** POST /record: one event or many; CloudEvents 1.0 are taken too. */
export const recordBodySchema = z.union([
  recordedEventSchema,
  z.object({ events: z.array(recordedEventSchema) }),
]);

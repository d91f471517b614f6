import { OUTCOME_KINDS } from '../usage-vocabulary.ts';
import * as z from 'zod/mini';
import { asOf, countSchema, decimalSchema, nextCursor, pageQuery, rangeQuery, timeSchema } from './common.ts';

export const noQuery = z.strictObject({});

/** GET /health: the function runs and its settings are valid. */
export const healthSchema = z.object({ status: z.literal('ok'), stage: z.string() });

/** GET /status: numbers since the start of the ledger. */
export const statusSchema = z.object({
  ...asOf,
  recorded: countSchema,
  aggregated: countSchema,
  rejected: countSchema,
  duplicates: countSchema,
  conflicts: countSchema,
  unpriced: countSchema,
  /** Age of the oldest record that is not in the totals yet. */
  lagSeconds: z.number(),
  /** Last day that an audit compared with its entries. */
  balancedAsOf: z.nullable(timeSchema),
  /** Every older day that is kept was compared at this time or later; null while one of them never was. */
  olderAuditedAsOf: z.nullable(timeSchema),
  drift: decimalSchema,
  /** Hours since the price data in force was published. */
  priceDataAge: z.number(),
  /** Price packs that wait for somebody to apply them; 0 where the stage takes none. */
  heldPricePacks: countSchema,
  /** Keys of machines that end within thirty days, or have ended: rotate them. */
  expiringKeys: z.array(z.object({ id: z.string(), name: z.string(), expiresAt: timeSchema })),
});

const KIND_HELP = `must be one of ${OUTCOME_KINDS.join(', ')}`;

/** Something that did not become an entry, with its reason. */
const quarantineItemSchema = z.object({
  id: z.string(),
  kind: z.enum(OUTCOME_KINDS),
  reason: z.string(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })),
  eventId: z.nullable(z.string()),
  messageId: z.string(),
  index: countSchema,
  recordedAt: timeSchema,
  /** The event as it was received; null where it is in the bucket, under `bodyKey`. */
  body: z.nullable(z.string()),
  bodyKey: z.nullable(z.string()),
  redrivenAt: z.nullable(timeSchema),
});

/** GET /quarantine, newest first. Without `kind`: everything but duplicates. */
export const quarantineListSchema = z.object({
  ...asOf,
  items: z.array(quarantineItemSchema),
  ...nextCursor,
});

export const quarantineQuery = z.strictObject({
  ...rangeQuery,
  ...pageQuery,
  kind: z.optional(z.enum(OUTCOME_KINDS, { error: KIND_HELP })),
});

/** What `POST /quarantine/{id}/redrive` may say: that a suspect event is right as it is. */
export const redriveSchema = z.strictObject({ accept: z.optional(z.boolean()) });
/** POST /quarantine/{id}/redrive: the body is on the usage queue again. */
export const redriveAnswerSchema = z.object({ id: z.string(), redrivenAt: timeSchema });

/** GET /openapi.json. */
export const documentSchema = z.looseObject({
  openapi: z.string(),
  info: z.record(z.string(), z.string()),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
});

/** GET /docs. */
export const pageSchema = z.string();

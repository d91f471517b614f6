import { PACK_STATUSES, PRICE_CHANGE_KINDS } from '../price-vocabulary.ts';
import * as z from 'zod/mini';
import { asOf, countSchema, decimalSchema, timeSchema } from './common.ts';

const version = z.int();

/** A part of a model that a pack prices otherwise; both prices are for `per` units. */
const changeSchema = z.object({
  provider: z.string(),
  model: z.string(),
  unit: z.string(),
  /** added: it had no price; dated: only what comes later; changed and removed: what had a price. */
  kind: z.enum(PRICE_CHANGE_KINDS),
  beforeUsd: z.nullable(decimalSchema),
  afterUsd: z.nullable(decimalSchema),
  per: decimalSchema,
  from: z.nullable(z.string()),
});

const movedSchema = z.object({
  provider: z.string(),
  model: z.string(),
  beforeUsd: decimalSchema,
  afterUsd: decimalSchema,
});

/** What the last days would have cost by the prices in force and by others. */
export const canarySchema = z.object({
  days: countSchema,
  beforeUsd: decimalSchema,
  afterUsd: decimalSchema,
  models: z.array(movedSchema),
});

/** One pack, or a file that is none. */
const packSchema = z.object({
  version,
  publishedAt: z.nullable(z.string()),
  takenAt: timeSchema,
  status: z.enum(PACK_STATUSES),
  /** Why it has this status, for a person. */
  reason: z.string(),
  /** The first of them, what needs a decision before the rest. */
  changes: z.array(changeSchema),
  changeCounts: z.object({
    added: countSchema,
    dated: countSchema,
    changed: countSchema,
    removed: countSchema,
  }),
  /** What the last days cost by the prices before it and by its own; null where it was not replayed. */
  canary: z.nullable(canarySchema),
  /** A held pack's additions and later prices are in force already. */
  additionsInForce: z.boolean(),
});

/** GET /prices/packs: the highest version first; unsigned files after them. */
export const packListSchema = z.object({
  ...asOf,
  /** The version that holds as a whole; null for the prices of the deployment. */
  current: z.nullable(version),
  /** Version of the price data in force, as entries name it. */
  catalogueVersion: z.string(),
  /** Hours since the price data in force was published. */
  priceDataAge: z.number(),
  /** The stage takes packs, from these addresses; null where it does not. */
  feed: z.nullable(
    z.object({
      urls: z.array(z.string()),
      everyMinutes: countSchema,
      holdAbovePercent: z.number(),
      pinnedVersion: z.nullable(version),
    }),
  ),
  packs: z.array(packSchema),
});

/** POST /prices/packs/{version}/apply|rollback: the pack as it is then. */
export const packChangeSchema = z.object({
  version,
  status: packSchema.shape.status,
  current: z.nullable(version),
  pack: packSchema,
  /** The job that settles what waited for a price; null after a roll-back. */
  settleJobId: z.nullable(z.string()),
});

/** POST /prices/packs/fetch: the job that looks for a newer pack. */
export const packFetchSchema = z.object({ jobId: z.string() });

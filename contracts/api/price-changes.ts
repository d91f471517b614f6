import { PRICE_CHANGE_STATUSES } from '../price-vocabulary.ts';
import * as z from 'zod/mini';
import { asOf, timeSchema } from './common.ts';
import { canarySchema } from './price-packs.ts';
import { priceRowSchema } from './prices.ts';

/** A price of one's own and what became of it. */
const priceChangeSchema = z.object({
  /** The row's, for `POST /prices/{id}/apply` and `/rollback`. */
  id: z.string(),
  /** replaying and held do not count: the one waits for its replay, the other for an administrator. */
  status: z.enum(PRICE_CHANGE_STATUSES),
  /** Why it has this status, for a person. */
  reason: z.string(),
  /** As it was sent. */
  price: priceRowSchema,
  /** When it stops or has stopped counting, as far as is known today; null while nothing ends it. */
  endsAt: z.nullable(z.string()),
  /** The override that it ended. */
  closedId: z.nullable(z.string()),
  /** What the last days cost before and after it; null where it was not replayed. */
  canary: z.nullable(canarySchema),
  holdAbovePercent: z.nullable(z.number()),
  changedAt: timeSchema,
});

/** GET /prices/changes: what waits first, then the newest. */
export const priceChangesSchema = z.object({ ...asOf, changes: z.array(priceChangeSchema) });

/** POST /prices/{id}/apply|rollback: the price as it is then. */
export const priceChangeAnswerSchema = z.object({
  ...priceChangeSchema.shape,
  /** The job that settles what waited for a price; null after a roll-back. */
  settleJobId: z.nullable(z.string()),
});

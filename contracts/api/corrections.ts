import * as z from 'zod/mini';
import { LIMITS } from '../message-limits.ts';
import { quantitySchema, usageName, userIdSchema } from '../usage-message.ts';
import { boundedText } from '../bounded-text.ts';
import { usdSchema } from './budget-amounts.ts';
import { decimalSchema, occurredAtQuery } from './common.ts';

const request = {
  /** Why, for later readers of the ledger. */
  reason: boundedText(500),
  /**
   * A name of the caller's own for this request: sent again under it, nothing changes. Absent, it follows from the
   * content.
   */
  requestId: z.optional(boundedText(LIMITS.idCharacters)),
  /** Time or day of the entry, where the id alone would have to be searched for. */
  ...occurredAtQuery,
} as const;

/** POST /entries/{id}/void. */
export const voidEntrySchema = z.strictObject(request);

/** POST /entries/{id}/correct: what is left out stays as it is; `userId` null is work without a user. */
export const correctEntrySchema = z
  .strictObject({
    ...request,
    usage: z.optional(
      z.record(usageName, quantitySchema).check(
        z.refine((usage) => {
          const parts = Object.keys(usage).length;
          return parts >= 1 && parts <= LIMITS.usageParts;
        }, `must have 1 to ${LIMITS.usageParts} parts`),
      ),
    ),
    userId: z.optional(z.nullable(userIdSchema)),
    reportedCostUsd: z.optional(usdSchema),
  })
  .check(
    z.refine(
      ({ usage, userId, reportedCostUsd }) =>
        usage !== undefined || userId !== undefined || reportedCostUsd !== undefined,
      'must say what is corrected: usage, userId or reportedCostUsd',
    ),
  );

/** Both: the entry's cost and status now, and the entries that correct it, all of this request. */
export const correctedSchema = z.object({
  id: z.string(),
  /** Nothing of it is left. */
  void: z.boolean(),
  /** What this request added to the total. */
  differenceUsd: decimalSchema,
  adjustments: z.array(z.string()),
});

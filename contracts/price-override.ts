import * as z from 'zod/mini';
import { boundedText, LIMITS, amountSchema } from './usage-message.ts';

const name = boundedText(LIMITS.nameCharacters);
const PER_HELP = 'must be the number of units the price is for, such as 1000 or 1000000';
const TIME_HELP = 'must be a day such as "2026-12-01" or an ISO 8601 time with a zone';

const TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;

const timeSchema = z
  .string({ error: TIME_HELP })
  .check(z.refine((text) => TIME.test(text) && !Number.isNaN(Date.parse(text)), TIME_HELP));

/**
 * A price of your own: it goes before every catalogue price from its start on. Absent `attributes` mean the
 * standard service tier; `userId` or `tag` make it hold for their usage only.
 */
export const priceOverrideSchema = z
  .strictObject({
    provider: name,
    service: z.optional(boundedText(64)),
    /** The model or SKU as messages name it. */
    model: name,
    region: z.optional(boundedText(64)),
    unit: z
      .string({ error: 'must be a usage part such as "input_tokens"' })
      .check(z.regex(/^[a-z][a-z0-9_]{0,63}$/, 'must be a usage part such as "input_tokens"')),
    unitPriceUsd: amountSchema,
    per: z._default(
      z.union(
        [z.int().check(z.gte(1), z.lte(10 ** 12)), z.string().check(z.regex(/^[1-9]\d{0,12}$/, PER_HELP))],
        { error: PER_HELP },
      ),
      1,
    ),
    attributes: z.optional(z.record(boundedText(64), name)),
    effectiveFrom: z.optional(timeSchema),
    effectiveTo: z.optional(z.nullable(timeSchema)),
    notes: z.optional(boundedText(1000)),
    userId: z.optional(name),
    /** `{"name": "tier", "value": "tier2"}`. */
    tag: z.optional(
      z.strictObject({
        name: boundedText(LIMITS.tagNameCharacters),
        value: boundedText(LIMITS.tagValueCharacters),
      }),
    ),
    /** Accepts a price more than 20 times away from the one it replaces. */
    force: z.optional(z.boolean()),
  })
  .check(
    z.refine((override) => override.userId === undefined || override.tag === undefined, {
      error: 'must not stand beside userId: an override holds for a user or for a tag',
      path: ['tag'],
    }),
  );

export type PriceOverrideInput = z.input<typeof priceOverrideSchema>;
export type PriceOverride = z.infer<typeof priceOverrideSchema>;

import * as z from 'zod/mini';
import { isLedgerInstant } from './dates.ts';
import { LIMITS } from './message-limits.ts';
import { amountSchema } from './usage-message.ts';
import { boundedText } from './bounded-text.ts';

const name = boundedText(LIMITS.nameCharacters);
const PER_HELP = 'must be the number of units the price is for, such as 1000 or 1000000';
const TIME_HELP =
  'must be a day such as "2026-12-01" or an ISO 8601 time such as "2026-11-21T10:15:30Z", from 1970-01-01 to 9998-12-31';

const dayOrTime = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);
const dayOrLocalTime = z.union([z.iso.date(), z.iso.datetime({ offset: true, local: true })]);

/** One check, so that a wrong time is one error. */
function timeText(schema: typeof dayOrTime) {
  return z
    .string({ error: TIME_HELP })
    .check(
      z.refine((text) => schema.safeParse(text).success && isLedgerInstant(Date.parse(text)), TIME_HELP),
    );
}

/** When a price starts or ends: a day, or a time with a zone. */
export const priceTimeSchema = timeText(dayOrTime);

/** The time of a question for a price: a day, or a time, in UTC when it names no zone. */
export const questionTimeSchema = timeText(dayOrLocalTime);

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
        [
          z.int().check(z.gte(1, PER_HELP), z.lte(10 ** 12, PER_HELP)),
          z.string().check(z.regex(/^[1-9]\d{0,12}$/, PER_HELP)),
        ],
        { error: PER_HELP },
      ),
      1,
    ),
    attributes: z.optional(z.record(boundedText(64), name)),
    effectiveFrom: z.optional(priceTimeSchema),
    effectiveTo: z.optional(z.nullable(priceTimeSchema)),
    notes: z.optional(boundedText(1000)),
    userId: z.optional(name),
    /** `{"name": "tier", "value": "tier2"}`. */
    tag: z.optional(
      z.strictObject(
        {
          name: boundedText(LIMITS.tagNameCharacters),
          value: boundedText(LIMITS.tagValueCharacters),
        },
        { error: 'must be like {"name": "tier", "value": "tier2"}' },
      ),
    ),
    /** Accepts a price more than 20 times away from the one it replaces. */
    force: z.optional(z.boolean()),
    /**
     * `POST /prices` alone: replay the last seven days before it counts, or do not where the stage asks for that.
     */
    canary: z.optional(z.boolean()),
  })
  .check(
    z.refine((override) => override.userId === undefined || override.tag === undefined, {
      error: 'must not be given with userId: an override holds for a user or for a tag',
      path: ['tag'],
    }),
  );

export type PriceOverride = z.infer<typeof priceOverrideSchema>;

import * as z from 'zod/mini';
import { sentDay } from './date-schemas.ts';
import { priceOverrideSchema } from './price-override.ts';
import { LIMITS } from './message-limits.ts';
import { amountSchema } from './usage-message.ts';
import { boundedText } from './bounded-text.ts';

const name = boundedText(LIMITS.nameCharacters);

/** Days of one replay; each is read whole. */
const MOST_DAYS = 3_660;
const DAY_MS = 86_400_000;

const modelSchema = z.strictObject({ provider: name, model: name });

const FACTOR_HELP = 'must be above 0 and at most 1000, such as "1.25"';
/** An amount as text or number; its source where the body was read exactly. */
const factorSchema = amountSchema.check(
  z.refine((value) => {
    const factor = Number(typeof value === 'object' ? value.source : value);
    return factor > 0 && factor <= 1000;
  }, FACTOR_HELP),
);

/** POST /prices/what-if: a period under other prices, or with other models in place of those used. */
export const whatIfInputSchema = z
  .strictObject({
    from: sentDay,
    to: sentDay,
    /** Prices put before all others, for these days only in the answer. */
    overrides: z.optional(z.array(priceOverrideSchema).check(z.maxLength(50))),
    /** Models whose prices are multiplied, as a correction of `POST /reports/reconcile` proposes. */
    priceFactors: z.optional(
      z.array(z.strictObject({ provider: name, model: name, factor: factorSchema })).check(z.maxLength(50)),
    ),
    /** Models asked about in place of those that were used. */
    substitutions: z.optional(
      z.array(z.strictObject({ from: modelSchema, to: modelSchema })).check(z.maxLength(50)),
    ),
  })
  .check(
    z.refine(({ from, to }) => from <= to, { path: ['from'], error: 'must not be after "to"' }),
    z.refine(({ from, to }) => Date.parse(to) - Date.parse(from) < MOST_DAYS * DAY_MS, {
      path: ['from'],
      error: `must be at most ${MOST_DAYS} days before "to"`,
    }),
  );

export type WhatIfInput = z.infer<typeof whatIfInputSchema>;

/** POST /prices/what-if/{jobId}/apply. */
export const applyWhatIfSchema = z.strictObject({
  /** Why, for readers of a correction. */
  reason: boundedText(500),
});

/** What the job that applies a what-if carries. */
export const applyJobInputSchema = z.object({
  whatIf: z.string(),
  reason: z.string(),
  input: whatIfInputSchema,
});
